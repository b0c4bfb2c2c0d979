import Facility
import SiteConfiguration

/// What each zigbee2mqtt of the site said of itself since the start, and what it did not say.
struct BridgeBoard {
    /// One zigbee2mqtt: a base topic of a broker.
    struct Bridge {
        /// Position in `Site.brokers`.
        let broker: Int
        let name: String
        let base: String
        let listTopic: [UInt8]
        let stateTopic: [UInt8]
        /// When its list came last.
        var heardAt: Timestamp?
        var offlineSince: Timestamp?
        /// Why its last list was refused.
        var flaw: LocalizedText?
    }

    /// How long after a connection its list may take: it is retained, so a minute is long.
    static let patience = Interval.seconds(60)

    private(set) var bridges: [Bridge] = []
    /// Where records come in; nil: nowhere.
    private(set) var records: (broker: Int, topic: [UInt8])?
    /// Messages with records in the minute that began then.
    private var recordsSince = Timestamp.distantPast
    private var recordsCount = 0

    init(_ site: Site) { follow(site) }

    var isEmpty: Bool { bridges.isEmpty && records == nil }

    /// Takes over the bridges of a site; what is known of those that stay is kept.
    mutating func follow(_ site: Site) {
        let old = bridges
        records = site.recordsIntake.map { ($0.broker, Array($0.topic.utf8)) }
        bridges = site.brokers.enumerated().flatMap { broker, entry in
            entry.zigbeeBases.map { base in
                if let known = old.first(where: { $0.broker == broker && $0.base == base }) { return known }
                let topics = Site.zigbeeTopics(ofBase: base)
                return Bridge(
                    broker: broker, name: entry.id, base: base, listTopic: Array(topics.list.utf8),
                    stateTopic: Array(topics.state.utf8))
            }
        }
    }

    /// Whose list or state a topic is.
    func place(of topic: UnsafeRawBufferPointer, broker: Int) -> (bridge: Int, isList: Bool)? {
        for (position, bridge) in bridges.enumerated() where bridge.broker == broker {
            if bridge.listTopic.elementsEqual(topic) { return (position, true) }
            if bridge.stateTopic.elementsEqual(topic) { return (position, false) }
        }
        return nil
    }

    /// Whether a message brings records.
    func bringsRecords(_ topic: UnsafeRawBufferPointer, broker: Int) -> Bool {
        guard let records, records.broker == broker else { return false }
        return records.topic.elementsEqual(topic)
    }

    /// Counts a message with records.
    /// - Returns: whether the minute has room for it.
    mutating func takeRecords(at now: Timestamp) -> Bool {
        if now - recordsSince >= .minutes(1) || now < recordsSince { (recordsSince, recordsCount) = (now, 0) }
        recordsCount += 1
        return recordsCount <= RecordsIntake.perMinute
    }

    mutating func heardList(_ bridge: Int, at now: Timestamp) {
        bridges[bridge].heardAt = now
        bridges[bridge].flaw = nil
    }

    /// - Parameter text: `online` or `offline`, plain or as `{"state":"offline"}`, by version and setting.
    mutating func heardState(_ bridge: Int, _ text: String, at now: Timestamp) {
        guard text.contains("offline") else { return bridges[bridge].offlineSince = nil }
        bridges[bridge].offlineSince = bridges[bridge].offlineSince ?? now
    }

    mutating func refused(_ flaw: BridgeNews.Flaw) {
        let arrival = flaw.arrival
        guard
            let place = bridges.firstIndex(where: {
                $0.broker == arrival.session / 2 && $0.base == arrival.base
            })
        else { return }
        bridges[place].flaw = flaw.text
    }
}
