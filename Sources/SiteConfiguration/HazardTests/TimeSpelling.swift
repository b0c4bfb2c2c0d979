import Facility
import Foundation

/// Writes a point in time as a profile's devices do: `TimeReader` backwards.
enum TimeSpelling {
    /// As JSON, quotes included where the format is a text.
    static func json(_ rule: DeviceTimeRule, at time: Timestamp) -> String {
        switch rule.format {
        case .unixMilliseconds, .unix: "\(time.milliseconds)"
        case .unixMicroseconds: "\(time.milliseconds * 1_000)"
        case .unixSeconds:
            time.milliseconds.isMultiple(of: 1_000)
                ? "\(time.milliseconds / 1_000)" : "\(Double(time.milliseconds) / 1_000)"
        case .rfc3339, .iso8601: JSONTree.quoted(pattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", at: time, in: .utc))
        case .pattern(let text): JSONTree.quoted(pattern(text, at: time, in: rule.zone))
        }
    }

    private static func pattern(_ text: String, at time: Timestamp, in zone: ZoneRules) -> String {
        let seconds = Int64((Double(time.milliseconds) / 1_000).rounded(.down))
        let offset = zone.changes.last { $0.utcSeconds <= seconds }?.offset ?? zone.initialOffset
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = TimeZone(secondsFromGMT: 0)!
        calendar.locale = Locale(identifier: "en_US_POSIX")
        let local = Date(timeIntervalSince1970: Double(seconds + Int64(offset)))
        let parts = calendar.dateComponents(
            [.year, .month, .day, .hour, .minute, .second, .weekday], from: local)
        let millisecond = Int(time.milliseconds - seconds * 1_000)
        var result = ""
        var isQuoted = false
        var rest = text[...]
        while let first = rest.first {
            let run = rest.prefix { $0 == first }
            rest = rest.dropFirst(first == "'" ? 1 : run.count)
            switch (first, isQuoted) {
            case ("'", _): isQuoted.toggle()
            case (_, true): result += run
            case ("y", _): result += padded(parts.year! % (run.count == 2 ? 100 : 10_000), run.count)
            case ("M", _) where run.count > 2: result += calendar.shortMonthSymbols[parts.month! - 1]
            case ("M", _): result += padded(parts.month!, run.count)
            case ("d", _): result += padded(parts.day!, run.count)
            case ("H", _): result += padded(parts.hour!, run.count)
            case ("h", _): result += padded((parts.hour! + 11) % 12 + 1, run.count)
            case ("a", _): result += parts.hour! < 12 ? "AM" : "PM"
            case ("m", _): result += padded(parts.minute!, run.count)
            case ("s", _): result += padded(parts.second!, run.count)
            case ("E", _): result += calendar.shortWeekdaySymbols[parts.weekday! - 1]
            case ("Z", _), ("X", _): result += offsetText(offset)
            case ("S", _):
                let digits = padded(millisecond, 3) + String(repeating: "0", count: 6)
                result += digits.prefix(run.count)
            default: result += run
            }
        }
        return result
    }

    /// `+0800`.
    private static func offsetText(_ seconds: Int) -> String {
        let minutes = abs(seconds) / 60
        return (seconds < 0 ? "-" : "+") + padded(minutes / 60, 2) + padded(minutes % 60, 2)
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
