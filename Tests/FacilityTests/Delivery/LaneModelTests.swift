import Testing

@testable import Facility

/// A lane against a naive outbox and a far side that fails at random; every seed is a night that can be replayed.
@Suite("A lane through bad nights")
struct LaneModelTests {
    @Test("Nothing is lost, reordered within an incident, or settled twice", arguments: 0..<150)
    func nights(seed: Int) {
        var night = LaneNight(seed: UInt64(seed))
        for _ in 0..<900 { night.live() }
        night.heal()
        #expect(night.faults == [])
        #expect(night.outbox.isEmpty, "undelivered: \(night.outbox.map(\.number))")
    }
}

/// One simulated night: the outbox on disk, the lane, the far side and what goes wrong between them.
struct LaneNight {
    private var random: SeededGenerator
    private var lane: Lane
    private var laneRandom = SeededGenerator(seed: 1)
    private var now = Timestamp(milliseconds: 0)
    private var next: Int64 = 1
    private(set) var outbox: [Delivery] = []
    private var isDown = false
    private var isHealed = false
    /// What the far side holds, by idempotency key.
    private var held: Set<String> = []
    private var lastTaken: [IncidentID: Int64] = [:]
    private var refused: Set<IncidentID> = []
    private var settledInThisLife: Set<Int64> = []
    private var underway: [(action: Lane.Action, answerAt: Timestamp)] = []
    private var isReading: [Delivery]?
    private var uncommitted: [Int64] = []
    private var openIncidents: [Int64] = []
    private var incidents: Int64 = 0
    private(set) var faults: [String] = []

    init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
        lane = Self.newLane(first: 1)
        take(.started(outage: .zero))
    }

    private static func newLane(first: Int64) -> Lane {
        var policy = Lane.Policy()
        policy.capacity = 6
        policy.concurrency = 2
        policy.backoffCap = .seconds(20)
        policy.heartbeatEvery = .seconds(30)
        return Lane(destination: "district", policy: policy, firstNumber: first)
    }

    private mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }

    mutating func live() {
        now = now + .milliseconds(Int64.random(in: 1...700, using: &random))
        if !isHealed {
            if chance(12) { open() }
            if chance(2) { isDown.toggle() }
            if chance(1) { restart() }
        }
        if chance(40) || isHealed {
            outbox.removeAll { uncommitted.contains($0.number) }
            uncommitted = []
        }
        if let rows = isReading, chance(50) || isHealed {
            isReading = nil
            take(.refilled(rows, isComplete: rows.count < 6))
        }
        answer()
        take(.deadline)
    }

    /// Everything works from now on; the backlog must drain.
    mutating func heal() {
        isDown = false
        isHealed = true
        var turns = 0
        while !outbox.isEmpty, turns < 6_000 {
            live()
            turns += 1
        }
    }

    private mutating func open() {
        let severity = Severity.allCases.randomElement(using: &random) ?? .minor
        var delivery: Delivery
        if openIncidents.isEmpty || chance(50) {
            incidents += 1
            openIncidents.append(incidents)
            delivery = .sample(
                next, incident: incidents, severity: severity, life: chance(20), historic: chance(20))
        } else {
            let place = Int.random(in: 0..<openIncidents.count, using: &random)
            let step = ["quiet", "active", "confirmed"].randomElement(using: &random)
            let isClose = chance(40)
            delivery = .sample(
                next, incident: openIncidents[place], isClose ? .close : .update, severity: severity,
                step: isClose ? nil : step)
            if isClose { openIncidents.remove(at: place) }
        }
        next += 1
        outbox.append(delivery)
        take(.enqueue(delivery))
    }

    private mutating func restart() {
        // What was under way may still arrive, or not; its answers find nobody.
        for exchange in underway {
            if case .send(let delivery, _) = exchange.action, chance(50) { _ = arrive(delivery) }
        }
        underway = []
        isReading = nil
        uncommitted = []
        settledInThisLife = []
        lane = Self.newLane(first: next)
        take(.started(outage: .seconds(3)))
    }

    private mutating func take(_ input: Lane.Input) {
        for action in lane.step(input, now: now, using: &laneRandom) {
            switch action {
            case .send, .query, .heartbeat:
                let delay = Interval.milliseconds(Int64.random(in: 1...3_000, using: &random))
                underway.append((action, now + delay))
            case .settle(let number, _):
                if !settledInThisLife.insert(number).inserted { faults.append("settled \(number) twice") }
                if !outbox.contains(where: { $0.number == number }) {
                    faults.append("settled \(number), which was settled and committed")
                }
                uncommitted.append(number)
            case .refill: isReading = firstRows(6)
            case .merged, .pathLost, .pathRestored, .wake, .prove: break
            }
        }
        if lane.count > 6 { faults.append("holds \(lane.count)") }
    }

    private func firstRows(_ limit: Int) -> [Delivery] {
        var standings: [IncidentID: LaneStanding] = [:]
        for row in outbox {
            let standing = LaneStanding(row)
            standings[row.incident] = max(standings[row.incident] ?? standing, standing)
        }
        let sorted = outbox.sorted { left, right in
            let (a, b) = (standings[left.incident]!, standings[right.incident]!)
            return a == b ? left.number < right.number : a > b
        }
        return Array(sorted.prefix(limit))
    }

    private mutating func answer() {
        let due = underway.filter { $0.answerAt <= now }
        underway.removeAll { $0.answerAt <= now }
        for (action, _) in due {
            switch action {
            case .send(let delivery, _): take(sent(delivery))
            case .query(let delivery):
                let answer = Lane.Answer(caseNumber: "C", handling: .accepted)
                // A later step says everything an earlier one did.
                let isHeld = (lastTaken[delivery.incident] ?? 0) >= delivery.number
                take(
                    isDown
                        ? .failed(delivery.number, .unreachable("down"))
                        : .queried(
                            delivery.number, isHeld ? .present(answer) : .absent))
            case .heartbeat: take(isDown ? .heartbeatFailed(.unreachable("down")) : .heartbeatAnswered)
            default: break
            }
        }
    }

    private mutating func sent(_ delivery: Delivery) -> Lane.Input {
        let number = delivery.number
        if isDown { return .failed(number, .unreachable("down")) }
        if !isHealed {
            if chance(4) { return .failed(number, .busy("503", retryAfter: .seconds(5))) }
            if chance(2) { return .failed(number, .lockedOut("401")) }
            if chance(8) { return .failed(number, .unknown("dropped before it arrived")) }
        }
        let result = arrive(delivery)
        if !isHealed, chance(8) { return .failed(number, .unknown("dropped after it arrived")) }
        return result
    }

    /// The far side's own work: refuses some reports, takes each key once, and sees every overtaking.
    private mutating func arrive(_ delivery: Delivery) -> Lane.Input {
        let answer = Lane.Input.succeeded(
            delivery.number, Lane.Answer(caseNumber: "C", handling: .accepted))
        if held.contains(delivery.idempotencyKey) { return answer }
        if delivery.action == .report {
            if delivery.incident.number % 11 == 0 {
                refused.insert(delivery.incident)
                return .failed(delivery.number, .refused("not ours"))
            }
        } else if lastTaken[delivery.incident] == nil {
            if !refused.contains(delivery.incident) { faults.append("\(delivery.number) before its report") }
            return .failed(delivery.number, .refused("no such case"))
        }
        if let last = lastTaken[delivery.incident], last > delivery.number {
            faults.append("\(delivery.number) after \(last)")
        }
        lastTaken[delivery.incident] = delivery.number
        held.insert(delivery.idempotencyKey)
        return answer
    }
}
