/// Calendar arithmetic without Foundation, whose formatters cost 33 µs a call.
enum CivilTime {
    /// Seconds from 1970-01-01T00:00:00 to this wall-clock time, as if it were UTC.
    /// - Parameter second: 0 … 60; the leap second is the next minute's first.
    /// - Returns: nil when there is no such time: 30 February, 25 o'clock.
    static func seconds(
        year: Int, month: Int, day: Int, hour: Int, minute: Int, second: Int
    ) -> Int64? {
        guard month >= 1, month <= 12, day >= 1, day <= days(in: month, of: year),
            hour < 24, minute < 60, second <= 60
        else { return nil }
        let seconds = hour * 3_600 + minute * 60 + second
        return Int64(days(year: year, month: month, day: day) * 86_400 + seconds)
    }

    /// Days from 1970-01-01, counted in years that begin in March so that the leap day comes last.
    static func days(year: Int, month: Int, day: Int) -> Int {
        let shifted = month > 2 ? year : year - 1
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    static func days(in month: Int, of year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}
