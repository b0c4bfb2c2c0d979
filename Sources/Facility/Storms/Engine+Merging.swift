/// Two outages that turn out to be one: what lies above both explains them, so the older one speaks for all.
///
/// Two switches go silent a minute apart and are two cases; then it shows that the cabinet that feeds both is gone. Two cases
/// would send two people to two switches.
extension Engine {
    /// Looks for a cause above two standing storms; each merging leaves one less.
    mutating func mergeStorms(_ policy: StormPolicy, effects: inout Effects) {
        while let found = mergeable(policy) { merge(found, effects: &effects) }
    }

    /// A group that waits and a standing storm have a cause above both: the storm is of that cause, and takes them. Nobody
    /// hears of a second one.
    mutating func widen(
        for group: StormChoice.Group, _ policy: StormPolicy, effects: inout Effects
    ) -> Bool {
        for storm in growing {
            guard let cause = causeAbove([left(of: storm), group.incidents], policy) else { continue }
            book.change(storm) { $0.incident.take(cause) }
            for child in group.incidents { join(child, storm, effects: &effects) }
            sayCause(of: storm, note: cause.text, effects: &effects)
            return true
        }
        return false
    }

    /// Storms that something above them may explain, the oldest first.
    private var growing: [Int64] {
        storms.storms.filter { storm in
            guard let incident = book[storm]?.incident, let known = incident.storm else { return false }
            return !known.isKnown && incident.ended == nil && incident.condition == .active
                && !incident.isRefuted && storms.standing[storm]?.isEmpty == false
        }
    }

    private func left(of storm: Int64) -> [Int64] { (storms.standing[storm] ?? []).sorted() }

    private mutating func sayCause(of storm: Int64, note: String, effects: inout Effects) {
        describe(storm)
        chooseAudience(of: storm)
        transition(storm, observedAt: clock, note: note, effects: &effects) {
            $0.incident.becomeActive()
        }
    }

    private struct Merging {
        var older: Int64
        var younger: Int64
        var cause: StormCause
    }

    private mutating func mergeable(_ policy: StormPolicy) -> Merging? {
        let standing = growing
        guard standing.count > 1 else { return nil }
        for (position, older) in standing.enumerated() {
            for younger in standing[(position + 1)...] {
                guard let cause = causeAbove([left(of: older), left(of: younger)], policy) else { continue }
                return Merging(older: older, younger: younger, cause: cause)
            }
        }
        return nil
    }

    /// The nearest cause that lies over everything still gone of both and is not contradicted: fewer of its devices speak
    /// than are gone, and either its own device is gone too or all of it began together.
    private mutating func causeAbove(_ sides: [[Int64]], _ policy: StormPolicy) -> StormCause? {
        var members: [StormChoice.Candidate] = []
        for number in sides.joined() {
            guard let candidate = candidate(number, policy) else { return nil }
            members.append(candidate)
        }
        guard let first = members.first, sides.allSatisfy({ !$0.isEmpty }) else { return nil }
        let shared = first.causes.keys.filter { cause in members.allSatisfy { $0.causes[cause] != nil } }
        let ranked = shared.sorted { left, right in
            let (one, other) = (rank(left, members), rank(right, members))
            return one == other ? left.text < right.text : one < other
        }
        let beginnings = members.map(\.began)
        let isTogether =
            (beginnings.max() ?? 0) - (beginnings.min() ?? 0) <= members.map(\.window).max() ?? 0
        let devices = Set(members.map(\.device)).count
        return ranked.first { cause in
            (isTogether || isGone(cause, members)) && speaking(under: cause, members) < devices
        }
    }

    private func rank(_ cause: StormCause, _ members: [StormChoice.Candidate]) -> Int {
        members.map { $0.causes[cause] ?? 0 }.max() ?? 0
    }

    /// Whether a cause is a device that is itself among the lost, or waits to be told as lost.
    private func isGone(_ cause: StormCause, _ members: [StormChoice.Candidate]) -> Bool {
        guard case .device(let id) = cause else { return false }
        let lost = members.map(\.incident) + storms.waiting.sorted()
        return lost.contains { book[$0]?.incident.device == id }
    }

    /// The older one takes the children, the roll-call and the cause; the younger one ends as withdrawn, with its name.
    private mutating func merge(_ merging: Merging, effects: inout Effects) {
        guard let younger = book[merging.younger]?.incident, let own = younger.storm,
            let id = book[merging.older]?.incident.id
        else { return }
        let children = book.numbers.filter {
            book[$0]?.incident.parent == younger.id && book[$0]?.incident.ended == nil
        }
        book.change(merging.younger) { $0.incident.rollCall = nil }
        storms.rolls.remove(merging.younger)
        storms.close(merging.younger)
        takeOver(own, younger, into: merging)
        for child in children {
            transition(child, observedAt: clock, note: id.description, effects: &effects) { file in
                file.incident.parent = id
                return .grouped(into: id)
            }
        }
        withdraw(merging.younger, reason: "merged \(id)", effects: &effects)
        sayCause(of: merging.older, note: merging.cause.text + "; \(younger.id)", effects: &effects)
    }

    private mutating func takeOver(_ own: Storm, _ younger: Incident, into merging: Merging) {
        book.change(merging.older) { file in
            file.incident.storm?.merge(own)
            file.incident.take(merging.cause)
            if younger.severity > file.incident.severity {
                file.incident.peak = younger.severity
                file.incident.severity = younger.severity
            }
            guard let lines = younger.rollCall?.lines, !lines.isEmpty else { return }
            var call = file.incident.rollCall ?? RollCall(dueAt: younger.rollCall?.dueAt ?? .distantPast)
            _ = call.add(lines)
            file.incident.rollCall = call
            file.incident.isLatched = true
        }
        if book[merging.older]?.incident.rollCall?.isOpen ?? false { storms.rolls.insert(merging.older) }
    }
}

extension Incident {
    /// An outage is of another cause than was thought.
    fileprivate mutating func take(_ cause: StormCause) {
        storm?.cause = cause
        place = cause.place
        if case .device(let id) = cause { device = id }
    }
}
