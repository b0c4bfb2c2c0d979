/// A time zone: seconds east of UTC at a second since 1970. The caller brings its rules, since this room has
/// no time-zone database; `UTC` and `+08:00` need none.
package typealias Zone = @Sendable (_ utcSeconds: Int64) -> Int

/// Gives the zone of a name such as `Asia/Shanghai`, nil for one it does not know. Asked once while compiling
/// for a name that is written out; at run time only for one that is worked out.
package typealias ZoneSource = @Sendable (_ name: String) -> Zone?

/// Reads `UTC`, `+08:00`, `-02:30` and, as other implementations do, `02:00`.
enum FixedZone {
    /// Seconds east of UTC.
    static func offset(_ text: String) -> Int? {
        if text == "UTC" || text == "Z" { return 0 }
        var bytes = Array(text.utf8)[...]
        let isWest = bytes.first == UInt8(ascii: "-")
        if isWest || bytes.first == UInt8(ascii: "+") { bytes.removeFirst() }
        let digits = Array(bytes)
        guard digits.count == 5, digits[2] == UInt8(ascii: ":"),
            [0, 1, 3, 4].allSatisfy({ digits[$0].isDigit })
        else { return nil }
        let numbers = digits.map { Int($0) - 0x30 }
        let (hours, minutes) = (numbers[0] * 10 + numbers[1], numbers[3] * 10 + numbers[4])
        guard hours < 24, minutes < 60 else { return nil }
        return (isWest ? -1 : 1) * (hours * 60 + minutes) * 60
    }

    static func zone(_ text: String, _ source: ZoneSource?) -> Zone? {
        if let offset = offset(text) { return { _ in offset } }
        return source?(text)
    }
}
