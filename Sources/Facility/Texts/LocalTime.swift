/// Times of day as a destination's people and machines read them, by the site's clock on the wall.
package enum LocalTime {
    /// `03-09 10:15`
    package static func short(_ time: Timestamp, _ zone: ZoneRules) -> String {
        let text = digits(time, zone)
        return "\(text.month)-\(text.day) \(text.hour):\(text.minute)"
    }

    /// `2026-03-09T10:15:30+08:00` (CAP 1.2 3.3.2: no fraction, no `Z`; UTC is `-00:00`).
    package static func offset(_ time: Timestamp, _ zone: ZoneRules) -> String {
        let text = digits(time, zone)
        // Whole minutes: an offset in seconds cannot be written, and none is in use.
        let minutes = zone.offset(at: time) / 60
        let sign = minutes > 0 ? "+" : "-"
        let offset = "\(sign)\(two(abs(minutes) / 60)):\(two(abs(minutes) % 60))"
        return "\(text.year)-\(text.month)-\(text.day)T\(text.hour):\(text.minute):\(text.second)\(offset)"
    }

    private struct Digits {
        var year, month, day, hour, minute, second: String
    }

    private static func digits(_ time: Timestamp, _ zone: ZoneRules) -> Digits {
        let minutes = Int64(zone.offset(at: time) / 60)
        let local = Timestamp(milliseconds: time.milliseconds + minutes * 60_000).rfc3339
        let text = Array(local)
        func part(_ range: Range<Int>) -> String { String(text[range]) }
        return Digits(
            year: part(0..<4), month: part(5..<7), day: part(8..<10), hour: part(11..<13),
            minute: part(14..<16),
            second: part(17..<19))
    }

    private static func two(_ number: Int) -> String { (number < 10 ? "0" : "") + String(number) }
}
