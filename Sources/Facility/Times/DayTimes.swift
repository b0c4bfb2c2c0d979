/// For how long a point of a device read what it should on one day, and for how long it did not.
///
/// What is in neither is a gap: silence, a stale or stuck value, a gateway that was blind. It is not kept, since the
/// length of the day is known: whatever is lost on the way becomes a gap and never a good hour.
package struct DayTimes: Sendable, Equatable {
    /// Days since 1970-01-01 by the site's clocks.
    package var day: Int32 = 0
    package var inside = Interval.zero
    package var outside = Interval.zero

    package init() {}

    var isEmpty: Bool { inside == .zero && outside == .zero }

    /// Adds a stretch that lies on its day.
    mutating func add(_ length: Interval, isInside: Bool) {
        if isInside { inside = inside + length } else { outside = outside + length }
    }

    /// What has come together since the last call; the day stays.
    mutating func take() -> DayTimes {
        defer { (inside, outside) = (.zero, .zero) }
        return self
    }
}

/// What the store adds to a point's day: rows of one day and point add up.
package struct DayTimesRow: Sendable, Equatable {
    /// The store's number of the device.
    package var device: UInt32
    /// The store's number of the point.
    package var point: UInt32
    package var times: DayTimes

    package init(device: UInt32, point: UInt32, times: DayTimes) {
        self.device = device
        self.point = point
        self.times = times
    }
}

/// A local day with its two midnights, so that most stretches need one comparison to find theirs.
struct LocalDay: Sendable {
    /// Days since 1970-01-01.
    var number: Int32 = 0
    /// Milliseconds: its first, and the first of the next one. Empty until it is first looked for.
    var from: Int64 = 0
    var until: Int64 = 0

    func contains(_ time: Int64) -> Bool { time >= from && time < until }

    init() {}

    /// The day that a time lies in.
    init(of time: Int64, _ zone: ZoneRules) {
        let local = time.seconds + Int64(zone.offset(at: Timestamp(milliseconds: time)))
        let day = local >= 0 ? local / 86_400 : (local - 86_399) / 86_400
        number = Int32(clamping: day)
        from = zone.utcSeconds(local: day * 86_400, notAfter: .max) * 1_000
        until = zone.utcSeconds(local: (day + 1) * 86_400, notAfter: .max) * 1_000
    }
}

extension Int64 {
    /// Of milliseconds, towards the past.
    fileprivate var seconds: Int64 { self >= 0 ? self / 1_000 : (self - 999) / 1_000 }
}
