import Facility

/// A day, with or without its time, as people write it: `2026-03-09`, `2026/3/9 8:30`, `2026年3月9日`. In the site's zone.
package enum RecordDate {
    /// A due date without a time is the end of its day: who comes on that day is in time.
    package static func read(_ text: String, in zone: ZoneRules, endOfDay: Bool = false) -> Timestamp? {
        let groups = text.split { !("0"..."9").contains($0) }
        guard (3...6).contains(groups.count), groups[0].count == 4, groups.allSatisfy({ $0.count <= 4 })
        else {
            return nil
        }
        var text = text
        guard var local = text.withUTF8({ utf8 in WrittenTime.read(utf8) }) else { return nil }
        if endOfDay, groups.count == 3 { local = local + .seconds(86_399) }
        let seconds = local.milliseconds / 1_000
        return Timestamp(milliseconds: zone.utcSeconds(local: seconds, notAfter: .max / 2) * 1_000)
    }
}
