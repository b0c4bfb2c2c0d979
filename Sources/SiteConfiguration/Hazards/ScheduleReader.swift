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
        var schedule = during.flatMap(readHours)
        schedule?.exceptHolidays = isExcept
        return schedule
    }

    /// `{days: [mon-fri], from: "22:00", to: "06:00"}` or a list of such.
    static func readHours(_ during: YAMLValue) -> Schedule? {
        let items = during.kind == .list ? during.list() ?? [] : [during]
        if items.isEmpty { during.error(.form(.emptyList)) }
        let periods = items.compactMap(readPeriod)
        return periods.isEmpty ? nil : Schedule(periods: periods)
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

    static func readDays(_ value: YAMLValue) -> UInt8? {
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
    static func readTime(_ value: YAMLValue) -> Int? {
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
