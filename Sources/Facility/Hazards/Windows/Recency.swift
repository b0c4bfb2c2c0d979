import Expressions

/// The newest reading of a point and the one before it, for the functions that take no duration.
struct RecentReadings: Sendable {
    struct Entry: Sendable {
        var at: Timestamp
        var value: Value
    }

    private(set) var newest: Entry?
    private(set) var previous: Entry?

    init() {}

    /// A time before the newest reading counts as that reading's.
    func time(at now: Timestamp) -> Int64 {
        Swift.max(now.milliseconds, newest?.at.milliseconds ?? .min)
    }

    mutating func add(_ value: Value, at time: Timestamp) {
        guard let newest else {
            newest = Entry(at: time, value: value)
            return
        }
        if time == newest.at, value == newest.value { return }
        if time >= newest.at {
            previous = newest
            self.newest = Entry(at: time, value: value)
        } else if previous == nil || time >= previous!.at {
            previous = Entry(at: time, value: value)
        }
    }

    /// `age(p)`: how long ago the newest reading was true; unknown when there never was one.
    func age(at now: Int64) -> Value {
        newest.map { .duration(milliseconds: now &- $0.at.milliseconds) } ?? .unknown
    }

    /// It grows without end, so it is looked at again after a second, later after a thirty-second part of itself:
    /// `age(p) > duration('10m')` is seen at most 19 s late, at the price of some 200 looks in the first hour.
    func nextAge(at now: Int64) -> Timestamp? {
        guard let newest else { return nil }
        let age = now &- newest.at.milliseconds
        return Timestamp(milliseconds: now &+ Swift.max(1_000, age / 32))
    }
}
