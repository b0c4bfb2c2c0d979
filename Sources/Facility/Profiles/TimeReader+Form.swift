/// The ways in which a device writes a time, compiled.
extension TimeReader {
    enum Form: Sendable {
        case pattern(TimePattern)
        case iso8601
        case rfc3339
        case unixSeconds
        case unixMilliseconds
        case unixMicroseconds
        case unix
        /// The pattern cannot be compiled: the loader has said so, and every time is refused.
        case unusable

        init(_ format: DeviceTimeRule.Format) {
            switch format {
            case .pattern(let text): self = (try? TimePattern(text)).map(Form.pattern) ?? .unusable
            case .iso8601: self = .iso8601
            case .rfc3339: self = .rfc3339
            case .unixSeconds: self = .unixSeconds
            case .unixMilliseconds: self = .unixMilliseconds
            case .unixMicroseconds: self = .unixMicroseconds
            case .unix: self = .unix
            }
        }

        var isNumeric: Bool {
            switch self {
            case .unixSeconds, .unixMilliseconds, .unixMicroseconds, .unix: true
            default: false
            }
        }

        /// Milliseconds since 1970 of a count since 1970; nil for what is before it or after the year 9999.
        func milliseconds(_ number: Double) -> Int64? {
            let milliseconds =
                switch self {
                case .unixMilliseconds: number
                case .unixMicroseconds: number / 1_000
                case .unix where number >= 1e17: number / 1e6
                case .unix where number >= 1e14: number / 1_000
                case .unix where number >= 1e11: number
                default: number * 1_000 + 0.5
                }
            guard milliseconds >= 0, milliseconds < TimeReader.end * 1_000 else { return nil }
            return Int64(milliseconds)
        }

        /// `2026-03-09T10:15:30.25+08:00`: the letter may be small or a space, the fraction has one to nine digits.
        static func rfc3339(_ bytes: UnsafeBufferPointer<UInt8>) -> Int64? {
            guard bytes.count >= 20, let found = iso8601(bytes), let offset = found.offset,
                bytes[16] == UInt8(ascii: ":"),
                // RFC 3339 has no short offsets, ISO 8601 has.
                bytes[bytes.count - 1] | 0x20 == UInt8(ascii: "z")
                    || bytes[bytes.count - 3] == UInt8(ascii: ":"),
                let seconds = CivilTime.seconds(
                    year: found.year ?? 0, month: found.month, day: found.day ?? 0, hour: found.hour,
                    minute: found.minute, second: found.second)
            else { return nil }
            return (seconds - Int64(offset)) * 1_000 + Int64(found.millisecond)
        }

        /// `2026-03-09T10:15`, with seconds, a fraction of one to nine digits and an offset, or without.
        static func iso8601(_ bytes: UnsafeBufferPointer<UInt8>) -> TimePattern.Found? {
            guard bytes.count >= 16, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
                bytes[10] | 0x20 == UInt8(ascii: "t") || bytes[10] == UInt8(ascii: " "),
                bytes[13] == UInt8(ascii: ":"), let year = TimePattern.digits(bytes, 0, 4),
                let month = TimePattern.digits(bytes, 5, 2), let day = TimePattern.digits(bytes, 8, 2),
                let hour = TimePattern.digits(bytes, 11, 2), let minute = TimePattern.digits(bytes, 14, 2)
            else { return nil }
            var found = TimePattern.Found(year: year, month: month, day: day, hour: hour, minute: minute)
            var at = 16
            if at < bytes.count, bytes[at] == UInt8(ascii: ":") {
                guard let second = TimePattern.digits(bytes, 17, 2) else { return nil }
                found.second = second
                at = 19
                if at < bytes.count, bytes[at] == UInt8(ascii: ".") || bytes[at] == UInt8(ascii: ",") {
                    let width = bytes[(at + 1)...].prefix { $0 &- UInt8(ascii: "0") < 10 }.count
                    guard width >= 1, width <= 9, let fraction = TimePattern.digits(bytes, at + 1, width)
                    else { return nil }
                    found.millisecond = TimePattern.milliseconds(fraction, digits: width)
                    at += 1 + width
                }
            }
            guard at < bytes.count else { return found }
            guard let offset = TimePattern.offset(bytes, &at), at == bytes.count else { return nil }
            found.offset = offset
            return found
        }
    }
}
