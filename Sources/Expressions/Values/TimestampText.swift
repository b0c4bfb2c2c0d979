/// Reads and writes RFC 3339 instants without Foundation, whose formatters cost 33 µs a call.
package enum TimestampText {
    /// From 0001-01-01T00:00:00Z, CEL's first instant, in milliseconds since 1970.
    static let firstMilliseconds: Int64 = -62_135_596_800_000
    /// To 9999-12-31T23:59:59.999Z, CEL's last.
    static let lastMilliseconds: Int64 = 253_402_300_799_999

    /// Nil for what is no RFC 3339 instant from 0001 to 9999.
    package static func parse(_ text: String) -> ExactInstant? {
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
        guard let nanosecond = fraction(&bytes), let offset = zone(&bytes), bytes.isEmpty else { return nil }
        let days = CivilTime.daysSince1970(year: year, month: month, day: day)
        let seconds = ((days * 24 + hour) * 60 + minute - offset) * 60 + second
        return ExactInstant(
            milliseconds: seconds * 1000 + nanosecond / 1_000_000,
            nanoseconds: Int32(nanosecond % 1_000_000))
    }

    /// RFC 3339 in UTC, with three, six or nine decimals only where there are any.
    package static func write(_ instant: ExactInstant) -> String {
        let time = CivilTime(instant)
        var text = "\(padded(time.year, 4))-\(padded(time.month, 2))-\(padded(time.day, 2))T"
        text += "\(padded(time.hour, 2)):\(padded(time.minute, 2)):\(padded(time.second, 2))"
        return text + decimals(time.nanosecond) + "Z"
    }

    /// `.250`, `.000001`, or nothing: of 0 to 999,999,999 nanoseconds.
    static func decimals(_ nanoseconds: Int64) -> String {
        if nanoseconds == 0 { return "" }
        if nanoseconds % 1_000_000 == 0 { return "." + padded(nanoseconds / 1_000_000, 3) }
        if nanoseconds % 1000 == 0 { return "." + padded(nanoseconds / 1000, 6) }
        return "." + padded(nanoseconds, 9)
    }

    private static func padded(_ number: Int64, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
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

    /// Nanoseconds; at most nine digits.
    private static func fraction(_ bytes: inout ArraySlice<UInt8>) -> Int64? {
        guard take(&bytes, ".") else { return 0 }
        let digits = bytes.prefix(while: \.isDigit)
        guard (1...9).contains(digits.count) else { return nil }
        bytes.removeFirst(digits.count)
        let padded = Array(digits) + Array(repeating: UInt8(ascii: "0"), count: 9)
        return padded.prefix(9).reduce(0) { $0 * 10 + Int64($1 - UInt8(ascii: "0")) }
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
}
