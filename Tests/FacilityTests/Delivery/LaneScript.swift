@testable import Facility

/// Drives one lane by hand and writes what it does as short lines, so that a test reads as a transcript.
struct LaneScript {
    var lane: Lane
    var now = Timestamp(milliseconds: 0)
    var random = SeededGenerator(seed: 7)

    init(
        firstNumber: Int64 = 1, outage: Interval = .zero, disk: [Delivery] = [], isDiskRead: Bool = true,
        adjust: (inout Lane.Policy) -> Void = { _ in }
    ) {
        var policy = Lane.Policy()
        adjust(&policy)
        lane = Lane(destination: "district", policy: policy, firstNumber: firstNumber)
        _ = lane.step(.started(outage: outage), now: now, using: &random)
        if isDiskRead { _ = self(.refilled(disk, isComplete: true)) }
    }

    /// One step; wakes are left out, they have tests of their own.
    mutating func callAsFunction(_ input: Lane.Input) -> [String] {
        withWakes(input).filter { !$0.hasPrefix("wake") }
    }

    mutating func withWakes(_ input: Lane.Input) -> [String] {
        lane.step(input, now: now, using: &random).map(Self.line)
    }

    mutating func advance(_ interval: Interval) -> [String] {
        now = now + interval
        return self(.deadline)
    }

    mutating func accept(_ number: Int64) -> [String] {
        self(.succeeded(number, Lane.Answer(caseNumber: "C1", handling: .accepted)))
    }

    /// Follows the wakes until the lane does something else, at most so far; returns what and after how long.
    mutating func untilNext(within limit: Interval) -> (lines: [String], after: Interval) {
        let start = now
        while now - start < limit {
            let lines = withWakes(.deadline)
            let other = lines.filter { !$0.hasPrefix("wake") }
            if !other.isEmpty { return (other, now - start) }
            now = now + .milliseconds(10)
        }
        return ([], limit)
    }

    static func line(_ action: Lane.Action) -> String {
        switch action {
        case .send(let delivery, 1): "send \(delivery.number)"
        case .send(let delivery, let attempt): "send \(delivery.number) attempt \(attempt)"
        case .query(let delivery): "query \(delivery.number)"
        case .heartbeat: "heartbeat"
        case .prove: "prove"
        case .settle(let number, .accepted): "settle \(number) accepted"
        case .settle(let number, .refused(let reason)): "settle \(number) refused: \(reason)"
        case .merged(let numbers, let into): "merge \(numbers) into \(into)"
        case .refill: "refill"
        case .pathLost(let since, let cause): "lost since \(since.milliseconds) \(cause.rawValue)"
        case .pathRestored(let since): "restored, lost since \(since.milliseconds)"
        case .wake(let at): "wake \(at.milliseconds)"
        }
    }
}

/// A small generator (SplitMix64) whose whole run is named by its seed.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }
}

extension Delivery {
    /// A delivery with everything that does not matter to a lane filled in.
    static func sample(
        _ number: Int64, incident: Int64 = 1, _ action: Action = .report, severity: Severity = .moderate,
        life: Bool = false, historic: Bool = false, step: String? = nil
    ) -> Delivery {
        let id = IncidentID(site: "longhu", epoch: 0x3a9c04e7d1, number: incident)
        let words = [Action.report: "raised", .update: "quiet", .close: "cleared"]
        let report = CaseReport(
            incident: id, step: step ?? words[action] ?? "", hazard: "fire.smoke",
            hazardName: LocalizedText(en: "Smoke", zh: "烟雾"), facility: "fire", codes: [:],
            severity: severity, origin: .real, condition: .active, confirmation: "unconfirmed",
            confirmedBy: nil, refutedCause: nil, isHistoric: historic, isWeak: false, isUnjournaled: false,
            site: "longhu", siteName: "Longhu", device: "S1", deviceName: "Smoke 1",
            place: Place(building: "1", gridCode: "310000000000001"), longitude: nil, latitude: nil,
            datum: nil, since: .distantPast, raisedAt: .distantPast, at: .distantPast, reportBy: nil,
            evidence: [], note: nil)
        return Delivery(
            number: number, destination: "district", incident: id, transition: Int(number), action: action,
            severity: severity, isLifeSafety: life, isHistoric: historic,
            openedAt: Timestamp(milliseconds: number), report: report)
    }
}
