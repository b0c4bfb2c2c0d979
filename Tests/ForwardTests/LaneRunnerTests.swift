import Facility
import Synchronization
import Testing

@testable import Forward

/// The outbox and the engine as one lane sees them, in memory.
final class MemoryOutbox: Sendable {
    struct State {
        var rows: [Delivery] = []
        var outcomes: [Int64: [Delivery.Outcome]] = [:]
        var notices: [LaneNotice] = []
        var head: AuditHead?
    }

    let state = Mutex(State())
    private let start = ContinuousClock.now

    /// Sixty times as fast as the wall, so that back-offs take no time; HTTP runs at its own pace.
    var clock: WakeClock {
        let start = start
        return WakeClock(rate: 60) {
            let passed = (ContinuousClock.now - start) / .milliseconds(1)
            return Timestamp(milliseconds: 1_773_022_530_000 + Int64(passed * 60))
        }
    }

    func commit(_ deliveries: [Delivery], to runner: LaneRunner?) {
        state.withLock { $0.rows += deliveries }
        for delivery in deliveries { runner?.offer(delivery) }
    }

    var ports: LaneRunner.Ports {
        LaneRunner.Ports(
            clock: clock,
            readOutbox: { [self] _, limit in
                state.withLock { Array($0.rows.sorted { $0.number < $1.number }.prefix(limit)) }
            },
            command: { [self] command in
                guard case .delivered(let number, let outcome) = command else { return }
                state.withLock { state in
                    state.rows.removeAll { $0.number == number }
                    state.outcomes[number, default: []].append(outcome)
                }
            },
            notice: { [self] notice in state.withLock { $0.notices.append(notice) } },
            auditHead: { [self] in state.withLock { $0.head } })
    }

    var isEmpty: Bool { state.withLock { $0.rows.isEmpty } }
    var outcomes: [Int64: [Delivery.Outcome]] { state.withLock { $0.outcomes } }
    var attempts: [String] {
        state.withLock { state in
            state.notices.compactMap { if case .attempt(let line) = $0 { line.action } else { nil } }
        }
    }
}

@Suite("A lane's shell against a real platform", .timeLimit(.minutes(2)))
struct LaneRunnerTests {
    /// Runs one lane against a platform while `body` lasts.
    private func withLane(
        _ platform: StandIn, _ outbox: MemoryOutbox, timeout: Interval = .seconds(5), first: Int64 = 1,
        adjust: (inout Lane.Policy) -> Void = { _ in }, _ body: (LaneRunner) async throws -> Void
    ) async throws {
        var policy = Lane.Policy()
        policy.ratePerSecond = 1_000
        adjust(&policy)
        let runner = LaneRunner(
            destination: "district", policy: policy,
            conveyance: try ConveyanceKind.http.make(platform.address, timeout: timeout), firstNumber: first,
            outage: .zero, ports: outbox.ports, log: .quiet)
        let running = Task { await runner.run() }
        do { try await body(runner) } catch {
            running.cancel()
            await running.value
            throw error
        }
        running.cancel()
        await running.value
    }

    @Test("Whatever the platform does to it, every case arrives once and in order")
    func throughFaults() async throws {
        try await StandIn.run { platform in
            let outbox = MemoryOutbox()
            try await withLane(platform, outbox, timeout: .milliseconds(400)) { runner in
                var number: Int64 = 0
                for fault in [
                    #"{"drop_link": "after", "for": 2}"#, #"{"drop_link": "before", "for": 2}"#,
                    #"{"slow_ms": 600, "for": 1}"#, #"{"status": 503, "retry_after": 1, "for": 2}"#,
                    #"{"status": 502, "for": 2}"#, #"{"answer_twice": true, "for": 3}"#,
                    #"{"down": true, "for": 12}"#, #"{"status": 401, "for": 1}"#,
                ] {
                    try await platform.faults(fault)
                    for _ in 0..<3 {
                        let incident = number + 1
                        outbox.commit(
                            [
                                .sample(number + 1, incident: incident),
                                .sample(number + 2, incident: incident, .update),
                                .sample(number + 3, incident: incident, .close),
                            ], to: runner)
                        number += 3
                    }
                    try await StandIn.wait(for: "the outbox to drain under \(fault)") { outbox.isEmpty }
                }
                let held = try await platform.held()
                #expect(held.cases.count == 24)
                #expect(
                    held.cases.allSatisfy { $0.transitions.map(\.action) == ["report", "update", "close"] })
                #expect(held.anomalies == [])
                #expect(held.duplicates_refused == 0)
                #expect(outbox.outcomes.values.allSatisfy { $0.count == 1 })
            }
        }
    }

    @Test("An unknown outcome is asked for before anything is sent again")
    func queriesFirst() async throws {
        try await StandIn.run { platform in
            let outbox = MemoryOutbox()
            try await platform.faults(#"{"drop_link": "after", "for": 1}"#)
            try await withLane(platform, outbox) { runner in
                outbox.commit([.sample(1)], to: runner)
                try await StandIn.wait(for: "the case to settle") { outbox.isEmpty }
            }
            #expect(outbox.attempts == ["report attempt 1", "query"])
            #expect(try await platform.held().repeats == 0)
        }
    }

    @Test("A lane that turns gives its sign of life although nothing is due; one that does not owes it")
    func signOfLife() async throws {
        let outbox = MemoryOutbox()
        let idle = LaneRunner(
            destination: "district", policy: Lane.Policy(),
            conveyance: try ConveyanceKind.http.make("http://127.0.0.1:1", timeout: .seconds(1)),
            firstNumber: 1,
            outage: .zero, ports: outbox.ports, log: .quiet)
        #expect(idle.askForLife() == .zero)
        #expect(idle.askForLife() > .zero)
        let running = Task { await idle.run() }
        for _ in 0..<3 {
            try await StandIn.wait(for: "a sign of life") { idle.askForLife() == .zero }
        }
        running.cancel()
        await running.value
    }

    @Test("A refusal parks one case with its reason; the others go on")
    func refusal() async throws {
        try await StandIn.run { platform in
            let outbox = MemoryOutbox()
            try await withLane(platform, outbox) { runner in
                outbox.commit(
                    [.sample(1, incident: 1, gridCode: "?"), .sample(2, incident: 2)], to: runner)
                try await StandIn.wait(for: "both to settle") { outbox.isEmpty }
            }
            guard case .refused(let reason) = outbox.outcomes[1]?.first else {
                Issue.record("settled \(outbox.outcomes)")
                return
            }
            #expect(reason.contains("/place/grid_code"))
            guard case .accepted(let number, .accepted) = outbox.outcomes[2]?.first else {
                Issue.record("settled \(outbox.outcomes)")
                return
            }
            #expect(number != nil)
        }
    }

    @Test("What was left by an earlier life is asked for first, then delivered once")
    func restart() async throws {
        try await StandIn.run { platform in
            let outbox = MemoryOutbox()
            let sent = try ConveyanceKind.http.make(platform.address)
            _ = try await sent.send(.sample(1))
            await sent.shutDown()
            outbox.commit([.sample(1), .sample(2, .update), .sample(3, incident: 2)], to: nil)
            try await withLane(platform, outbox, first: 4) { _ in
                try await StandIn.wait(for: "the outbox to drain") { outbox.isEmpty }
            }
            let held = try await platform.held()
            #expect(held.cases.map { $0.transitions.map(\.transition) } == [[1, 2], [3]])
            #expect(held.repeats == 0, "nothing was sent blindly")
        }
    }

    @Test("More deliveries than fit in memory all arrive")
    func overflow() async throws {
        try await StandIn.run { platform in
            let outbox = MemoryOutbox()
            try await withLane(platform, outbox, adjust: { $0.capacity = 8 }) { runner in
                outbox.commit((1...100).map { .sample($0, incident: $0) }, to: runner)
                try await StandIn.wait(for: "the outbox to drain") { outbox.isEmpty }
            }
            let held = try await platform.held()
            #expect(held.cases.count == 100)
            #expect(held.repeats == 0)
        }
    }

    @Test("A sign of life goes out, and a path that stays silent is said to be lost and restored")
    func heartbeat() async throws {
        try await StandIn.run { platform in
            let outbox = MemoryOutbox()
            try await withLane(platform, outbox, adjust: { $0.heartbeatEvery = .seconds(30) }) { runner in
                try await StandIn.wait(for: "a sign of life") {
                    try await platform.held().heartbeats.first?.count ?? 0 > 1
                }
                try await platform.faults(#"{"down": true}"#)
                try await StandIn.wait(for: "the loss of the path") { runner.status.pathLostSince != nil }
                try await platform.faults("{}")
                try await StandIn.wait(for: "its return") { runner.status.pathLostSince == nil }
            }
            let changes = outbox.state.withLock { state in
                state.notices.compactMap { notice -> String? in
                    switch notice {
                    case .pathLost: "lost"
                    case .pathRestored: "restored"
                    case .attempt, .proof: nil
                    }
                }
            }
            // On a busy machine a sign of life may be late once more.
            #expect(changes.starts(with: ["lost", "restored"]))
            #expect(changes.count.isMultiple(of: 2), "\(changes)")
        }
    }

    @Test("The audit log's head goes with every sign of life; that it was taken is on record once a day")
    func auditHead() async throws {
        try await StandIn.run { platform in
            let outbox = MemoryOutbox()
            outbox.state.withLock {
                $0.head = AuditHead(store: 7, number: 3, hash: [UInt8](repeating: 0xB2, count: 32))
            }
            let point = "3:" + String(repeating: "b2", count: 32)
            try await withLane(platform, outbox, adjust: { $0.heartbeatEvery = .seconds(30) }) { _ in
                try await StandIn.wait(for: "three signs of life") {
                    try await platform.held().heartbeats.first?.count ?? 0 > 2
                }
            }
            #expect(try await platform.held().heartbeats.first?.audit == point)
            let noted = outbox.state.withLock { $0.notices }.compactMap { notice -> String? in
                if case .attempt(let line) = notice {
                    "\(line.by) \(line.action) \(line.detail)"
                } else {
                    nil
                }
            }
            #expect(noted == ["district audit_head_kept \(point)"])
        }
    }

    @Test("A stop cuts off what is under way and ends at once")
    func stop() async throws {
        try await StandIn.run { platform in
            let outbox = MemoryOutbox()
            try await platform.faults(#"{"slow_ms": 60000, "for": 1}"#)
            let begun = ContinuousClock.now
            try await withLane(platform, outbox, timeout: .seconds(60)) { runner in
                outbox.commit([.sample(1)], to: runner)
                try await StandIn.wait(for: "the request to arrive") {
                    try await platform.requests()["report"] == 1
                }
            }
            #expect(ContinuousClock.now - begun < .seconds(30))
            #expect(!outbox.isEmpty, "the delivery is still owed")
        }
    }
}
