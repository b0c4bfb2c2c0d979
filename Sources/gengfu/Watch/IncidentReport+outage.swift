import Control
import Facility

/// What an outage stands for, and whom to call at.
extension IncidentReport {
    mutating func addOutage(of incident: Incident, _ engine: Engine) {
        let site = engine.site
        parent = incident.parent
        waitsUntil = incident.settlesAt
        if let storm = incident.storm {
            outage = OutageReport(
                storm, causeName: storm.cause.name(in: site),
                children: engine.children(of: incident.id).map { Self.child($0, site) })
        }
        rollCall = incident.rollCall?.lines.map { line in
            let device = site.devices.first { $0.id == line.device }
            return RollCallReport(
                line, deviceName: device?.name ?? line.device,
                place: device?.place ?? Place(building: "", gridCode: ""),
                rescueCode: device?.register["rescue_code"])
        }
    }

    private static func child(_ incident: Incident, _ site: Site) -> OutageReport.Child {
        let hazard = site.hazards.first { $0.id == incident.hazard }
        let device = site.devices.first { $0.id == incident.device }
        return OutageReport.Child(
            id: incident.id, hazardName: OwnHazard.name(of: incident.hazard, hazard),
            device: incident.device, deviceName: device?.name ?? incident.device,
            place: device?.place ?? Place(building: "", gridCode: ""), since: incident.since,
            isOver: incident.ended != nil || incident.condition == .quiet)
    }
}
