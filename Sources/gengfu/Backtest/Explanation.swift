import Expressions
import Facility
import Ring

/// Why an incident was raised: the condition, what its parts said, and the readings around the raise.
struct Explanation: Encodable {
    /// One reading of the store's history.
    struct Sample: Encodable {
        var at: Timestamp
        /// `facility/point`.
        var point: String
        var value: Value
        var quality: Quality

        private enum CodingKeys: String, CodingKey { case at, point, value, quality }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(at.rfc3339, forKey: .at)
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

        var line: String {
            let text =
                switch value {
                case .double(let number): "\(number)"
                case .int(let number): "\(number)"
                case .uint(let number): "\(number)"
                case .bool(let truth): "\(truth)"
                case .string(let text): text
                default: "unknown"
                }
            return "\(at.rfc3339)  \(point) = \(text)" + (quality == .good ? "" : "  \(quality.name)")
        }
    }

    /// Readings on either side of the raise.
    static let limit = 30
    /// How far the search goes before the raise and after it.
    static let before = Interval.hours(1)
    static let after = Interval.minutes(10)
    /// Readings looked through after the raise: the nearest ones are wanted, the store gives the newest first.
    private static let searched = 5_000

    var incident: Incident
    var transitions: [Transition]
    /// Version of the hazard in force; nil: not known, or the hazard is gone.
    var versionInForce: String?
    var samplesBefore: [Sample] = []
    var samplesAfter: [Sample] = []

    /// - Parameters:
    ///   - points: `facility/point`s that the hazard reads; nil: all of the device's.
    init(_ incident: Incident, _ store: RingReader, points: Set<String>?, versionInForce: String?)
        throws(Ring.ReadFailure)
    {
        self.incident = incident
        self.versionInForce = versionInForce
        transitions = try store.transitions(of: incident.id)
        let raisedAt = max(incident.since, incident.raisedAt)
        func samples(_ from: Timestamp, _ to: Timestamp) throws(Ring.ReadFailure) -> [Sample] {
            try store.readings(device: incident.device, from: from, to: to, limit: Self.searched)
                .filter { points?.contains($0.point) ?? true }.reversed().map {
                    Sample(
                        at: $0.observedAt, point: $0.point, value: $0.reading.value,
                        quality: $0.reading.quality)
                }
        }
        samplesBefore = try samples(incident.since - Self.before, raisedAt).suffix(Self.limit)
        samplesAfter = try Array(
            samples(raisedAt + .milliseconds(1), raisedAt + Self.after).prefix(Self.limit))
    }

    private enum CodingKeys: String, CodingKey {
        case incident, hazard, device, zone, severity, since, condition, values, evidence, version,
            transitions
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
        try container.encodeIfPresent(incident.zone, forKey: .zone)
        try container.encode(incident.severity, forKey: .severity)
        try container.encode(incident.since.rfc3339, forKey: .since)
        try container.encode(incident.raisedAt.rfc3339, forKey: .raisedAt)
        try container.encodeIfPresent(incident.grounds?.condition, forKey: .condition)
        try container.encode(incident.grounds?.values ?? [], forKey: .values)
        try container.encode(incident.evidence, forKey: .evidence)
        try container.encodeIfPresent(incident.grounds?.version, forKey: .version)
        try container.encodeIfPresent(versionInForce, forKey: .versionInForce)
        try container.encode(samplesBefore, forKey: .samplesBefore)
        try container.encode(samplesAfter, forKey: .samplesAfter)
        try container.encode(transitions, forKey: .transitions)
    }
}
