import CMosquitto

/// The SUBSCRIBEs of one connection and what the broker granted: in as few packets as sensible, retained messages
/// only for subscriptions that are new.
struct SubscriptionRequests {
    /// Filters in one packet at most: some brokers take the whole packet down with one bad filter, and a limit
    /// on the packet's size is more common than one on its filters.
    static let chunk = 100

    private var pending: [Int32: [String]] = [:]
    private var refused: [String] = []
    private var downgraded: [String] = []
    /// Whether the broker granted everything on an earlier connection of this process.
    private var hasSubscribed = false
    /// Whether the broker has answered for every filter of the settings, be it with a refusal.
    private(set) var isAnswered = false

    /// Queues the packets on a fresh connection.
    /// - Returns: the final answer if none is to be waited for.
    mutating func send(on link: BrokerLink, sessionPresent: Bool) -> SessionChange? {
        let settings = link.settings
        refused = []
        downgraded = []
        pending = [:]
        var filters = TopicFilter.reduced(settings.filters)
        let renewed = settings.renewedFilters.filter(filters.contains)
        if sessionPresent { unsubscribe(settings.formerFilters + renewed, on: link) }
        if settings.version == .v3_1_1, sessionPresent, hasSubscribed {
            // 3.1.1 cannot ask for new retained messages only; the broker still has the other subscriptions.
            filters = renewed
        }
        let valid = filters.filter { mosquitto_sub_topic_check($0) == MOSQ_ERR_SUCCESS.swift }
        refused = filters.filter { !valid.contains($0) }
        for start in stride(from: 0, to: valid.count, by: Self.chunk) {
            subscribe(Array(valid[start..<min(start + Self.chunk, valid.count)]), on: link)
        }
        return finishedIfComplete()
    }

    /// Queues what a reload changed: first what is new, so that nothing is missed in between.
    /// - Returns: the final answer if none is to be waited for.
    mutating func change(from old: SessionSettings, on link: BrokerLink) -> SessionChange? {
        let before = TopicFilter.reduced(old.filters)
        let after = TopicFilter.reduced(link.settings.filters)
        refused.removeAll { !after.contains($0) }
        downgraded.removeAll { !after.contains($0) }
        let new = after.filter { !before.contains($0) }
        let valid = new.filter { mosquitto_sub_topic_check($0) == MOSQ_ERR_SUCCESS.swift }
        refused += new.filter { !valid.contains($0) }
        for start in stride(from: 0, to: valid.count, by: Self.chunk) {
            subscribe(Array(valid[start..<min(start + Self.chunk, valid.count)]), on: link)
        }
        unsubscribe(before.filter { !after.contains($0) }, on: link)
        return finishedIfComplete()
    }

    /// - Returns: the final answer once the last SUBACK is in.
    mutating func granted(mid: Int32, levels: [Int32]) -> SessionChange? {
        guard let filters = pending.removeValue(forKey: mid) else { return nil }
        for (position, filter) in filters.enumerated() {
            let level = position < levels.count ? levels[position] : 0x80
            if level >= 0x80 { refused.append(filter) } else if level == 0 { downgraded.append(filter) }
        }
        return finishedIfComplete()
    }

    /// What was not answered yet may not have arrived.
    mutating func connectionEnded() {
        if !pending.isEmpty { forgetAnswers() }
        pending = [:]
    }

    /// Other filters are wanted than the broker was asked for: the next connection asks for all of them.
    mutating func forgetAnswers() {
        hasSubscribed = false
        isAnswered = false
    }

    private mutating func finishedIfComplete() -> SessionChange? {
        isAnswered = pending.isEmpty
        guard isAnswered else { return nil }
        hasSubscribed = refused.isEmpty
        return .subscribed(refused: refused, downgraded: downgraded)
    }

    private mutating func subscribe(_ filters: [String], on link: BrokerLink) {
        var mid: Int32 = 0
        let options = link.settings.version == .v5 ? Int32(MQTT_SUB_OPT_SEND_RETAIN_NEW.rawValue) : 0
        let code = CStrings.with(filters) { names, count in
            mosquitto_subscribe_multiple(link.handle, &mid, count, names, 1, options, nil)
        }
        if code == MOSQ_ERR_SUCCESS.swift { pending[mid] = filters } else { refused += filters }
    }

    private func unsubscribe(_ filters: [String], on link: BrokerLink) {
        let valid = filters.filter { mosquitto_sub_topic_check($0) == MOSQ_ERR_SUCCESS.swift }
        for start in stride(from: 0, to: valid.count, by: Self.chunk) {
            let some = Array(valid[start..<min(start + Self.chunk, valid.count)])
            _ = CStrings.with(some) { names, count in
                mosquitto_unsubscribe_multiple(link.handle, nil, count, names, nil)
            }
        }
    }
}
