import Facility
import Testing

@testable import SiteConfiguration

@Suite("Coverage of what we ship")
struct CoverageTests {
    let site: Site

    init() throws {
        let library = try #require(ProfilesLoader.load(directory: Repository.profiles).library)
        site = Site(
            id: "test", name: "", facilities: library.facilities, points: library.points,
            profiles: library.profiles, hazards: library.hazards)
    }

    @Test(
        "Each shipped profile tells what it can",
        arguments: [
            ("elevator.entrapment", "elevator.es1500", .decidable),
            ("elevator.entrapment", "elevator.maixin", .weaker),
            ("elevator.stopped_outside_zone", "elevator.es1500", .undecidable),
            ("fire.alarm", "fire.zigbee2mqtt_smoke", .decidable),
            ("fire.gas", "fire.zigbee2mqtt_smoke", .undecidable),
            ("fire.confirmed_zone", "fire.zigbee2mqtt_smoke", .decidable),
            ("fire.confirmed_zone", "fire.plain", .decidable),
            ("fire.confirmed_zone", "fire.ierm_fire_supply", .undecidable),
            ("fire.alarm", "fire.camera", .weaker),
            ("fire.alarm", "fire.wanlin_nb306", .decidable),
            ("fire.gas", "fire.lian_nb_gas", .decidable),
            ("elevator.entrapment", "elevator.gb24476", .weaker),
            ("elevator.entrapment", "elevator.camera", .undecidable),
            ("water.outlet_underpressure", "water.ierm_pump_house", .decidable),
            ("charging.suppression_fired", "charging.tasmota_energy", .undecidable),
            ("charging.too_long", "charging.tasmota_energy", .weaker),
            ("elevator.silent", "elevator.maixin", .decidable),
        ] as [(String, String, Coverage.Decision)])
    func decisions(hazard: String, profile: String, decision: Coverage.Decision) {
        let entry = Coverage.table(of: site).first { $0.hazard == hazard && $0.profile == profile }
        #expect(entry?.decision == decision)
    }

    @Test("The table lines up under Chinese names")
    func table() throws {
        let lines = CoverageTable.rendered(site, in: .zh).split(separator: "\n").map(String.init)
        #expect(lines.count == site.hazards.count + 1)
        #expect(lines[0].hasPrefix("隐患"))
        let heading = try #require(lines[0].firstRange(of: site.profiles[0].id))
        let width = String(lines[0][..<heading.lowerBound]).terminalColumns
        for line in lines.dropFirst() {
            var columns = 0
            let cell = line.drop { character in
                defer { columns += String(character).terminalColumns }
                return columns < width
            }
            let words = ["可判", "弱", "不可判", " "]
            #expect(words.contains { cell.hasPrefix($0) }, "\(line)")
        }
    }
}
