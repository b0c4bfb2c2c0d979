/// An incident as a child of a greater one: recorded and shown, told to nobody by itself where whole cases are told.
extension Incident {
    /// It is over, whether or not somebody has still to end it.
    var isOver: Bool { ended != nil || condition == .quiet }

    /// Whether it is kept from destinations that take whole cases, and from people: it waits for others of the same cause, or
    /// has a parent that speaks for it. Never of what concerns life.
    package var isHeldBack: Bool { !isLifeSafety && (parent != nil || settlesAt != nil) }

    /// Whether it may be grouped at all.
    var mayBeGrouped: Bool {
        !isLifeSafety && severity != .extreme && origin == .real && !isHistoric && !isShadow
            && !isSuppressed && ended == nil && storm == nil && wordOf == nil && !isConfirmedByPerson
    }

    /// It belongs to a greater one; nil: it may not, or does already.
    mutating func join(_ storm: IncidentID) -> Transition.Step? {
        guard mayBeGrouped, parent == nil else { return nil }
        parent = storm
        settlesAt = nil
        return .grouped(into: storm)
    }

    /// It is a case of its own again; nil: it is one.
    mutating func leaveStorm() -> Transition.Step? {
        guard parent != nil, ended == nil else { return nil }
        parent = nil
        return .ungrouped
    }
}
