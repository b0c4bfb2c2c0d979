import Testing

@testable import Facility

/// Two devices with one number would be one device to the journal for ever.
@Suite("Numbers while a configuration is laid out")
struct NumberingTests {
    private static func site(_ extra: [String] = []) -> Site {
        var site = Compound.site([Compound.hazard("fire.smoke", when: "smoke")])
        site.unknownDevices = .adopt
        for id in extra {
            var device = site.devices[0]
            device.id = id
            site.devices.append(device)
        }
        return site
    }

    private static func prepare(_ site: Site, for night: Night) -> (site: PreparedSite, new: [NumberRow]) {
        let (numbering, new) = night.engine.numbering(for: site)
        return (PreparedSite(site, numbering: numbering, after: night.engine.outline), new)
    }

    private static func reserve(
        _ prepared: (site: PreparedSite, new: [NumberRow]), in night: inout Night
    ) -> Bool {
        night.engine.reserve(prepared.site, rows: prepared.new.count)
    }

    @Test("A device taken in while files are read keeps its number, and the files' new one gets another")
    func takenInMeanwhile() throws {
        var night = Night(Self.site())
        let early = Self.prepare(Self.site(["S"]), for: night)
        night.hear("F9", #""smoke":true"#)
        #expect(!Self.reserve(early, in: &night))
        let taken = try #require(night.engine.currentNumbering.deviceNumbers.last)
        let again = Self.prepare(Self.site(["F9", "S"]), for: night)
        #expect(Self.reserve(again, in: &night))
        let numbers = again.site.numbering.deviceNumbers
        #expect(Set(numbers).count == numbers.count)
        #expect(numbers[numbers.count - 2] == taken)
    }

    @Test("A device taken in while the new numbers are written gets none of them")
    func takenInLater() {
        var night = Night(Self.site())
        let prepared = Self.prepare(Self.site(["S"]), for: night)
        #expect(Self.reserve(prepared, in: &night))
        night.hear("F9", #""smoke":true"#)
        let given = night.engine.currentNumbering.deviceNumbers.last
        #expect(!prepared.new.contains { $0.kind == .device && $0.number == given })
    }

    @Test("Of two configurations laid out at once the second is laid out again")
    func twoAtOnce() {
        var night = Night(Self.site())
        let one = Self.prepare(Self.site(["S"]), for: night)
        let other = Self.prepare(Self.site(["T"]), for: night)
        #expect(Self.reserve(one, in: &night))
        #expect(!Self.reserve(other, in: &night))
        let again = Self.prepare(Self.site(["T"]), for: night)
        let (s, t) = (one.new.first { $0.name == "S" }, again.new.first { $0.name == "T" })
        #expect(s != nil && t != nil && s?.number != t?.number)
        #expect(again.new.allSatisfy { row in !one.new.contains { $0.name == row.name } })
        #expect(Self.reserve(again, in: &night))
    }
}
