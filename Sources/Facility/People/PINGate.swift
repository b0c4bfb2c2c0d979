/// Makes guessing a PIN slow: after three wrong ones in a row a person waits before the next is looked at.
///
/// The wait begins with a minute and doubles with every further wrong one up to a quarter of an hour: of the million
/// PINs of six digits somebody at the desk tries about a hundred in a night.
package struct PINGate: Sendable {
    /// Wrong ones that cost nothing: a cold finger mistypes.
    package static let free = 3
    package static let firstWait = Interval.minutes(1)
    package static let longestWait = Interval.minutes(15)
    /// Names remembered; the one longest not tried gives way. More than people at any compound.
    static let limit = 1_000

    private struct Tries: Sendable {
        var wrong = 0
        var waitUntil = Timestamp.distantPast
        var lastAt: Timestamp
    }

    private var tries: [String: Tries] = [:]

    package init() {}

    /// Until when the person has to wait; nil: a PIN may be looked at now.
    package func wait(of person: String, at now: Timestamp) -> Timestamp? {
        guard let until = tries[person]?.waitUntil, until > now else { return nil }
        return until
    }

    /// - Returns: until when the person waits from now on, nil when the next may be tried at once.
    package mutating func wrong(_ person: String, at now: Timestamp) -> Timestamp? {
        if tries[person] == nil, tries.count >= Self.limit,
            let oldest = tries.min(by: { ($0.value.lastAt, $0.key) < ($1.value.lastAt, $1.key) })
        {
            tries[oldest.key] = nil
        }
        var record = tries[person] ?? Tries(lastAt: now)
        record.wrong += 1
        record.lastAt = now
        defer { tries[person] = record }
        guard record.wrong >= Self.free else { return nil }
        var wait = Self.firstWait
        for _ in Self.free..<record.wrong where wait < Self.longestWait { wait = wait + wait }
        record.waitUntil = now + min(wait, Self.longestWait)
        return record.waitUntil
    }

    package mutating func right(_ person: String) { tries[person] = nil }
}
