/// Finds out what the broker does while we are away, on our own canary topic and with short-lived sessions, at
/// every start and for `doctor`. Blocks for a second or two: on a thread of its own, never on the loop's.
package struct ContractTest {
    /// Messages published to measure the in-flight window; the shipped broker's window is 1,000.
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
        let publisher = try connect(probe("canary-publisher", filters: [])).pump
        defer { publisher.session.close() }
        let payload = Array(nonce.utf8)
        var waiting: Set<UInt16> = []
        var reasons: [UInt16: UInt8] = [:]
        func turn(_ milliseconds: Int) {
            for case .acknowledged(let mid, let reason) in publisher.turn(within: milliseconds).changes {
                waiting.remove(mid)
                reasons[mid] = reason
            }
        }
        func publish(_ name: String, _ payload: [UInt8], qos1: Bool = true, retain: Bool = false) -> UInt16? {
            let deadline = MonotonicClock.milliseconds + Self.patience
            while MonotonicClock.milliseconds < deadline {
                let outcome = publisher.session.publish(
                    topic: "\(canary)/\(name)", payload: payload, atLeastOnce: qos1, retain: retain)
                switch outcome {
                case .queued(let mid):
                    waiting.insert(mid)
                    return mid
                case .full: turn(50)
                case .notConnected, .invalid: return nil
                }
            }
            return nil
        }
        _ = publish("qos0", payload, qos1: false)
        _ = publish("qos1", payload)
        let retained = publish("retained", payload, retain: true)
        for _ in 0..<Self.windowProbe { _ = publish("window", payload) }
        finish(publisher: { waiting.isEmpty }, turn: turn)
        if let retained, reasons[retained].map({ $0 < 0x80 }) != true {
            contract.retains = .unknown(reason: "the broker refuses our publishes on \(canary)")
        }
        let oversized = publish(
            "oversized", [UInt8](repeating: 0x2E, count: Int(settings.maximumPacketSize) + 1))
        finish(publisher: { waiting.isEmpty || !publisher.session.isConnected }, turn: turn)
        contract.refusesOversized = oversizedAnswer(mid: oversized, reason: oversized.flatMap { reasons[$0] })
    }

    private func finish(publisher isDone: () -> Bool, turn: (Int) -> Void) {
        let deadline = MonotonicClock.milliseconds + Self.patience
        while !isDone(), MonotonicClock.milliseconds < deadline { turn(100) }
    }

    /// Without MQTT 5 a broker cannot say no: it acknowledges and drops.
    private func oversizedAnswer(mid: UInt16?, reason: UInt8?) -> BrokerContract.Answer {
        guard mid != nil, let reason else { return .yes }
        if reason >= 0x80 { return .yes }
        return settings.version == .v5 ? .no : .unknown(reason: "3.1.1 has no words for it")
    }

    private func comeBack(into contract: inout BrokerContract) throws(ConnectFailure) {
        let probe = probe("canary", filters: ["\(canary)/#"], isPersistent: true)
        let (pump, kept, early) = try connect(probe, acknowledging: false)
        defer { pump.session.close() }
        contract.keepsSession = kept ? .yes : .no
        var mine = (early + gather(pump, acknowledging: false)).filter(isMine)
        contract.inflightWindow = mine.isEmpty ? nil : mine.count { $0.mid != 0 }
        mine += gather(pump, acknowledging: true).filter(isMine)
        contract.keepsQoS0 = mine.contains { $0.topic == "\(canary)/qos0" } ? .yes : .no
        contract.keepsQoS1 = mine.contains { $0.topic == "\(canary)/qos1" } ? .yes : .no
    }

    /// Reads until nothing has come for a while.
    private func gather(_ pump: SessionPump, acknowledging: Bool) -> [SessionPump.Received] {
        var all: [SessionPump.Received] = []
        var last = MonotonicClock.milliseconds
        while pump.session.hasBacklog || MonotonicClock.milliseconds - last < Self.quiet {
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
