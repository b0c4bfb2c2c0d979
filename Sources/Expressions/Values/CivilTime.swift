/// An instant as a calendar says it, without Foundation: the proleptic Gregorian calendar, as RFC 3339 has it.
struct CivilTime {
    let year: Int64
    /// From 1.
    let month: Int64
    /// From 1.
    let day: Int64
    let hour: Int64
    let minute: Int64
    let second: Int64
    let nanosecond: Int64
    /// Since 1970-01-01.
    private let days: Int64

    /// - Parameter offset: seconds east of UTC.
    init(_ instant: ExactInstant, offset: Int64 = 0) {
        let seconds = instant.seconds + offset
        let (quotient, remainder) = seconds.quotientAndRemainder(dividingBy: 86_400)
        days = remainder < 0 ? quotient - 1 : quotient
        let secondOfDay = remainder < 0 ? remainder + 86_400 : remainder
        (year, month, day) = Self.civil(daysSince1970: days)
        hour = secondOfDay / 3600
        minute = secondOfDay / 60 % 60
        second = secondOfDay % 60
        nanosecond = instant.nanosecondOfSecond
    }

    /// From 0 for Sunday; 1970-01-01 was a Thursday.
    var dayOfWeek: Int64 { ((days + 4) % 7 + 7) % 7 }

    /// From 0.
    var dayOfYear: Int64 { days - Self.daysSince1970(year: year, month: 1, day: 1) }

    /// Counted in years that begin in March, so that the leap day is a year's last day.
    static func daysSince1970(year: Int64, month: Int64, day: Int64) -> Int64 {
        let marchYear = month > 2 ? year : year - 1
        let monthFromMarch = (month + 9) % 12
        // Rounded down, also for the year before the first.
        let leapDays = floored(marchYear, 4) - floored(marchYear, 100) + floored(marchYear, 400)
        let dayOfYear = (153 * monthFromMarch + 2) / 5 + day - 1
        return marchYear * 365 + leapDays + dayOfYear - 719_468
    }

    private static func floored(_ number: Int64, _ divisor: Int64) -> Int64 {
        number >= 0 ? number / divisor : (number - divisor + 1) / divisor
    }

    private static func civil(daysSince1970 days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = days + 719_468
        var year = floored(shifted * 400, 146_097)
        while daysSince1970(year: year, month: 3, day: 1) > days { year -= 1 }
        while daysSince1970(year: year + 1, month: 3, day: 1) <= days { year += 1 }
        let dayOfYear = days - daysSince1970(year: year, month: 3, day: 1)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        return (month > 2 ? year : year + 1, month, day)
    }
}
