/// All suppressions of a site: persons' words and time in, what opens, closes and is overdue out.
///
/// Bounded; asked once per raise, never per message.
package struct SuppressionBook: Sendable, Equatable {
    /// Suppressions that have not ended.
    package static let limit = 200
    /// Ended ones kept, so that what they hid can be read.
    static let endedLimit = 50

    package private(set) var all: [Suppression]
    private var next: Int64

    /// What follows from a word or from time.
    enum Action: Equatable {
        case opened(Int64)
        /// What it hid and still stands comes out.
        case closed(Int64)
        /// A device is out of service for longer than was said.
        case overdue(Int64)
    }

    /// - Parameter all: as the store has them.
    init(_ all: [Suppression] = []) {
        self.all = all.sorted { $0.number < $1.number }
        next = (self.all.last?.number ?? 0) + 1
    }

    var isEmpty: Bool { all.isEmpty }

    subscript(number: Int64) -> Suppression? {
        position(number).map { all[$0] }
    }

    private func position(_ number: Int64) -> Int? { all.firstIndex { $0.number == number } }

    /// The suppressions that cover a device now; `contains` says whether a part of the site has it.
    func covering(_ contains: (Reach) -> Bool) -> Suppression? {
        all.first { $0.isOpen && $0.ended == nil && contains($0.reach) }
    }

    /// When `advance` is next needed.
    func nextDeadline(after now: Timestamp, zone: ZoneRules) -> Timestamp? {
        all.lazy.filter { $0.ended == nil }.compactMap { $0.standing(at: now, zone: zone).next }.min()
    }

    // MARK: Words

    /// Declares one. What it opens at once is in the actions of the `advance` that must follow.
    mutating func declare(
        _ reach: Reach, _ plan: SuppressionPlan, by person: String, at now: Timestamp
    ) -> Result<Int64, CommandRefusal> {
        if let refusal = Suppression.refusal(of: plan.span, at: now) { return .failure(refusal) }
        guard all.count(where: { $0.ended == nil }) < Self.limit else { return .failure(.tooMany) }
        if case .outOfService = plan.span {
            guard case .device = reach else { return .failure(.unknownDevice) }
            let isOut = all.contains { $0.ended == nil && $0.isOutOfService && $0.reach == reach }
            guard !isOut else { return .failure(.alreadyDecided) }
        }
        let suppression = Suppression(
            number: next, reach: reach, span: plan.span, why: plan.why, by: person, at: now)
        next += 1
        all.append(suppression)
        forgetOldest()
        return .success(suppression.number)
    }

    /// Declares a window of the site's file.
    /// - Returns: its number, 0 when its time is over already, nil without room.
    mutating func declare(_ window: MaintenanceWindow, at now: Timestamp, zone: ZoneRules) -> Int64? {
        guard all.count(where: { $0.ended == nil }) < Self.limit else { return nil }
        var suppression = Suppression(
            number: next, reach: window.reach, span: window.span, why: window.why,
            by: MaintenanceWindow.declarer, at: now)
        guard !suppression.standing(at: now, zone: zone).isOver else { return 0 }
        suppression.declared = window.id
        next += 1
        all.append(suppression)
        forgetOldest()
        return suppression.number
    }

    /// Ends one before its time.
    mutating func end(_ number: Int64, by person: String, at now: Timestamp) -> [Action]? {
        guard let position = position(number), all[position].ended == nil else { return nil }
        return close(position, by: person, at: now)
    }

    /// The number of what keeps a device out of service.
    func outOfService(_ device: String) -> Int64? {
        all.first { $0.ended == nil && $0.isOutOfService && $0.reach == .device(device) }?.number
    }

    // MARK: Time

    /// Opens, closes and ends what time does.
    mutating func advance(to now: Timestamp, zone: ZoneRules) -> [Action] {
        var actions: [Action] = []
        for position in all.indices where all[position].ended == nil {
            let standing = all[position].standing(at: now, zone: zone)
            if standing.isOver {
                actions += close(position, by: nil, at: now)
            } else if standing.isOpen, !all[position].isOpen {
                all[position].isOpen = true
                all[position].hidden = []
                all[position].hiddenBeyond = 0
                actions.append(.opened(all[position].number))
            } else if !standing.isOpen, all[position].isOpen {
                all[position].isOpen = false
                actions.append(.closed(all[position].number))
            }
            if case .outOfService(let due) = all[position].span, due <= now, all[position].overdue == nil {
                actions.append(.overdue(all[position].number))
            }
        }
        return actions
    }

    private mutating func close(_ position: Int, by person: String?, at now: Timestamp) -> [Action] {
        all[position].ended = Suppression.Ending(at: now, by: person)
        guard all[position].isOpen else { return [] }
        all[position].isOpen = false
        return [.closed(all[position].number)]
    }

    // MARK: What it hid

    mutating func hide(_ incident: IncidentID, by number: Int64) {
        guard let position = position(number) else { return }
        all[position].hide(incident)
    }

    mutating func note(overdue incident: IncidentID, of number: Int64) {
        guard let position = position(number) else { return }
        all[position].overdue = incident
    }

    /// What a person has ended of the site's file is kept by itself: forgotten, its entry would begin anew.
    private mutating func forgetOldest() {
        forgetOldest(beyond: Self.endedLimit) { $0.declared == nil }
        forgetOldest(beyond: MaintenanceWindow.limit) { $0.declared != nil }
    }

    private mutating func forgetOldest(beyond limit: Int, _ isMeant: (Suppression) -> Bool) {
        let ended = all.filter { $0.ended != nil && isMeant($0) }
        guard ended.count > limit else { return }
        let gone = Set(ended.prefix(ended.count - limit).map(\.number))
        all.removeAll { gone.contains($0.number) }
    }
}
