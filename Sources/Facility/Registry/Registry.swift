/// Every device the watch knows beside the sheet, bounded whatever speaks to it.
///
/// Held devices give way to new ones and are counted then: those first of which no urgent message is kept, and of them
/// the one quiet for longest. What a person or the policy decided never does.
struct Registry: Sendable {
    /// Held devices of all brokers.
    static let heldLimit = 1_024
    /// Devices and channels adopted by themselves; what comes beyond is held.
    static let adoptedLimit = 4_096
    /// Channels adopted by themselves of one parent, and how much of `adoptedLimit` is for those that speak by an urgent
    /// session alone: one that babbles leaves room to the others, and no telemetry keeps a detector out.
    static let channelLimit = 1_024
    static let urgentReserve = 1_024
    /// Urgent messages kept of a held device, and the largest that is.
    static let keptLimit = 4
    static let keptBytes = 1_024
    /// Bytes of a sample's payload and topic.
    static let sampleBytes = 512
    /// Messages of strangers looked at, per second and session, and at once: as many as may be held. A gateway that comes
    /// up with its whole network is listed; a flood costs no more than this.
    static let strangerBurst = heldLimit
    static let strangerRate = TokenBucket.Rate(perSecond: 50, burst: Double(strangerBurst))
    /// Rows written per slice, and milliseconds between two.
    static let slice = 64
    static let writeEvery: Int64 = 10_000

    private(set) var held: [RegistryKey: RegistryEntry] = [:]
    /// In the order of adoption: a parent stands before its channels.
    private(set) var adopted: [RegistryEntry] = []
    /// Of `adopted`, how many each parent carries.
    private var channelCounts: [String: Int] = [:]
    private(set) var retired: [RegistryKey: RegistryEntry] = [:]
    /// Held devices whose rows are behind, in the order in which they fell behind.
    private var behind: [RegistryKey] = []
    private var isBehind: Set<RegistryKey> = []
    /// Messages of retired devices, and of strangers under `refuse`, since the start.
    var unjudged = 0
    /// Held devices that gave way, since the start.
    private(set) var evicted = 0

    init() {}

    init(_ entries: [RegistryEntry]) {
        for entry in entries {
            switch entry.standing {
            case .held: held[entry.key] = entry
            case .adopted: append(entry)
            case .retired: retired[entry.key] = entry
            }
        }
        adopted.sort {
            ($0.parent == nil ? 0 : 1, $0.firstHeard, $0.id) < (
                $1.parent == nil ? 0 : 1, $1.firstHeard, $1.id
            )
        }
    }

    /// All entries: held, adopted, retired, each by name.
    var entries: [RegistryEntry] {
        held.values.sorted { $0.key < $1.key } + adopted.sorted { $0.key < $1.key }
            + retired.values.sorted { $0.key < $1.key }
    }

    /// - Parameter parent: of a channel, the device that carries it.
    func hasRoomToAdopt(urgent: Bool, parent: String? = nil) -> Bool {
        guard adopted.count < Self.adoptedLimit - (urgent ? 0 : Self.urgentReserve) else { return false }
        return parent.map { channelCounts[$0, default: 0] < Self.channelLimit } ?? true
    }

    func adoptedEntry(_ id: String) -> RegistryEntry? { adopted.first { $0.id == id } }

    /// The held device a person means: `id`, or `broker/id` when two brokers carry one.
    func heldEntry(_ name: String) -> RegistryEntry? {
        let found = held.values.filter { $0.id == name || "\($0.broker)/\($0.id)" == name }
        return found.count == 1 ? found[0] : nil
    }

    /// The retired device a person means, named as a held one.
    func retiredEntry(_ name: String) -> RegistryEntry? {
        let found = retired.values.filter { $0.id == name || "\($0.broker)/\($0.id)" == name }
        return found.count == 1 ? found[0] : nil
    }

    /// The channels that were retired with a device.
    func retiredChannels(with parent: RegistryEntry) -> [RegistryEntry] {
        retired.values.filter {
            $0.parent == parent.id && $0.broker == parent.broker && $0.why == parent.why
        }.sorted { $0.key < $1.key }
    }

    // MARK: Changes

    /// Notes a message of a held device.
    /// - Returns: the device that gave way for it.
    mutating func hold(_ entry: RegistryEntry) -> RegistryKey? {
        var gone: RegistryKey?
        if held[entry.key] == nil, held.count >= Self.heldLimit,
            let quietest = held.values.min(by: { $0.yields(before: $1) })
        {
            held[quietest.key] = nil
            evicted += 1
            gone = quietest.key
        }
        held[entry.key] = entry
        return gone
    }

    mutating func adopt(_ entry: RegistryEntry) {
        held[entry.key] = nil
        retired[entry.key] = nil
        removeAdopted { $0.id == entry.id }
        append(entry)
    }

    private mutating func append(_ entry: RegistryEntry) {
        adopted.append(entry)
        if let parent = entry.parent { channelCounts[parent, default: 0] += 1 }
    }

    private mutating func removeAdopted(where isGone: (RegistryEntry) -> Bool) {
        guard let position = adopted.firstIndex(where: isGone) else { return }
        let entry = adopted.remove(at: position)
        if let parent = entry.parent { channelCounts[parent, default: 1] -= 1 }
    }

    mutating func retire(_ entry: RegistryEntry) {
        held[entry.key] = nil
        removeAdopted { $0.key == entry.key }
        retired[entry.key] = entry
    }

    /// The sheet has it, or it is in service again.
    mutating func forget(_ key: RegistryKey) {
        removeAdopted { $0.key == key }
        retired[key] = nil
    }

    /// - Returns: true when nothing was behind: a deadline is needed.
    mutating func fallBehind(_ key: RegistryKey) -> Bool {
        guard isBehind.insert(key).inserted else { return false }
        behind.append(key)
        return behind.count == 1
    }

    /// The next rows to write.
    mutating func takeBehind() -> [RegistryRow] {
        let keys = behind.prefix(Self.slice)
        behind.removeFirst(keys.count)
        isBehind.subtract(keys)
        return keys.compactMap { key in held[key].map { RegistryRow(key: key, entry: $0) } }
    }

    var isAllWritten: Bool { behind.isEmpty }
}

extension RegistryEntry {
    fileprivate func yields(before other: RegistryEntry) -> Bool {
        (kept.isEmpty ? 0 : 1, lastHeard, key) < (other.kept.isEmpty ? 0 : 1, other.lastHeard, other.key)
    }
}
