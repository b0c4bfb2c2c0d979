/// Reads and writes RFC 3339 instants without Foundation, whose formatters cost 33 µs a call.
enum TimestampText {
    /// From 0001-01-01T00:00:00Z, CEL's first instant, in milliseconds since 1970.
    static let firstMilliseconds: Int64 = -62_135_596_800_000
    /// To 9999-12-31T23:59:59.999Z, CEL's last.
    static let lastMilliseconds: Int64 = 253_402_300_799_999

    /// Milliseconds since 1970; nil for what is no RFC 3339 instant. Finer digits are cut off.
    static func parse(_ text: String) -> Int64? {
        var bytes = Array(text.utf8)[...]
        guard let year = number(&bytes, digits: 4), take(&bytes, "-"),
            let month = number(&bytes, digits: 2), take(&bytes, "-"),
            let day = number(&bytes, digits: 2), take(&bytes, "T") || take(&bytes, "t"),
            let hour = number(&bytes, digits: 2), take(&bytes, ":"),
            let minute = number(&bytes, digits: 2), take(&bytes, ":"),
            let second = number(&bytes, digits: 2)
        else { return nil }
        guard (1...9999).contains(year), (1...12).contains(month), day >= 1,
            day <= daysIn(month: month, year: year), hour < 24, minute < 60, second < 60
        else { return nil }
        guard let millisecond = fraction(&bytes), let offset = zone(&bytes), bytes.isEmpty else { return nil }
        let days = daysSince1970(year: year, month: month, day: day)
        let seconds = ((days * 24 + hour) * 60 + minute - offset) * 60 + second
        let milliseconds = seconds * 1000 + millisecond
        return (firstMilliseconds...lastMilliseconds).contains(milliseconds) ? milliseconds : nil
    }

    /// RFC 3339 in UTC, with three decimals only where there are any.
    static func write(_ milliseconds: Int64) -> String {
        let day = 86_400_000 as Int64
        var days = milliseconds / day
        var rest = milliseconds % day
        if rest < 0 {
            rest += day
            days -= 1
        }
        let (year, month, dayOfMonth) = civil(daysSince1970: days)
        var text = "\(padded(year, 4))-\(padded(month, 2))-\(padded(dayOfMonth, 2))T"
        let minutes = rest / 60_000
        text += "\(padded(minutes / 60, 2)):\(padded(minutes % 60, 2)):\(padded(rest / 1000 % 60, 2))"
        if rest % 1000 != 0 { text += "." + padded(rest % 1000, 3) }
        return text + "Z"
    }

    private static func padded(_ number: Int64, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }

    private static func number(_ bytes: inout ArraySlice<UInt8>, digits: Int) -> Int64? {
        let taken = bytes.prefix(digits)
        guard taken.count == digits, taken.allSatisfy(\.isDigit) else { return nil }
        bytes.removeFirst(digits)
        return taken.reduce(0) { $0 * 10 + Int64($1 - UInt8(ascii: "0")) }
    }

    private static func take(_ bytes: inout ArraySlice<UInt8>, _ text: Unicode.Scalar) -> Bool {
        guard bytes.first == UInt8(ascii: text) else { return false }
        bytes.removeFirst()
        return true
    }

    private static func fraction(_ bytes: inout ArraySlice<UInt8>) -> Int64? {
        guard take(&bytes, ".") else { return 0 }
        let digits = bytes.prefix(while: \.isDigit)
        guard (1...9).contains(digits.count) else { return nil }
        bytes.removeFirst(digits.count)
        let padded = Array(digits.prefix(3)) + Array(repeating: UInt8(ascii: "0"), count: 3)
        return padded.prefix(3).reduce(0) { $0 * 10 + Int64($1 - UInt8(ascii: "0")) }
    }

    /// Minutes east of UTC.
    private static func zone(_ bytes: inout ArraySlice<UInt8>) -> Int64? {
        if take(&bytes, "Z") || take(&bytes, "z") { return 0 }
        let isWest = bytes.first == UInt8(ascii: "-")
        guard take(&bytes, "-") || take(&bytes, "+"), let hours = number(&bytes, digits: 2),
            take(&bytes, ":"), let minutes = number(&bytes, digits: 2), hours < 24, minutes < 60
        else { return nil }
        return (isWest ? -1 : 1) * (hours * 60 + minutes)
    }

    private static func daysIn(month: Int64, year: Int64) -> Int64 {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Counted in years that begin in March, so that the leap day is a year's last day.
    private static func daysSince1970(year: Int64, month: Int64, day: Int64) -> Int64 {
        let marchYear = month > 2 ? year : year - 1
        let monthFromMarch = (month + 9) % 12
        let leapDays = marchYear / 4 - marchYear / 100 + marchYear / 400
        let dayOfYear = (153 * monthFromMarch + 2) / 5 + day - 1
        return marchYear * 365 + leapDays + dayOfYear - 719_468
    }

    private static func civil(daysSince1970 days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = days + 719_468
        var year = shifted * 400 / 146_097
        while daysSince1970(year: year, month: 3, day: 1) > days { year -= 1 }
        while daysSince1970(year: year + 1, month: 3, day: 1) <= days { year += 1 }
        let dayOfYear = days - daysSince1970(year: year, month: 3, day: 1)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        return (month > 2 ? year : year + 1, month, day)
    }
}
