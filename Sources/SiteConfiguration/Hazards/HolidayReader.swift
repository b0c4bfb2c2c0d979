/// Reads the site's `holidays: [2026-10-01, 2027-02-16/2027-02-22]`.
enum HolidayReader {
    /// A longer stretch is a misprint.
    private static let longest = 62

    /// Days since 1970.
    static func read(_ value: YAMLValue) -> Set<Int> {
        var days: Set<Int> = []
        for item in value.list() ?? [] {
            guard let text = item.text() else { continue }
            let ends = text.split(separator: "/", omittingEmptySubsequences: false).map { day(String($0)) }
            guard ends.count <= 2, let first = ends[0], let last = ends[ends.count - 1],
                (first...max(first, first + longest)).contains(last)
            else {
                item.error(.site(.notADate(text)))
                continue
            }
            days.formUnion(first...last)
        }
        return days
    }

    /// Days since 1970 of a date of the Gregorian calendar, nil for what is none.
    static func day(_ text: String) -> Int? {
        guard let match = text.wholeMatch(of: /([0-9]{4})-([0-9]{2})-([0-9]{2})/),
            let year = Int(match.output.1), let month = Int(match.output.2), let day = Int(match.output.3),
            (1...12).contains(month), day >= 1
        else { return nil }
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        guard day <= lengths[month - 1] else { return nil }
        let before = year - 1
        let leapDays = before / 4 - before / 100 + before / 400
        // 719,162 days lie between 0001-01-01 and 1970-01-01.
        return before * 365 + leapDays + lengths[..<(month - 1)].reduce(0, +) + day - 1 - 719_162
    }
}
