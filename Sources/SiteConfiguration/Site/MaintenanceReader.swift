import Facility

/// Reads `maintenance`: works that come again, or that are known beforehand.
///
/// ```yaml
/// maintenance:
///   - {id: lifts, of: "facility:elevator", weekly: wed, from: "09:00", for: 3h, why: 维保}
///   - {id: tank, of: "device:tank-1", date: 2026-12-01, from: "08:00", for: 6h, why: 清洗水箱}
/// ```
/// Times are of the site's clocks; `for` is time that passes, also in a night in which the clocks are changed.
struct MaintenanceReader {
    let site: Site

    func read(_ value: YAMLValue) -> [MaintenanceWindow] {
        let items = value.list() ?? []
        guard items.count <= MaintenanceWindow.limit else {
            value.error(.maintenance(.tooMany(limit: MaintenanceWindow.limit)))
            return []
        }
        var names = UniqueNames()
        return items.compactMap { item in
            item.section().flatMap { read($0, names: &names) }
        }
    }

    private func read(_ section: Section, names: inout UniqueNames) -> MaintenanceWindow? {
        let id = section.required("id").flatMap { names.take($0) }
        let reach = section.required("of").flatMap(readReach)
        let why = section.required("why")?.word()
        let from = section.required("from").flatMap(ScheduleReader.readTime)
        let length = section.required("for")
        let weekly = section.optional("weekly")
        let date = section.optional("date")
        let last = section.optional("until")
        section.finish()
        guard (weekly == nil) != (date == nil) else {
            section.log.error(.maintenance(.dateOrWeekly), at: section.place)
            return nil
        }
        let longest = weekly == nil ? Suppression.longestWindow : MaintenanceWindow.longestOccurrence
        guard let lasting = length.flatMap({ readLength($0, longest: longest) }), let from else { return nil }
        let span: Suppression.Span?
        if let weekly {
            let end = last.flatMap(readDay).map { moment($0, minutes: 1_440) }
            span = ScheduleReader.readDays(weekly).map {
                .recurring(days: $0 & Schedule.everyDay, from: from % 1_440, lasting: lasting, last: end)
            }
        } else {
            last?.error(.maintenance(.onlyWeekly))
            span = date.flatMap(readDay).map { day in
                let begin = moment(day, minutes: from)
                return .once(from: begin, until: begin + lasting)
            }
        }
        guard let id, let reach, let why, let span else { return nil }
        return MaintenanceWindow(id: id, reach: reach, span: span, why: why)
    }

    private func readReach(_ value: YAMLValue) -> Reach? {
        guard let word = value.word() else { return nil }
        if let reach = Reach(word, in: site) { return reach }
        // Without a sheet that could be read no place is known, and that is said there.
        guard !site.devices.isEmpty else { return nil }
        let parts =
            ["site"] + site.facilities.map { "facility:" + $0.id }
            + Set(site.devices.map(\.place.building)).sorted().map { "building:" + $0 }
            + site.zones.map { "zone:" + $0 } + site.devices.map { "device:" + $0.id }
        value.error(
            .maintenance(.notAPart(word)),
            help: .nearestOnly(to: word, among: parts) ?? .known(Array(parts.prefix(12))))
        return nil
    }

    private func readLength(_ value: YAMLValue, longest: Interval) -> Interval? {
        guard let length = value.interval() else { return nil }
        guard length >= .minutes(1), length <= longest else {
            value.error(.form(.outOfRange(from: "1m", to: longest == .hours(24) ? "24h" : "7d")))
            return nil
        }
        return length
    }

    /// Midnight of a date, as if its clock were UTC.
    private func readDay(_ value: YAMLValue) -> Timestamp? {
        guard let text = value.text() else { return nil }
        guard let day = Timestamp(day: text) else {
            value.error(.profile(.invalidDate(text)))
            return nil
        }
        return day
    }

    private func moment(_ day: Timestamp, minutes: Int) -> Timestamp {
        let local = day.milliseconds / 1_000 + Int64(minutes) * 60
        return Timestamp(milliseconds: site.zoneRules.utcSeconds(local: local, notAfter: .min) * 1_000)
    }
}
