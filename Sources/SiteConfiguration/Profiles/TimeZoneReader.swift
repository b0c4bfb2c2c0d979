import Facility
import Foundation

/// Compiles a time zone's name into a table of its changes, so that the pure rooms need no time-zone database.
enum TimeZoneReader {
    /// Devices older than 2000 and readings after 2060 do not concern us.
    private static let firstSecond: Int64 = 946_684_800
    private static let lastSecond: Int64 = 2_840_140_800

    static func read(_ value: YAMLValue) -> ZoneRules? {
        guard let name = value.word() else { return nil }
        guard let rules = rules(named: name) else {
            value.error(
                .site(.unknownTimeZone(name)),
                help: .nearest(to: name, among: TimeZone.knownTimeZoneIdentifiers))
            return nil
        }
        return rules
    }

    /// Nil for a name the machine's time-zone database does not have. `UTC` is known, abbreviations are not.
    static func rules(named name: String) -> ZoneRules? {
        guard name == "UTC" || TimeZone.knownTimeZoneIdentifiers.contains(name),
            let zone = TimeZone(identifier: name)
        else { return nil }
        var moment = Date(timeIntervalSince1970: TimeInterval(firstSecond))
        var rules = ZoneRules(initialOffset: zone.secondsFromGMT(for: moment))
        while let next = zone.nextDaylightSavingTimeTransition(after: moment), next > moment,
            Int64(next.timeIntervalSince1970) < lastSecond, rules.changes.count < 256
        {
            rules.changes.append(
                ZoneRules.Change(
                    utcSeconds: Int64(next.timeIntervalSince1970), offset: zone.secondsFromGMT(for: next)))
            moment = next
        }
        return rules
    }
}
