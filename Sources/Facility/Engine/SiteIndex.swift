/// Finds by name what incidents and stored rows name, since they outlive every position in a table.
struct SiteIndex: Sendable {
    private var devices: [String: Int]
    private var deviceCount: Int
    private let hazards: [String: Int]
    private let zones: [String: Int]
    /// Where the marked reading of each broker comes in (`ProofMark.topic`).
    private let proofTopics: [[UInt8]]

    init(_ site: Site) {
        proofTopics = site.brokers.map { Array(ProofMark.topic(at: $0).utf8) }
        devices = Self.positions(site.devices.map(\.id))
        deviceCount = site.devices.count
        hazards = Self.positions(site.hazards.map(\.id))
        zones = Self.positions(site.zones)
    }

    /// One more device behind all others.
    mutating func append(device id: String) {
        if devices[id] == nil { devices[id] = deviceCount }
        deviceCount += 1
    }

    func device(_ id: String) -> Int? { devices[id] }
    func hazard(_ id: String) -> Int? { hazards[id] }
    func zone(_ name: String) -> Int? { zones[name] }

    func device(_ id: String, in site: Site) -> Device? { devices[id].map { site.devices[$0] } }
    func hazard(_ id: String, in site: Site) -> Hazard? { hazards[id].map { site.hazards[$0] } }

    /// Whether a topic is that of the marked reading of a broker.
    func isProof(_ topic: UnsafeRawBufferPointer, broker: Int) -> Bool {
        guard proofTopics.indices.contains(broker), topic.count == proofTopics[broker].count else {
            return false
        }
        return proofTopics[broker].elementsEqual(topic)
    }

    private static func positions(_ names: [String]) -> [String: Int] {
        Dictionary(names.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    }
}

/// Names one machine across restarts and reloads: a hazard at a device or zone.
struct MachineKey: Hashable, Sendable {
    var hazard: String
    var subject: String
}
