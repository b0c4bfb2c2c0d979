/// A case at its destinations: no step without the one before it, and none back.
///
/// ```
/// open ─ reported ─ accepted ─ dispatched ─ signed ─ handling ─ resolved ─ verified ─ closed
///    └──────┴──────────┴─ rejected           ▲          │   └───────┴─────────┘
///                      └─ postponed, suspended ─────────┘         redone: back to handling
/// ```
/// What stands beside the line goes on where it stood. Platforms skip steps they do not have; whoever hears of one asks
/// `missing` and writes those between first, as implied, so that a step in the log always has the one before it.
extension Incident {
    /// What destinations did beside, kept to tell a retry.
    static let followLimit = 16

    /// How far on the line the case has come at a destination; nil: it has none there.
    package func reached(at destination: String) -> Int? {
        guard let current = handling[destination] else { return nil }
        return current.step ?? standsAt?[destination]?.step ?? 0
    }

    /// The steps between where the case is and where it is said to be, in order.
    package func missing(at destination: String, to next: Handling) -> [Handling] {
        guard let reached = reached(at: destination), next.predecessor > reached else { return [] }
        return Array(Handling.line[(reached + 1)...next.predecessor])
    }

    /// A destination has come further with the case. It never goes back: what arrives late or twice is true already.
    package mutating func move(at destination: String, to next: Handling) -> Verdict {
        guard let current = handling[destination], let reached = reached(at: destination) else {
            return .refused(.unknownDelivery)
        }
        guard current != next else { return .alreadySo }
        guard let step = next.step else {
            // Resolved and beyond: late news of how it was before.
            guard reached < 6 else { return .refused(.impossibleStep) }
            guard reached >= next.predecessor else { return .refused(.stepWithoutPredecessor) }
            standsAt = (standsAt ?? [:]).merging([destination: Handling.line[reached]]) { $1 }
            handling[destination] = next
            return .step(.handled(destination: destination, next))
        }
        // From beside the line it may go on where it stood.
        guard step > reached || step == reached && current.step == nil else { return .alreadySo }
        guard step <= reached + 1 else { return .refused(.stepWithoutPredecessor) }
        standsAt?[destination] = nil
        handling[destination] = next
        return .step(.handled(destination: destination, next))
    }

    /// A destination urges, supervises or rates the case, or has it done again. The same with the same note is a retry.
    package mutating func follow(at destination: String, _ event: FollowUp, note: String?) -> Verdict {
        guard let reached = reached(at: destination) else { return .refused(.unknownDelivery) }
        let word = [destination, event.rawValue, note ?? ""].joined(separator: " ")
        guard followed?.contains(word) != true else { return .alreadySo }
        switch event {
        case .urged, .supervised:
            guard reached >= 1 else { return .refused(.stepWithoutPredecessor) }
            guard reached < 8 else { return .refused(.impossibleStep) }
        case .rated, .redone:
            guard reached >= 6 else { return .refused(.impossibleStep) }
        }
        followed = Array(((followed ?? []) + [word]).suffix(Self.followLimit))
        // Done again it is in hand again, and what is said of it from then on is news.
        if event == .redone { handling[destination] = .handling }
        return .step(.followed(destination: destination, event))
    }
}
