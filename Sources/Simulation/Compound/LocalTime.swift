import Facility

/// Times as Chinese terminals write them: `yyyy-MM-dd HH:mm:ss` at UTC+8, without saying so.
enum LocalTime {
    static func text(_ time: Timestamp) -> String {
        let seconds = Int((Double(time.milliseconds) / 1_000).rounded(.down)) + 8 * 3_600
        let (year, month, day) = civil(days: seconds / 86_400)
        let clock = seconds % 86_400
        return
            "\(year)-\(pad(month))-\(pad(day)) \(pad(clock / 3_600)):\(pad(clock / 60 % 60)):\(pad(clock % 60))"
    }

    private static func pad(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

    /// The Gregorian date of a day counted from 1970-01-01 (days from civil, shifted to begin in March).
    private static func civil(days: Int) -> (Int, Int, Int) {
        let shifted = days + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let month = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * month + 2) / 5 + 1
        return (yearOfEra + era * 400 + (month >= 10 ? 1 : 0), month < 10 ? month + 3 : month - 9, day)
    }
}
