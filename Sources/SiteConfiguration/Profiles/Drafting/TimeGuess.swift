import Foundation

/// Which field of a payload is its time and how it is written, judged by the times of arrival.
struct TimeGuess {
    let pointer: String
    let format: String
    /// Nil for formats that say their offset.
    let zone: String?
    /// Why, for the person.
    let reason: String

    private static let patterns = [
        "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm:ss.SSS", "yyyy/MM/dd HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss",
        "yyyyMMddHHmmss", "yyMMddHHmmss", "yyyy-MM-dd HH:mm",
    ]
    private static let names = ["time", "ts", "date", "timestamp", "datetime", "utc", "shijian", "时间", "日期"]
    /// Of a clock that is right or slow by delivery; a day covers every zone.
    private static let tolerance = 86_400_000.0

    /// The best of the fields; nil when none is a time.
    static func find(in fields: [FieldSurvey], arrivals: ClosedRange<Int64>) -> TimeGuess? {
        let candidates = fields.compactMap { field in
            guess(field, arrivals: arrivals).map { (guess: $0, isNamed: isNamed(field.pointer)) }
        }
        return (candidates.first { $0.isNamed } ?? candidates.first { $0.guess.zone != nil })?.guess
    }

    private static func isNamed(_ pointer: String) -> Bool {
        let words = WordSense.words(of: pointer.split(separator: "/").last.map(String.init) ?? "")
        return words.contains { word in names.contains { word == $0 || word.hasSuffix($0) } }
            || names.contains { !$0.utf8.allSatisfy { $0 < 0x80 } && pointer.contains($0) }
    }

    private static func guess(_ field: FieldSurvey, arrivals: ClosedRange<Int64>) -> TimeGuess? {
        let text = field.spellings.first ?? ""
        if field.isNumeric, let number = field.numbers.first {
            for (format, scale) in [("unix_seconds", 1_000.0), ("unix_milliseconds", 1.0)] {
                let moment = number * scale
                guard moment > 1_262_304_000_000, moment < 4_102_444_800_000 else { continue }
                let near = isNear(moment, arrivals)
                guard near || isNamed(field.pointer) else { continue }
                return TimeGuess(
                    pointer: field.pointer, format: format, zone: nil,
                    reason: near ? "close to the arrival" : "by its size; far from the arrival")
            }
        }
        if parse(text, "rfc3339") != nil {
            return TimeGuess(pointer: field.pointer, format: "rfc3339", zone: nil, reason: "says its offset")
        }
        for pattern in patterns {
            guard let local = parse(text, pattern) else { continue }
            // Digits alone are a time only when they are near now or called so.
            if field.isNumeric, !isNear(local, arrivals), !isNamed(field.pointer) { continue }
            let middle = Double(arrivals.lowerBound)
            let hours = ((local - middle) / 3_600_000).rounded()
            let zone = hours == 0 ? "UTC" : "Asia/Shanghai"
            let reason =
                hours == 0 || hours == 8
                ? "by the arrival" : "the arrival fits no zone; the device's clock may be wrong"
            return TimeGuess(pointer: field.pointer, format: pattern, zone: zone, reason: reason)
        }
        return nil
    }

    /// Milliseconds since 1970 that a value of the field says.
    func milliseconds(of text: String) -> Double? {
        switch format {
        case "unix_seconds": NumberSpelling.parse(text).map { ($0 * 1_000).rounded() }
        case "unix_milliseconds": NumberSpelling.parse(text)
        default:
            // China has had no summer time since 1991.
            Self.parse(text, format).map { $0 - (zone == "Asia/Shanghai" ? 28_800_000 : 0) }
        }
    }

    private static func isNear(_ moment: Double, _ arrivals: ClosedRange<Int64>) -> Bool {
        moment > Double(arrivals.lowerBound) - tolerance && moment < Double(arrivals.upperBound) + tolerance
    }

    /// Milliseconds since 1970 of what is written, as if it were UTC.
    private static func parse(_ text: String, _ pattern: String) -> Double? {
        guard text.utf8.count <= 40 else { return nil }
        if pattern == "rfc3339" {
            for options in [
                ISO8601DateFormatter.Options.withInternetDateTime,
                [.withInternetDateTime, .withFractionalSeconds],
            ] {
                let formatter = ISO8601DateFormatter()
                formatter.formatOptions = options
                if let date = formatter.date(from: text) { return date.timeIntervalSince1970 * 1_000 }
            }
            return nil
        }
        let plain = pattern.replacing("'", with: "")
        guard text.utf8.count == plain.utf8.count else { return nil }
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(secondsFromGMT: 0)
        formatter.isLenient = false
        formatter.dateFormat = pattern
        guard let date = formatter.date(from: text), formatter.string(from: date) == text else { return nil }
        return date.timeIntervalSince1970 * 1_000
    }
}
