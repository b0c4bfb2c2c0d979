/// When a hazard may be raised at all: hours, days of the week and holidays, by the clocks of the site.
///
/// ```
/// days mon-fri, 22:00 to 06:00: Friday's night ends on Saturday at six
/// ```
/// Where a zone's clock is put back, an hour that comes twice belongs to a period whole; where it is put forward, a
/// time that does not come is the one an hour later.
package struct Schedule: Sendable, Equatable {
    /// A stretch of the day on some days.
    package struct Period: Sendable, Equatable {
        /// Bit 0 for Monday to bit 6 for Sunday; bit 7 for holidays, whatever day of the week they are.
        package var days: UInt8
        /// Minutes after midnight, 0 to 1,440.
        package var from: Int
        /// The same, of the next day when it is not after `from`.
        package var until: Int

        package init(days: UInt8, from: Int, until: Int) {
            self.days = days
            self.from = from
            self.until = until
        }
    }

    package static let everyDay: UInt8 = 0b0111_1111
    package static let holiday: UInt8 = 0b1000_0000

    package var periods: [Period]
    /// No period begins on a holiday.
    package var exceptHolidays: Bool

    package init(periods: [Period], exceptHolidays: Bool = false) {
        self.periods = periods
        self.exceptHolidays = exceptHolidays
    }

    /// Whether holidays make a difference.
    package var speaksOfHolidays: Bool {
        exceptHolidays
            || periods.contains { $0.days & Self.holiday != 0 && $0.days & Self.everyDay != Self.everyDay }
    }

    /// Whether it is open, and for how long that is so: milliseconds since 1970.
    struct State: Sendable, Equatable {
        var isOpen: Bool
        var from: Int64
        var until: Int64
    }

    private static let day: Int64 = 86_400
    /// How many days are looked ahead: a week, so that a period once a week is seen.
    private static let horizon: Int64 = 8

    /// Whether it is open at a time, without a look ahead.
    func isOpen(at time: Int64, zone: ZoneRules, holidays: Set<Int>) -> Bool {
        stretches(around: time, days: -2...0, zone: zone, holidays: holidays).contains {
            $0.from <= time && time < $0.until
        }
    }

    /// The state at a time.
    /// - Parameters:
    ///   - time: milliseconds since 1970.
    ///   - holidays: local dates as days since 1970.
    func state(at time: Int64, zone: ZoneRules, holidays: Set<Int>) -> State {
        let stretches = stretches(
            around: time, days: -2...Self.horizon, zone: zone, holidays: holidays)
        func isOpen(_ time: Int64) -> Bool { stretches.contains { $0.from <= time && time < $0.until } }
        let now = isOpen(time)
        let edges = stretches.flatMap { [$0.from, $0.until] }.filter { $0 > time }.sorted()
        let next = edges.first { isOpen($0) != now }
        return State(
            isOpen: now, from: time,
            until: next ?? time + (Self.horizon - 1) * Self.day * 1_000)
    }

    /// When it is open, by UTC, for periods that begin on some days before and after a time.
    func stretches(
        around time: Int64, days: ClosedRange<Int64>, zone: ZoneRules, holidays: Set<Int>
    ) -> [(from: Int64, until: Int64)] {
        let seconds = time.floored(by: 1_000)
        let today = (seconds + Int64(zone.offset(at: Timestamp(milliseconds: time)))).floored(by: Self.day)
        var stretches: [(from: Int64, until: Int64)] = []
        for date in today + days.lowerBound...today + days.upperBound {
            let isHoliday = holidays.contains(Int(date))
            if isHoliday, exceptHolidays { continue }
            for period in periods where period.begins(on: date, isHoliday: isHoliday) {
                let midnight = date * Self.day
                let end = period.until > period.from ? period.until : period.until + 1_440
                let from = zone.utcSeconds(local: midnight + Int64(period.from) * 60, notAfter: .min)
                let until = zone.utcSeconds(local: midnight + Int64(end) * 60, notAfter: .max)
                stretches.append((from * 1_000, until * 1_000))
            }
        }
        return stretches
    }
}

extension Schedule.Period {
    /// 1970-01-01 was a Thursday.
    fileprivate func begins(on date: Int64, isHoliday: Bool) -> Bool {
        let weekday = ((date + 3) % 7 + 7) % 7
        return days & 1 << UInt8(weekday) != 0 || isHoliday && days & Schedule.holiday != 0
    }
}

extension Int64 {
    /// The quotient towards minus infinity.
    fileprivate func floored(by divisor: Int64) -> Int64 {
        let quotient = self / divisor
        return self % divisor < 0 ? quotient - 1 : quotient
    }
}
