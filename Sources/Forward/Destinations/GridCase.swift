import Facility
import Foundation

/// A delivery as the grid interface writes it (`docs/grid-interface.yaml`, schema `Case`).
///
/// The bytes are the same on every attempt: keys are sorted and nothing in it depends on when it is sent, or the
/// far side would take a repetition for another body under the same key.
struct GridCase: Encodable {
    private let delivery: Delivery

    init(_ delivery: Delivery) {
        self.delivery = delivery
    }

    /// The body of a report, update or close.
    func body() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(self)
    }

    /// The scheme whose code is the matter code 事项代码.
    static let matterScheme = "gb47678"

    private enum Key: String, CodingKey {
        case incident, transition, step, codes, hazard, facility, severity, level, origin, condition
        case confirmation, historic, unjournaled, site, device, place, position, since, at, evidence, note
        case contacts, points
        case matterKind = "matter_kind"
        case matterCode = "matter_code"
        case hazardName = "hazard_name"
        case confirmedBy = "confirmed_by"
        case refutedCause = "refuted_cause"
        case weakEvidence = "weak_evidence"
        case raisedAt = "raised_at"
        case reportBy = "report_by"
    }

    func encode(to encoder: any Encoder) throws {
        let report = delivery.report
        var fields = encoder.container(keyedBy: Key.self)
        try fields.encode(delivery.incident.description, forKey: .incident)
        try fields.encode(delivery.transition, forKey: .transition)
        try fields.encode(report.step, forKey: .step)
        try fields.encode("事项", forKey: .matterKind)
        try fields.encode(report.codes[Self.matterScheme], forKey: .matterCode)
        try fields.encode(report.codes.filter { $0.key != Self.matterScheme }, forKey: .codes)
        try fields.encode(report.hazard, forKey: .hazard)
        try fields.encode(["zh": report.hazardName.zh, "en": report.hazardName.en], forKey: .hazardName)
        try fields.encode(report.facility, forKey: .facility)
        try fields.encode(report.severity.rawValue, forKey: .severity)
        try fields.encode(report.severity.level, forKey: .level)
        try fields.encode(report.origin.rawValue, forKey: .origin)
        try fields.encode(report.condition.rawValue, forKey: .condition)
        try fields.encode(report.confirmationName.zh, forKey: .confirmation)
        try fields.encode(report.confirmedBy, forKey: .confirmedBy)
        try fields.encode(report.refutedCause, forKey: .refutedCause)
        try fields.encode(report.isHistoric, forKey: .historic)
        try fields.encode(report.isWeak, forKey: .weakEvidence)
        try fields.encode(report.isUnjournaled, forKey: .unjournaled)
        try fields.encode(["id": report.site, "name": report.siteName], forKey: .site)
        try fields.encode(["id": report.device, "name": report.deviceName], forKey: .device)
        try encodePlace(report, to: &fields)
        try fields.encode(report.since.rfc3339, forKey: .since)
        try fields.encode(report.raisedAt.rfc3339, forKey: .raisedAt)
        try fields.encode(report.at.rfc3339, forKey: .at)
        try fields.encode(report.reportBy?.rfc3339, forKey: .reportBy)
        try fields.encode(report.evidence.prefix(100).map { String($0.prefix(500)) }, forKey: .evidence)
        if let points = report.points {
            try fields.encode(points.prefix(100).map(PointField.init), forKey: .points)
        }
        if let contacts = report.contacts, !contacts.isEmpty { try encode(contacts, to: &fields) }
        try fields.encode(report.note.map { String($0.prefix(2_000)) }, forKey: .note)
    }

    private func encodePlace(_ report: CaseReport, to fields: inout KeyedEncodingContainer<Key>) throws {
        let place = report.place
        try fields.encode(
            [
                "building": place.building, "unit": place.unit, "floor": place.floor, "spot": place.spot,
                "grid_code": place.gridCode,
            ], forKey: .place)
        guard let longitude = report.longitude, let latitude = report.latitude, let datum = report.datum
        else { return try fields.encodeNil(forKey: .position) }
        try fields.encode(
            Position(longitude: longitude, latitude: latitude, datum: datum), forKey: .position)
    }

    private func encode(_ contacts: [Contact], to fields: inout KeyedEncodingContainer<Key>) throws {
        try fields.encode(
            contacts.prefix(30).map { contact in
                ContactField(
                    role: contact.role.rawValue, name: ["zh": contact.name.zh, "en": contact.name.en],
                    people: contact.people.map {
                        ["name": String($0.name.prefix(200)), "phone": String($0.phone.prefix(100))]
                    })
            }, forKey: .contacts)
    }

    private struct ContactField: Encodable {
        var role: String
        var name: [String: String]
        var people: [[String: String]]
    }

    /// One detector or call point of a growing fire.
    private struct PointField: Encodable {
        var incident: String
        var hazard: String
        var device: [String: String]
        var place: [String: String]
        var since: String
        var state: String

        init(_ point: CasePoint) {
            incident = point.incident.description
            hazard = point.hazard
            device = ["id": point.device, "name": point.deviceName]
            place = [
                "building": point.place.building, "unit": point.place.unit, "floor": point.place.floor,
                "spot": point.place.spot, "grid_code": point.place.gridCode,
            ]
            since = point.since.rfc3339
            state = point.state.rawValue
        }
    }

    private struct Position: Encodable {
        var longitude: Double
        var latitude: Double
        var datum: String
    }
}
