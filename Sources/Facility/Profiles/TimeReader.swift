import CSimdjson

/// A profile's time rule as compiled: from what the payload says to a point in time.
package struct TimeReader: Sendable {
    /// What a payload said about its time.
    enum Finding: Equatable {
        case absent
        case time(Timestamp)
        case impossible
    }

    private enum Form: Sendable {
        case pattern(TimePattern, ZoneRules)
        case rfc3339
        case unixSeconds
        case unixMilliseconds
        /// The pattern cannot be compiled: the loader has said so, and every time is refused.
        case unusable
    }

    private let form: Form

    package init(_ rule: DeviceTimeRule) {
        switch rule.format {
        case .pattern(let text):
            if let pattern = try? TimePattern(text) {
                form = .pattern(pattern, rule.zone)
            } else {
                form = .unusable
            }
        case .rfc3339: form = .rfc3339
        case .unixSeconds: form = .unixSeconds
        case .unixMilliseconds: form = .unixMilliseconds
        }
    }

    /// 10000-01-01T00:00:00Z in seconds: what lies beyond is seconds taken for milliseconds or worse.
    private static let end = 253_402_300_800.0
    /// How far ahead of its arrival a written time may be when a wall clock shows it twice.
    private static let allowance: Int64 = 300

    /// - Parameter arrival: tells the two hours apart that a wall clock shows twice.
    func read(_ value: gj_value, arrival: Timestamp) -> Finding {
        switch gj_kind(UInt32(value.kind)) {
        case GJ_MISSING, GJ_NULL: .absent
        case GJ_STRING: readText(value, arrival: arrival)
        case GJ_INTEGER, GJ_NUMBER: readNumber(value.number)
        default: .impossible
        }
    }

    private func readNumber(_ number: Double) -> Finding {
        let milliseconds: Double
        switch form {
        case .unixSeconds: milliseconds = number * 1_000 + 0.5
        case .unixMilliseconds: milliseconds = number
        default: return .impossible
        }
        guard milliseconds >= 0, milliseconds < Self.end * 1_000 else { return .impossible }
        return .time(Timestamp(milliseconds: Int64(milliseconds)))
    }

    private func readText(_ value: gj_value, arrival: Timestamp) -> Finding {
        let milliseconds: Int64?
        switch form {
        case .pattern(let pattern, let zone):
            milliseconds = pattern.localMilliseconds(value.bytes).map { local in
                let second = local >= 0 ? local / 1_000 : (local - 999) / 1_000
                let notAfter = arrival.milliseconds / 1_000 + Self.allowance
                return zone.utcSeconds(local: second, notAfter: notAfter) * 1_000 + (local - second * 1_000)
            }
        case .rfc3339: milliseconds = Self.rfc3339(value.bytes)
        case .unixSeconds, .unixMilliseconds:
            return value.is_numeric != 0 ? readNumber(value.number) : .impossible
        case .unusable: milliseconds = nil
        }
        return milliseconds.map { .time(Timestamp(milliseconds: $0)) } ?? .impossible
    }

    /// `2026-03-09T10:15:30.25+08:00`: the letter may be small or a space, the fraction has one to nine digits.
    static func rfc3339(_ bytes: UnsafeBufferPointer<UInt8>) -> Int64? {
        guard bytes.count >= 20, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
            bytes[10] | 0x20 == UInt8(ascii: "t") || bytes[10] == UInt8(ascii: " "),
            bytes[13] == UInt8(ascii: ":"), bytes[16] == UInt8(ascii: ":"),
            let year = TimePattern.digits(bytes, 0, 4), let month = TimePattern.digits(bytes, 5, 2),
            let day = TimePattern.digits(bytes, 8, 2), let hour = TimePattern.digits(bytes, 11, 2),
            let minute = TimePattern.digits(bytes, 14, 2), let second = TimePattern.digits(bytes, 17, 2),
            let seconds = CivilTime.seconds(
                year: year, month: month, day: day, hour: hour, minute: minute, second: second)
        else { return nil }
        var at = 19
        var millisecond = 0
        if bytes[at] == UInt8(ascii: ".") {
            let width = bytes[(at + 1)...].prefix { $0 &- UInt8(ascii: "0") < 10 }.count
            guard width >= 1, width <= 9, let fraction = TimePattern.digits(bytes, at + 1, width) else {
                return nil
            }
            millisecond = TimePattern.milliseconds(fraction, digits: width)
            at += 1 + width
        }
        guard let offset = zoneOffset(bytes, at) else { return nil }
        return (seconds - Int64(offset)) * 1_000 + Int64(millisecond)
    }

    /// Seconds east of UTC that `Z` or `+08:00` at the end of the text say.
    private static func zoneOffset(_ bytes: UnsafeBufferPointer<UInt8>, _ at: Int) -> Int? {
        guard at < bytes.count else { return nil }
        let sign = bytes[at]
        if sign | 0x20 == UInt8(ascii: "z") { return bytes.count == at + 1 ? 0 : nil }
        guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"), bytes.count == at + 6,
            bytes[at + 3] == UInt8(ascii: ":"), let hours = TimePattern.digits(bytes, at + 1, 2), hours < 24,
            let minutes = TimePattern.digits(bytes, at + 4, 2), minutes < 60
        else { return nil }
        return (hours * 3_600 + minutes * 60) * (sign == UInt8(ascii: "-") ? -1 : 1)
    }
}
