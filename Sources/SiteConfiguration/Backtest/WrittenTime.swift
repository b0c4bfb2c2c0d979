import Facility

/// A time in a table whose profile does not say how times are written, as `gengfu replay --time-column` takes it.
///
/// | written | read as |
/// |---|---|
/// | `1709251200` | seconds since 1970 |
/// | `1709251200000` | milliseconds since 1970: above 10^12 |
/// | `2024-03-01 08:30:15`, `2024/3/1 8:30` | a date and time in UTC |
enum WrittenTime {
    static func read(_ text: UnsafeBufferPointer<UInt8>) -> Timestamp? {
        if let number = Double(String(decoding: text, as: UTF8.self)) {
            guard number.magnitude < 1e17 else { return nil }
            // The year 2001 in milliseconds is the year 33658 in seconds: no recording is ambiguous.
            return Timestamp(milliseconds: number > 1e12 ? Int64(number) : Int64(number * 1_000))
        }
        let isDigit = { (byte: UInt8) in byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }
        var parts = text.split { !isDigit($0) }.prefix(6).map {
            Int(String(decoding: $0, as: UTF8.self)) ?? -1
        }
        guard parts.count >= 3 else { return nil }
        parts += Array(repeating: 0, count: 6 - parts.count)
        guard (1...9_999).contains(parts[0]),
            let day = Timestamp(day: "\(digits(parts[0], 4))-\(digits(parts[1], 2))-\(digits(parts[2], 2))"),
            (0..<24).contains(parts[3]), (0..<60).contains(parts[4]), (0...60).contains(parts[5])
        else { return nil }
        return day + .seconds(Int64(parts[3] * 3_600 + parts[4] * 60 + parts[5]))
    }

    private static func digits(_ number: Int, _ width: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, width - text.count)) + text
    }
}
