import Facility

/// Numbers and times as papers write them, without Foundation's formatters.
enum Digits {
    static func padded(_ number: Int, _ width: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, width - text.utf8.count)) + text
    }

    /// A wall clock of the site: `2026-11-21 08:15:03`.
    static func wall(_ time: Timestamp, _ zone: ZoneRules) -> String {
        let local = time + .seconds(Int64(zone.offset(at: time)))
        return local.rfc3339.prefix(19).replacing("T")
    }

    /// `4:05` in minutes and seconds, above an hour `1:04:05`.
    static func clock(_ length: Interval) -> String {
        let seconds = Int(max(0, length.milliseconds) / 1_000)
        let tail = "\(padded(seconds / 60 % 60, seconds >= 3_600 ? 2 : 1)):\(padded(seconds % 60, 2))"
        return seconds >= 3_600 ? "\(seconds / 3_600):\(tail)" : tail
    }

    /// Per cent with one decimal, rounded down: 99.97 % are 99.9. nil: of nothing.
    static func percent(_ part: Interval, of whole: Interval) -> String? {
        guard whole > .zero else { return nil }
        let tenths = max(0, part.milliseconds) * 1_000 / whole.milliseconds
        return "\(tenths / 10).\(tenths % 10)"
    }

    /// A number as it was written: `0.05`, `2`.
    static func plain(_ number: Double) -> String {
        number == number.rounded() && abs(number) < 1e15 ? String(Int64(number)) : String(number)
    }

    /// A wall clock's day: `2026-11-21`.
    static func day(_ time: Timestamp, _ zone: ZoneRules) -> String { String(wall(time, zone).prefix(10)) }

    /// Hours with one decimal, rounded half up: `12.5`.
    static func hours(_ length: Interval) -> String {
        let tenths = (max(0, length.milliseconds) + 180_000) / 360_000
        return "\(tenths / 10).\(tenths % 10)"
    }
}

extension Substring {
    fileprivate func replacing(_ letter: Character) -> String {
        String(map { $0 == letter ? " " : $0 })
    }
}
