import Expressions
import Facility

/// Whose readings tell why an incident was raised: those that its hazard looked at, and nothing beside them.
struct ExplanationScope {
    /// Most devices of a zone that are looked at.
    private static let deviceLimit = 50

    /// `Device.id`s, that of the incident first.
    var devices: [String]
    /// `facility/point`s; nil: whatever came counts, as for silence.
    var points: [String]?

    /// - Parameter site: as its files are now; nil: they cannot be read, and all of the device's readings count.
    init(_ incident: Incident, in site: Site?) {
        devices = [incident.device]
        guard let site, let hazard = Self.hazard(of: incident, in: site) else { return }
        if let name = incident.zone, let zone = site.zones.firstIndex(of: name) {
            let others = site.devices.filter { $0.zone == zone && $0.id != incident.device }
            devices += others.prefix(Self.deviceLimit).map(\.id)
        } else if let path = incident.place {
            let others = site.devices.filter { device in
                device.id != incident.device
                    && Vicinity.places.contains { device.place.path(of: $0.reach) == path }
            }
            devices += others.prefix(Self.deviceLimit).map(\.id)
        }
        points = Self.points(of: hazard, raisedOn: incident.grounds?.condition, in: site)
    }

    /// What watches there now, with the numbers that the site gives it at this device.
    static func hazard(of incident: Incident, in site: Site) -> Hazard? {
        guard let position = site.hazards.firstIndex(where: { $0.id == incident.hazard }) else { return nil }
        guard let device = site.devices.first(where: { $0.id == incident.device }),
            incident.sharedPlace == nil,
            let variant = site.variant(
                of: position, device: device.id, profile: device.profile, building: device.place.building)
        else { return site.hazards[position] }
        return site.variants[variant].value
    }

    /// The points that the evidence reads which raised, or any of it where that is gone.
    private static func points(of hazard: Hazard, raisedOn source: String?, in site: Site) -> [String]? {
        let exact = hazard.evidence.filter { evidence in
            guard case .condition(let condition) = evidence.sign, let source else { return false }
            return condition.source.hasPrefix(source)
        }
        var names: [String] = []
        for evidence in exact.isEmpty ? hazard.evidence : exact {
            guard case .condition(let condition) = evidence.sign else { return nil }
            for name in Self.names(read: condition, of: hazard, in: site) where !names.contains(name) {
                names.append(name)
            }
        }
        return names.isEmpty ? nil : names
    }

    private static func names(read condition: Condition, of hazard: Hazard, in site: Site) -> [String] {
        let windows = condition.program.windows
        let own = (condition.program.variables + windows.flatMap(\.looksAt)).map { condition.points[$0] }
        // What counts other hazards stands on what those read.
        let counted = Set(windows.compactMap(\.text))
        let others = site.hazards.filter { other in
            other.id != hazard.id && !other.scope.isPlace
                && (counted.contains(other.id)
                    || counted.contains(site.facilities[other.facility].id + ".*")
                        && other.confirm == .secondTrigger)
        }
        let theirs = others.flatMap(\.evidence).flatMap { evidence -> [PointIndex] in
            guard case .condition(let condition) = evidence.sign else { return [] }
            let read = condition.program.variables + condition.program.windows.flatMap(\.looksAt)
            return read.map { condition.points[$0] }
        }
        let inner = condition.counted.flatMap { counted in
            (counted.program.variables + counted.program.windows.flatMap(\.looksAt)).map {
                counted.points[$0]
            }
        }
        return (own + theirs + inner).map {
            let point = site.points[$0.position]
            return "\(site.facilities[point.facility].id)/\(point.name)"
        }
    }
}
