import Facility
import Testing

@testable import SiteConfiguration

/// Outages and roll-calls as an installer writes them.
@Suite("Outages and roll-calls")
struct OutageKeyTests {
    private func policy(_ text: String) -> (StormPolicy?, [String]) {
        let log = DiagnosticLog()
        var policy: StormPolicy?
        if let section = YAMLDocument.read(SourceFile(path: "gengfu.yaml", text: text), into: log) {
            policy = OutagesReader.read(section.optional("outages")?.section())
            section.finish()
        }
        return (policy, log.diagnostics.map { $0.rendered(in: .en) })
    }

    @Test("What is written counts, what is left out keeps its default")
    func times() {
        let (site, mistakes) = policy("outages: {at_least: 5, settle: 1m, roll_call_within: 5m}")
        #expect(mistakes == [])
        #expect(site?.atLeast == 5 && site?.settle == .minutes(1) && site?.rollCallWithin == .minutes(5))
        #expect(site?.within == StormPolicy().within && site?.linger == StormPolicy().linger)
        #expect(policy("site: {}").0 == StormPolicy())
    }

    @Test(
        "A number nobody could mean is an error where it stands",
        arguments: ["at_least: 1", "settle: 11m", "within: soon", "lingers: 5m"])
    func mistakes(_ entry: String) {
        let (_, mistakes) = policy("outages: {\(entry)}")
        #expect(mistakes.count == 1 && mistakes.first?.contains("gengfu.yaml:1:") ?? false, "\(mistakes)")
    }

    private func diagnostics(_ hazard: String) throws -> [String] {
        let folder = try HazardCaseFolder(
            "elevator",
            files: [
                "hazards.yaml": """
                hazards:
                  - hazard: elevator.gone
                    name: {en: Gone, zh: 断}
                    advice: {zh: [看], en: [Look]}
                \(hazard)
                """,
                "hazards.test.yaml": "cases: []\n",
            ])
        defer { folder.remove() }
        return folder.diagnostics()
    }

    @Test("What concerns life or can be extreme is never grouped; the loader says so in both languages")
    func life() throws {
        let extreme = try diagnostics(
            "    when: \"!power.mains\"\n    severity: extreme\n    grouped: true\n")
        #expect(extreme.contains { $0.contains("concerns life") && $0.contains("grouped") }, "\(extreme)")
        let life = try diagnostics(
            "    when: \"!power.mains\"\n    severity: minor\n    life_safety: true\n    grouped: true\n")
        #expect(life.contains { $0.contains("concerns life") }, "\(life)")
        for message in [HazardMessage.lifeSafetyGrouped("a"), .extremeGrouped("a"), .rollCallLooksBack] {
            #expect(message.text.zh.unicodeScalars.contains { $0.value >= 0x4E00 })
        }
    }

    @Test("A roll-call asks last words only, of points and hazards that there are")
    func rollCall() throws {
        let start = "    when: \"!power.mains\"\n    severity: minor\n    roll_call: "
        #expect(
            try diagnostics(start + "{when: \"changes(car.floor, duration('5m')) > 0\"}\n").contains {
                $0.contains("windows")
            })
        #expect(
            try diagnostics(start + "{when: car.occupied, floor: car.flor}\n").contains {
                $0.contains("car.flor")
            })
        #expect(
            try diagnostics(start + "{when: car.occupied, raises: elevator.trap}\n").contains {
                $0.contains("elevator.trap")
            })
    }
}
