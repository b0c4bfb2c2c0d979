/// Finds out what the broker does while we are away, on our own canary topic and with short-lived sessions, at
/// every start and for `doctor`. Blocks for a second or two: on a thread of its own, never on the loop's.
package struct ContractTest {
    /// Messages published to measure the in-flight window. The shipped broker's is 1,000 for 3.1.1; with MQTT 5
    /// mosquitto takes our receive maximum (2,000) instead.
    package static let windowProbe = 1_100
    /// Milliseconds without a message after which the broker is taken to have no more.
    private static let quiet = 300
    /// Milliseconds any one step may take.
    private static let patience = 10_000

    private let settings: SessionSettings
    private let canary: String
    /// Tells this run's messages from an earlier run's.
    private let nonce: String

    /// - Parameters:
    ///   - settings: of the session whose broker is asked; its client id, with a suffix, names the probes.
    ///   - nonce: different for each run.
    package init(settings: SessionSettings, nonce: UInt64) {
        self.settings = settings
        self.nonce = String(nonce, radix: 16)
        let name = String(settings.clientID.map { "+#/".contains($0) ? "_" : $0 })
        canary = "gengfu/\(name)/canary"
    }

    /// Asks all questions. Throws when the broker cannot be reached.
    package func run() throws(ConnectFailure) -> BrokerContract {
        var contract = BrokerContract()
        try forgetOldProbe()
        let subscribed = try subscribeAndLeave()
        guard subscribed else {
            let answer = BrokerContract.Answer.unknown(
                reason: "the broker refuses to subscribe us to \(canary)")
            contract.keepsSession = answer
            contract.keepsQoS0 = answer
            contract.keepsQoS1 = answer
            contract.retains = answer
            return contract
        }
        try publishAll(into: &contract)
        try comeBack(into: &contract)
        try readRetained(into: &contract)
        try forgetOldProbe()
        return contract
    }

    private func probe(_ suffix: String, filters: [String], isPersistent: Bool = false) -> SessionSettings {
        var probe = settings
        probe.clientID = "\(settings.clientID)-\(suffix)"
        probe.filters = filters
        probe.formerFilters = []
        probe.excludedFilters = []
        probe.isPersistent = isPersistent
        probe.sessionExpiry = 60
        return probe
    }

    /// Opens a session and waits for its connection.
    /// - Returns: the pump, and whether the broker had kept the session.
    private func connect(
        _ probe: SessionSettings, acknowledging: Bool = true
    ) throws(ConnectFailure) -> (pump: SessionPump, kept: Bool, early: [SessionPump.Received]) {
        let pump = SessionPump(settings: probe)
        var failure: ConnectFailure?
        var kept: Bool?
        var early: [SessionPump.Received] = []
        _ = pump.run(within: Int(probe.connectTimeout) + 1_000, acknowledging: acknowledging) {
            received, changes in
            early += received
            for change in changes {
                if case .connected(let present) = change { kept = present }
                if case .refused(let reason, _) = change { failure = reason }
            }
            return kept != nil || failure != nil
        }
        if let kept { return (pump, kept, early) }
        pump.session.abandon()
        throw failure
            ?? .silent(host: probe.host, port: probe.port, milliseconds: Int(probe.connectTimeout))
    }

    /// A clean start makes the broker drop what an earlier, interrupted run left.
    private func forgetOldProbe() throws(ConnectFailure) {
        try connect(probe("canary", filters: [])).pump.session.close()
    }

    /// - Returns: false when the broker refuses the subscription.
    private func subscribeAndLeave() throws(ConnectFailure) -> Bool {
        let settings = probe("canary", filters: ["\(canary)/#"], isPersistent: true)
        let pump = SessionPump(settings: settings)
        defer { pump.session.close() }
        var refused: [String]?
        _ = pump.run(within: Self.patience) { _, changes in
            for case .subscribed(let none, _) in changes { refused = none }
            return refused != nil
        }
        return refused?.isEmpty ?? false
    }

    private func publishAll(into contract: inout BrokerContract) throws(ConnectFailure) {
        let payload = Array(nonce.utf8)
        _ = try publish([("qos0", payload)], atLeastOnce: false)
        _ = try publish([("qos1", payload)])
        _ = try publish(Array(repeating: ("window", payload), count: Self.windowProbe))
        // Each of these may cost the connection; so each has its own, after the rest.
        if case .refused(let reason) = try publish([("retained", payload)], retain: true) {
            contract.retains = .unknown(reason: "the broker refuses our publishes on \(canary): \(reason)")
        }
        let oversized = [UInt8](repeating: 0x2E, count: Int(settings.maximumPacketSize) + 1)
        switch try publish([("oversized", oversized)]) {
        case .refused, .cutOff: contract.refusesOversized = .yes
        case .accepted where settings.version == .v5: contract.refusesOversized = .no
        // Without MQTT 5 a broker cannot say no: it acknowledges and drops.
        case .accepted: contract.refusesOversized = .unknown(reason: "3.1.1 has no words for it")
        }
    }

    /// What the broker did with a publish.
    private enum Reception {
        case accepted
        /// By its reason code, or by libmosquitto, which knows the limits of the CONNACK.
        case refused(reason: String)
        /// It closed the connection, or never answered.
        case cutOff
    }

    private func publish(
        _ messages: [(name: String, payload: [UInt8])], atLeastOnce: Bool = true, retain: Bool = false
    ) throws(ConnectFailure) -> Reception {
        let pump = try connect(probe("canary-publisher", filters: [])).pump
        defer { pump.session.close() }
        let deadline = MonotonicClock.milliseconds + Self.patience
        var next = messages.startIndex
        var waiting = 0
        while next < messages.endIndex || waiting > 0 {
            guard pump.session.isConnected, MonotonicClock.milliseconds < deadline else { return .cutOff }
            while next < messages.endIndex {
                let outcome = pump.session.publish(
                    topic: "\(canary)/\(messages[next].name)", payload: messages[next].payload,
                    atLeastOnce: atLeastOnce, retain: retain)
                if case .invalid(let detail) = outcome { return .refused(reason: detail) }
                guard case .queued = outcome else { break }
                next += 1
                waiting += 1
            }
            for case .acknowledged(_, let reason) in pump.turn(within: 100).changes {
                if reason >= 0x80 { return .refused(reason: LinkText.reason(reason)) }
                waiting -= 1
            }
        }
        return .accepted
    }

    private func comeBack(into contract: inout BrokerContract) throws(ConnectFailure) {
        let probe = probe("canary", filters: ["\(canary)/#"], isPersistent: true)
        let (pump, kept, early) = try connect(probe, acknowledging: false)
        defer { pump.session.close() }
        contract.keepsSession = kept ? .yes : .no
        var mine = (early + gather(pump, acknowledging: false)).filter(isMine)
        let window = min(Self.windowProbe, mine.count { $0.mid != 0 })
        contract.inflightWindow = mine.isEmpty ? nil : window
        mine += gather(pump, acknowledging: true).filter(isMine)
        contract.keepsQoS0 = mine.contains { $0.topic == "\(canary)/qos0" } ? .yes : .no
        contract.keepsQoS1 = mine.contains { $0.topic == "\(canary)/qos1" } ? .yes : .no
    }

    /// Reads until nothing has come for a while.
    private func gather(_ pump: SessionPump, acknowledging: Bool) -> [SessionPump.Received] {
        var all: [SessionPump.Received] = []
        let start = MonotonicClock.milliseconds
        var last = start
        while pump.session.hasBacklog || MonotonicClock.milliseconds - last < Self.quiet {
            // somebody else is talking on our canary topic
            guard MonotonicClock.milliseconds - start < Self.patience else { break }
            let received = pump.turn(within: Self.quiet, acknowledging: acknowledging).received
            guard !received.isEmpty else { continue }
            all += received
            last = MonotonicClock.milliseconds
        }
        return all
    }

    private func isMine(_ message: SessionPump.Received) -> Bool {
        message.payload.elementsEqual(nonce.utf8)
    }

    private func readRetained(into contract: inout BrokerContract) throws(ConnectFailure) {
        let counter = "$SYS/broker/publish/messages/dropped"
        let (pump, _, early) = try connect(probe("canary-reader", filters: ["\(canary)/retained", counter]))
        defer { pump.session.close() }
        var received = early
        _ = pump.run(within: Self.patience) { messages, changes in
            received += messages
            return changes.contains { if case .subscribed = $0 { true } else { false } }
        }
        received += gather(pump, acknowledging: true)
        let isRetained = received.contains { $0.retained && isMine($0) }
        if case .unknown(let reason) = contract.retains, reason != "not tried" {
        } else {
            contract.retains = isRetained ? .yes : .no
        }
        if let text = received.last(where: { $0.topic == counter })?.payload {
            contract.dropped = Int(String(decoding: text, as: UTF8.self))
        }
        _ = pump.session.publish(topic: "\(canary)/retained", payload: [], retain: true)
        _ = pump.run(within: 2_000) { _, changes in
            changes.contains { if case .acknowledged = $0 { true } else { false } }
        }
    }
}
