import Expressions
import Facility
import Ring

/// Why an incident was raised: the condition, what its parts said, and the readings around the raise.
struct Explanation: Encodable {
    /// One reading of the store's history.
    struct Sample: Encodable {
        var at: Timestamp
        var device: String
        /// `facility/point`.
        var point: String
        var value: Value
        var quality: Quality

        private enum CodingKeys: String, CodingKey { case at, device, point, value, quality }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(at.rfc3339, forKey: .at)
            try container.encode(device, forKey: .device)
            try container.encode(point, forKey: .point)
            try container.encode(quality.name, forKey: .quality)
            switch value {
            case .double(let number): try container.encode(number, forKey: .value)
            case .int(let number): try container.encode(number, forKey: .value)
            case .uint(let number): try container.encode(number, forKey: .value)
            case .bool(let truth): try container.encode(truth, forKey: .value)
            case .string(let text): try container.encode(text, forKey: .value)
            default: try container.encodeNil(forKey: .value)
            }
        }
    }

    /// Readings on either side of the raise.
    static let limit = 30
    /// How far the search goes before the raise and after it.
    static let before = Interval.hours(1)
    static let after = Interval.minutes(10)
    /// Readings of one point looked through on a side: the nearest ones are wanted, the store gives the newest first.
    private static let searched = 2_000

    var incident: Incident
    var transitions: [Transition]
    /// Version of the hazard in force; nil: not known, or the hazard is gone.
    var versionInForce: String?
    var samplesBefore: [Sample] = []
    var samplesAfter: [Sample] = []

    /// - Parameter scope: whose readings are shown.
    init(_ incident: Incident, _ store: RingReader, scope: ExplanationScope, versionInForce: String?)
        throws(Ring.ReadFailure)
    {
        self.incident = incident
        self.versionInForce = versionInForce
        transitions = try store.transitions(of: incident.id)
        let raisedAt = max(incident.since, incident.raisedAt)
        samplesBefore = Array(
            try Self.samples(store, scope, incident.since - Self.before, raisedAt).suffix(Self.limit))
        samplesAfter = Array(
            try Self.samples(store, scope, raisedAt + .milliseconds(1), raisedAt + Self.after)
                .prefix(Self.limit))
    }

    /// Oldest first; those of one time in the order of the scope.
    private static func samples(
        _ store: RingReader, _ scope: ExplanationScope, _ from: Timestamp, _ to: Timestamp
    ) throws(Ring.ReadFailure) -> [Sample] {
        var found: [(order: Int, sample: Sample)] = []
        let points: [String?] = scope.points.map { $0.map { $0 } } ?? [nil]
        for device in scope.devices {
            for point in points {
                let readings = try store.readings(
                    device: device, point: point, from: from, to: to, limit: Self.searched)
                for reading in readings.reversed() {
                    found.append(
                        (
                            found.count,
                            Sample(
                                at: reading.observedAt, device: device, point: reading.point,
                                value: reading.reading.value, quality: reading.reading.quality)
                        ))
                }
            }
        }
        return found.sorted { ($0.sample.at, $0.order) < ($1.sample.at, $1.order) }.map(\.sample)
    }

    private enum CodingKeys: String, CodingKey {
        case incident, hazard, device, zone, severity, since, condition, parts, values, evidence, version,
            bundle, transitions
        case raisedAt = "raised_at"
        case versionInForce = "version_in_force"
        case samplesBefore = "readings_before"
        case samplesAfter = "readings_after"
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(incident.id, forKey: .incident)
        try container.encode(incident.hazard, forKey: .hazard)
        try container.encode(incident.device, forKey: .device)
        try container.encodeIfPresent(incident.sharedPlace, forKey: .zone)
        try container.encode(incident.severity, forKey: .severity)
        try container.encode(incident.since.rfc3339, forKey: .since)
        try container.encode(incident.raisedAt.rfc3339, forKey: .raisedAt)
        try container.encodeIfPresent(incident.grounds?.condition, forKey: .condition)
        try container.encode(incident.grounds?.parts ?? [], forKey: .parts)
        try container.encode(incident.grounds?.values ?? [], forKey: .values)
        try container.encode(incident.evidence, forKey: .evidence)
        try container.encodeIfPresent(incident.grounds?.version, forKey: .version)
        try container.encodeIfPresent(versionInForce, forKey: .versionInForce)
        // Word for word what every report of it carried as `evidence`.
        try container.encode(incident.bundle, forKey: .bundle)
        try container.encode(samplesBefore, forKey: .samplesBefore)
        try container.encode(samplesAfter, forKey: .samplesAfter)
        try container.encode(transitions, forKey: .transitions)
    }
}
