/// What is suppressed is recorded and told to nobody, and comes out when the suppression ends or somebody finds it real.
extension Incident {
    /// Keeps it from being told.
    /// - Returns: false for what must be told: what concerns life, an exercise (told where exercises are), what has ended.
    package mutating func suppress(by suppression: Int64) -> Bool {
        guard !isLifeSafety, origin == .real, ended == nil else { return false }
        suppressedBy = suppression
        return true
    }

    /// It is told from now on; nil: it was not kept from that, or has ended.
    package mutating func emerge() -> Transition.Step? {
        guard suppressedBy != nil, ended == nil else { return nil }
        suppressedBy = nil
        return .emerged
    }
}
