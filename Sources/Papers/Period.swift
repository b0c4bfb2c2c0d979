import Facility

/// The days a paper speaks of, by the site's own clocks: a night in March that has 23 hours is one day.
package struct Period: Sendable, Equatable {
    package enum Length: String, Sendable, CaseIterable { case day, week, month, quarter }

    package let length: Length
    /// First millisecond of the first day.
    package let from: Timestamp
    /// First millisecond after the last day.
    package let until: Timestamp
    /// `2026-11-16`.
    package let firstDay: String
    package let lastDay: String

    /// The period that a day lies in. Weeks begin on Monday (ISO 8601), quarters in January, April, July and October.
    /// - Parameter day: `2026-11-21`.
    /// - Returns: nil when there is no such day.
    package init?(_ length: Length, of day: String, zone: ZoneRules) {
        guard let number = Self.number(day) else { return nil }
        let parts = day.split(separator: "-").compactMap { Int($0) }
        guard parts.count == 3 else { return nil }
        let first: Int?
        let next: Int?
        switch length {
        case .day: (first, next) = (number, number + 1)
        case .week:
            let monday = number - Self.weekday(number)
            (first, next) = (monday, monday + 7)
        case .month: (first, next) = Self.months(parts[0], parts[1], 1)
        case .quarter: (first, next) = Self.months(parts[0], (parts[1] - 1) / 3 * 3 + 1, 3)
        }
        guard let first, let next else { return nil }
        self.length = length
        from = Self.moment(first, minutes: 0, zone)
        until = Self.moment(next, minutes: 0, zone)
        firstDay = Self.text(first)
        lastDay = Self.text(next - 1)
    }

    package func contains(_ time: Timestamp) -> Bool { time >= from && time < until }

    /// `2026-11-21`, or `2026-11-16 – 2026-11-22`.
    package var title: String { firstDay == lastDay ? firstDay : "\(firstDay) – \(lastDay)" }

    /// Its days as numbers since 1970-01-01.
    package var days: Range<Int> { days(before: 0) }

    /// The same and so many before them.
    func days(before count: Int) -> Range<Int> {
        guard let first = Self.number(firstDay), let last = Self.number(lastDay) else { return 0..<0 }
        return (first - count)..<(last + 1)
    }

    /// 0 for Monday; 1970-01-01 was a Thursday.
    static func weekday(_ number: Int) -> Int { ((number % 7 + 7) % 7 + 3) % 7 }

    /// A wall clock's time on a day.
    static func moment(_ number: Int, minutes: Int, _ zone: ZoneRules) -> Timestamp {
        let local = Int64(number) * 86_400 + Int64(minutes) * 60
        return Timestamp(milliseconds: zone.utcSeconds(local: local, notAfter: .max) * 1_000)
    }

    private static func months(_ year: Int, _ month: Int, _ count: Int) -> (Int?, Int?) {
        let last = month + count
        return (number(year, month), last > 12 ? number(year + 1, last - 12) : number(year, last))
    }

    private static func number(_ year: Int, _ month: Int) -> Int? {
        number(Digits.padded(year, 4) + "-" + Digits.padded(month, 2) + "-01")
    }

    /// Days since 1970-01-01.
    private static func number(_ day: String) -> Int? {
        Timestamp(day: day).map {
            Int(($0.milliseconds - ($0.milliseconds % 86_400_000 + 86_400_000) % 86_400_000) / 86_400_000)
        }
    }

    private static func text(_ number: Int) -> String {
        String(Timestamp(milliseconds: Int64(number) * 86_400_000).rfc3339.prefix(10))
    }
}
