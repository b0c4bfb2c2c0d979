import Facility

/// Reads the hours of a hazard.
///
/// ```yaml
/// schedule:
///   during: {days: [mon-fri], from: "22:00", to: "06:00"}    # or a list of such
///   except_holidays: true
/// ```
enum ScheduleReader {
    private static let weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

    static func read(_ value: YAMLValue) -> Schedule? {
        guard let section = value.section() else { return nil }
        let during = section.required("during")
        let isExcept = section.optional("except_holidays")?.boolean() ?? false
        section.finish()
        guard let during else { return nil }
        let items = during.kind == .list ? during.list() ?? [] : [during]
        if items.isEmpty { during.error(.form(.emptyList)) }
        let periods = items.compactMap(readPeriod)
        return periods.isEmpty ? nil : Schedule(periods: periods, exceptHolidays: isExcept)
    }

    private static func readPeriod(_ value: YAMLValue) -> Schedule.Period? {
        guard let section = value.section() else { return nil }
        let days = section.optional("days").map(readDays) ?? Schedule.everyDay
        let from = section.optional("from").map(readTime) ?? 0
        let until = section.optional("to").map(readTime) ?? 1_440
        section.finish()
        guard let days, let from, let until else { return nil }
        return Schedule.Period(days: days, from: from % 1_440, until: until)
    }

    private static func readDays(_ value: YAMLValue) -> UInt8? {
        var days: UInt8 = 0
        for item in value.oneOrMore() ?? [] {
            guard let word = item.word() else { return nil }
            guard let named = self.days(word) else {
                item.error(
                    .hazard(.notADay(word)), help: .nearest(to: word, among: weekdays + ["holiday"]))
                return nil
            }
            days |= named
        }
        if days == 0 { value.error(.form(.emptyList)) }
        return days == 0 ? nil : days
    }

    /// `mon`, `mon-fri`, `sat-mon` or `holiday`.
    private static func days(_ word: String) -> UInt8? {
        if word == "holiday" { return Schedule.holiday }
        let ends = word.split(separator: "-", omittingEmptySubsequences: false)
        guard ends.count <= 2, let first = weekdays.firstIndex(of: String(ends[0])),
            let last = weekdays.firstIndex(of: String(ends[ends.count - 1]))
        else { return nil }
        let count = (last - first + 7) % 7
        return (0...count).reduce(0) { $0 | 1 << UInt8((first + $1) % 7) }
    }

    /// Minutes after midnight of `06:00` to `24:00`.
    private static func readTime(_ value: YAMLValue) -> Int? {
        guard let text = value.text() else { return nil }
        guard let match = text.wholeMatch(of: /([0-9]{1,2}):([0-9]{2})/), let hour = Int(match.output.1),
            let minute = Int(match.output.2), minute < 60, hour * 60 + minute <= 1_440
        else {
            value.error(.hazard(.notATimeOfDay(text)))
            return nil
        }
        return hour * 60 + minute
    }
}

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
