import Facility
import Testing

@testable import SiteConfiguration

/// `maintenance` as an installer writes it.
@Suite("Maintenance windows in gengfu.yaml")
struct MaintenanceKeyTests {
    private static var site: Site {
        var site = Site(
            id: "yard", name: "Yard",
            facilities: [FacilityKind(id: "elevator", name: LocalizedText(en: "Lift", zh: "电梯"))],
            zones: ["stair"],
            devices: [
                Device(id: "lift-1", name: "", profile: 0, place: Place(building: "3号楼", gridCode: ""))
            ])
        site.zoneRules = ZoneRules(initialOffset: 8 * 3_600)
        return site
    }

    private func windows(_ entries: String...) -> ([MaintenanceWindow], [Diagnostic]) {
        let log = DiagnosticLog()
        var windows: [MaintenanceWindow] = []
        let text = "maintenance:\n" + entries.map { "  - {\($0)}\n" }.joined()
        if let section = YAMLDocument.read(SourceFile(path: "gengfu.yaml", text: text), into: log) {
            windows = section.optional("maintenance").map(MaintenanceReader(site: Self.site).read) ?? []
            section.finish()
        }
        return (windows, log.diagnostics)
    }

    @Test("Weekly days and a date become windows by the site's clocks")
    func windows() throws {
        let (found, mistakes) = windows(
            #"id: lifts, of: "facility:elevator", weekly: [mon, wed-thu], from: "09:00", for: 3h, why: 维保"#,
            #"id: tank, of: lift-1, date: 2026-12-01, from: "08:30", for: 2d, why: 清洗"#,
            #"id: autumn, of: site, weekly: sun, from: "00:00", for: 24h, until: 2026-11-30, why: x"#)
        #expect(mistakes.map { $0.rendered(in: .en) } == [])
        #expect(found.map(\.reach) == [.facility("elevator"), .device("lift-1"), .site])
        #expect(
            found.first?.span == .recurring(days: 0b000_1101, from: 540, lasting: .hours(3), last: nil))
        // 2026-12-01T00:30Z is half past eight in Shanghai.
        let begin = try #require(Timestamp(day: "2026-12-01")) + .minutes(30)
        #expect(found[1].span == .once(from: begin, until: begin + .days(2)))
        let last = try #require(Timestamp(day: "2026-11-30")) + .hours(16)
        #expect(
            found[2].span == .recurring(days: 0b100_0000, from: 0, lasting: .hours(24), last: last),
            "the last day is whole")
    }

    @Test(
        "A mistake is said where it stands, in both languages",
        arguments: [
            (#"id: a, of: lift-2, weekly: mon, from: "09:00", for: 1h, why: x"#, "no part of this site"),
            (#"id: a, of: site, from: "09:00", for: 1h, why: x"#, "either a `date` or `weekly`"),
            (#"id: a, of: site, weekly: mon, date: 2026-12-01, from: "09:00", for: 1h, why: x"#, "either"),
            (#"id: a, of: site, weekly: mon, from: "09:00", for: 25h, why: x"#, "24h"),
            (#"id: a, of: site, date: 2026-12-01, from: "09:00", for: 8d, why: x"#, "7d"),
            (#"id: a, of: site, date: 2026-13-01, from: "09:00", for: 1h, why: x"#, "no date"),
            (#"id: a, of: site, weekly: moon, from: "09:00", for: 1h, why: x"#, "moon"),
            (#"id: a, of: site, weekly: mon, from: "9", for: 1h, why: x"#, "`9`"),
            (#"id: a, of: site, weekly: mon, from: "09:00", for: 1h"#, "why"),
            (#"id: a, of: site, weekly: mon, from: "09:00", for: 1h, why: x, to: "10:00""#, "to"),
            (
                #"id: a, of: site, date: 2026-12-01, until: 2026-12-02, from: "09:00", for: 1h, why: x"#,
                "weekly"
            ),
        ])
    func mistakes(entry: String, sentence: String) {
        let (found, mistakes) = windows(entry)
        let rendered = mistakes.map { $0.rendered(in: .en) }
        #expect(rendered.contains { $0.contains(sentence) && $0.contains("gengfu.yaml:2:") }, "\(rendered)")
        #expect(mistakes.allSatisfy { !$0.rendered(in: .zh).isEmpty })
        #expect(found.isEmpty || sentence == "to" || sentence == "weekly")
    }

    @Test("A place that is nearly one is suggested; an id twice is an error")
    func spelling() {
        let near = windows(#"id: a, of: "device:lift-2", weekly: mon, from: "09:00", for: 1h, why: x"#).1
        #expect(near.first?.rendered(in: .en).contains("did you mean `device:lift-1`") == true)
        let entry = #"id: a, of: site, weekly: mon, from: "09:00", for: 1h, why: x"#
        #expect(windows(entry, entry).1.count == 1)
    }
}
