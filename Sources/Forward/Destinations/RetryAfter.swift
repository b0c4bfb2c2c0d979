import Facility
import Foundation

/// Reads the `Retry-After` header: seconds, or an HTTP date (RFC 9110 10.2.3).
enum RetryAfter {
    /// nil for anything unreadable; a date in the past is no wait.
    static func interval(_ text: String, now: Date) -> Interval? {
        let text = text.trimmingCharacters(in: .whitespaces)
        if let seconds = Int64(text) { return seconds < 0 ? nil : .seconds(min(seconds, 86_400)) }
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(secondsFromGMT: 0)
        formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
        guard let date = formatter.date(from: text) else { return nil }
        return .seconds(Int64(min(max(0, date.timeIntervalSince(now).rounded(.up)), 86_400)))
    }
}
