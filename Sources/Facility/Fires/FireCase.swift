/// The case of a growing fire at one destination: what all of its incidents come to, as one.
///
/// As bad as the worst that still may be a fire, active while one is, confirmed when one was, refuted when all are. It is
/// over when the last has ended: never under a standing fire, whatever became of the first.
struct FireCase: Equatable {
    /// The first, then those told with it.
    private(set) var points: [GrowingFire.Point]

    init(_ leader: Incident, at destination: String) {
        points = [GrowingFire.Point(leader, at: [destination])]
        points += leader.fire?.points.filter { $0.destinations.contains(destination) } ?? []
    }

    /// Whether there is more than the first.
    var hasGrown: Bool { points.count > 1 }

    var isOver: Bool { points.allSatisfy(\.hasEnded) }

    /// Whether something in it may be a fire now: only such a case takes another point.
    var stands: Bool { points.contains(where: \.stands) }

    /// What decides how it stands: what may be a fire now; else what is not over; else all of it.
    private var basis: [GrowingFire.Point] {
        let may = points.filter(\.stands)
        if !may.isEmpty { return may }
        let left = points.filter { !$0.hasEnded }
        return left.isEmpty ? points : left
    }

    var severity: Severity { basis.map(\.severity).max() ?? .minor }
    var isLifeSafety: Bool { basis.contains(where: \.isLifeSafety) }
    var isWeak: Bool { basis.allSatisfy(\.isWeak) }
    /// One that happens now makes a case of history live.
    var isHistoric: Bool { basis.allSatisfy(\.isHistoric) }

    var condition: Incident.ConditionState {
        basis.contains { !$0.hasEnded && $0.condition == .active } ? .active : .quiet
    }

    /// A person's word before a second trigger's; a fire that was found real stays so when another detector of it was wrong.
    var confirmation: Incident.Confirmation {
        func first(_ isMeant: (Incident.Confirmation) -> Bool) -> Incident.Confirmation? {
            points.first { isMeant($0.confirmation) }?.confirmation
        }
        if let person = first({ if case .confirmedByPerson = $0 { true } else { false } }) { return person }
        if let second = first({ if case .confirmedBySecondTrigger = $0 { true } else { false } }) {
            return second
        }
        if let refuted = points.last(where: \.isRefuted), points.allSatisfy(\.isRefuted) {
            return refuted.confirmation
        }
        return .unconfirmed
    }

    var isConfirmed: Bool {
        switch confirmation {
        case .confirmedByPerson, .confirmedBySecondTrigger: true
        case .unconfirmed, .refuted: false
        }
    }

    /// Who goes to look at something in it that may be a fire: whoever found the first one false has not looked at the others.
    var answeredBy: String? { basis.lazy.compactMap(\.answeredBy).first }

    /// Whether a destination that knew the other has nothing to hear.
    func isSame(to a: FireCase) -> Bool {
        severity == a.severity && isLifeSafety == a.isLifeSafety && condition == a.condition
            && isHistoric == a.isHistoric && confirmation == a.confirmation && answeredBy == a.answeredBy
            && isOver == a.isOver
    }
}
