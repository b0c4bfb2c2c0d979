/// Proves the way of an alarm without a case: a marked reading goes out to every broker, and when it has come back and is
/// committed each destination is called harmlessly. Remembers when each was last proven, and why not.
///
/// Events and `now` in, actions out. A round is
/// `resting → reading (until every broker brought the mark back) → answering (until every lane said what came of it)`;
/// one that failed anywhere is repeated after an hour, a sound one after `ProofPlan.every`.
package struct ProofBook: Sendable {
    /// A broker brings back what it was given within seconds; behind a backlog of telemetry the urgent session is no slower.
    package static let readingPatience = Interval.seconds(60)
    /// Longer than any kind's timeout for one call and one more for its token.
    package static let answerPatience = Interval.minutes(3)
    /// Between rounds while something is not proven.
    package static let retry = Interval.hours(1)
    /// The first round of a life waits so long at least, for the brokers; the boxes of a district not all together.
    static let firstWait = Interval.seconds(60)
    static let firstJitter = Interval.seconds(120)

    package enum Action: Sendable, Equatable {
        /// Publish these between two commits.
        case publish([ProofMark])
        /// Every mark is back and committed: let every lane make its harmless call.
        case call
        /// Say it: a line for the log.
        case note(AuditLine)
    }

    private enum Phase: Sendable {
        case resting(until: Timestamp)
        case reading(Round, missing: Set<Int>)
        case answering(Round, missing: Set<String>)
    }

    private struct Round: Sendable {
        var number: Int64
        var began: Timestamp
        var isWhole = true
    }

    private var plan: ProofPlan
    /// `Broker.id` by position.
    private var brokers: [String]
    /// `Destination.id`.
    private var destinations: [String]
    private var phase: Phase
    /// By destination: its last proof.
    package private(set) var proofs: [String: DestinationProof]
    /// By destination: why the last round that ended did not prove it.
    package private(set) var troubles: [String: ProofTrouble] = [:]
    /// Since when the age of what was never proven counts.
    private let startedAt: Timestamp

    /// - Parameter proofs: what the store remembers.
    package init(
        _ site: Site, proofs: [DestinationProof], now: Timestamp,
        using random: inout some RandomNumberGenerator
    ) {
        plan = site.proofPlan
        brokers = site.brokers.map(\.id)
        destinations = site.destinations.map(\.id)
        self.proofs = Dictionary(proofs.map { ($0.destination, $0) }, uniquingKeysWith: { _, last in last })
        startedAt = now
        let jitter = Int64.random(in: 0...Self.firstJitter.milliseconds, using: &random)
        phase = .resting(until: now + Self.firstWait + .milliseconds(jitter))
    }

    /// Whether nothing is under way.
    package var isResting: Bool {
        if case .resting = phase { true } else { false }
    }

    /// The last proof is older than the plan allows; one that never was counts from the start of the program.
    package func isOverdue(_ destination: String, at now: Timestamp) -> Bool {
        now - (proofs[destination]?.at ?? startedAt) > plan.overdueAfter
    }

    /// A reload: what has left the site is forgotten, what is new begins without a proof.
    package mutating func follow(_ site: Site) {
        plan = site.proofPlan
        brokers = site.brokers.map(\.id)
        destinations = site.destinations.map(\.id)
        let known = Set(destinations)
        troubles = troubles.filter { known.contains($0.key) }
        if case .answering(let round, let missing) = phase {
            phase = .answering(round, missing: missing.intersection(known))
        }
    }

    /// A person wants a round now; one that is under way goes on.
    package mutating func ask(now: Timestamp) {
        if isResting { phase = .resting(until: now) }
    }

    /// Lets time pass; to be called about once a second.
    package mutating func advance(
        to now: Timestamp, using random: inout some RandomNumberGenerator
    ) -> [Action] {
        switch phase {
        case .resting(let until):
            guard now >= until, !destinations.isEmpty else { return [] }
            let round = Round(number: Int64.random(in: 1...(1 << 53), using: &random), began: now)
            phase = .reading(round, missing: Set(brokers.indices))
            return [.publish(brokers.indices.map { ProofMark(broker: $0, round: round.number) })]
        case .reading(let round, let missing):
            guard now - round.began >= Self.readingPatience else { return [] }
            return fail(round, missing: missing, now: now)
        case .answering(var round, let missing):
            guard now - round.began >= Self.readingPatience + Self.answerPatience else { return [] }
            round.isWhole = false
            for destination in missing { troubles[destination] = .unanswered }
            rest(after: round, now: now)
            return missing.sorted().map { .note(line($0, "no answer of its lane", at: now)) }
        }
    }

    /// A mark is committed.
    package mutating func heard(_ mark: ProofMark, now: Timestamp) -> [Action] {
        guard case .reading(let round, var missing) = phase, mark.round == round.number else { return [] }
        missing.remove(mark.broker)
        guard missing.isEmpty else {
            phase = .reading(round, missing: missing)
            return []
        }
        phase = .answering(round, missing: Set(destinations))
        return [.call]
    }

    /// A lane says what came of its harmless call.
    /// - Returns: the new proof, to be stored; and a line for the log.
    package mutating func answered(
        _ destination: String, _ answer: ProofAnswer, now: Timestamp
    ) -> (proof: DestinationProof?, actions: [Action]) {
        guard case .answering(var round, var missing) = phase, missing.remove(destination) != nil else {
            return (nil, [])
        }
        var proof: DestinationProof?
        var said: AuditLine
        switch answer {
        case .proven(let means):
            let proven = DestinationProof(destination: destination, at: now, means: means)
            proofs[destination] = proven
            troubles[destination] = nil
            proof = proven
            said = line(destination, means.rawValue, at: now)
            said.action = "path_proven"
        case .failed(let reason):
            round.isWhole = false
            troubles[destination] = .failed(reason)
            said = line(destination, reason, at: now)
        }
        phase = .answering(round, missing: missing)
        if missing.isEmpty { rest(after: round, now: now) }
        return (proof, [.note(said)])
    }

    private mutating func fail(_ round: Round, missing: Set<Int>, now: Timestamp) -> [Action] {
        let lost = missing.sorted().compactMap { brokers.indices.contains($0) ? brokers[$0] : nil }
        for destination in destinations { troubles[destination] = .readingLost(lost) }
        var round = round
        round.isWhole = false
        rest(after: round, now: now)
        return lost.map { .note(line($0, "the marked reading did not come back", at: now)) }
    }

    private mutating func rest(after round: Round, now: Timestamp) {
        let wait = round.isWhole ? plan.every : min(plan.every, Self.retry)
        phase = .resting(until: max(now, round.began + wait))
    }

    private func line(_ subject: String, _ detail: String, at now: Timestamp) -> AuditLine {
        AuditLine(
            at: now, by: "gengfu", action: "path_not_proven", subject: subject,
            detail: String(detail.prefix(300)))
    }
}
