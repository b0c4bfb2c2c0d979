import Facility

/// Writes times as the clock on the duty room's wall shows them.
struct WallTime: Sendable {
    /// Seconds east of UTC.
    var offset: Int

    /// `14:03:09`, with the date in front when it is not the day of `now`.
    func text(_ time: Timestamp, now: Timestamp) -> String {
        let (day, seconds) = split(time)
        let clock = [seconds / 3_600, seconds / 60 % 60, seconds % 60].map(Self.twoDigits).joined(
            separator: ":")
        return day == split(now).day ? clock : "\(Self.date(daysSince1970: day)) \(clock)"
    }

    private func split(_ time: Timestamp) -> (day: Int64, seconds: Int64) {
        let local =
            Int64((time.milliseconds - (time.milliseconds % 1_000 + 1_000) % 1_000) / 1_000)
            + Int64(offset)
        let seconds = (local % 86_400 + 86_400) % 86_400
        return ((local - seconds) / 86_400, seconds)
    }

    private static func twoDigits(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }

    /// Proleptic Gregorian, counted in years that begin in March.
    private static func date(daysSince1970 days: Int64) -> String {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let fromMarch = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * fromMarch + 2) / 5 + 1
        let month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return "\(year)-\(twoDigits(month))-\(twoDigits(day))"
    }
}
