import Facility
import Foundation
import Testing

@testable import SiteConfiguration

/// A site's own numbers: the rule stays where it is.
@Suite("Numbers of a site")
struct HazardOverrideTests {
    /// A site of two detectors in two buildings and one of another model.
    private func load(_ hazards: String) throws -> (site: Site?, diagnostics: [Diagnostic]) {
        let path =
            FileManager.default.temporaryDirectory.path + "/gengfu-site-\(UInt64.random(in: 0 ... .max))"
        let source = Repository.tests + "/Diagnostics/Overrides"
        try FileManager.default.copyItem(atPath: source, toPath: path)
        defer { try? FileManager.default.removeItem(atPath: path) }
        let fire = path + "/profiles/fire"
        let detector = try String(contentsOfFile: fire + "/detector.yaml", encoding: .utf8)
        try detector.replacing("fire.detector", with: "fire.other").replacing("d/{", with: "o/{")
            .write(toFile: fire + "/other.yaml", atomically: true, encoding: .utf8)
        try """
        id,name,profile,building
        F1,一,fire.detector,一号楼
        F2,二,fire.detector,二号楼
        F3,三,fire.other,二号楼
        F4,四,fire.detector,二号楼
        """.write(toFile: path + "/devices.csv", atomically: true, encoding: .utf8)
        try """
        site: {id: demo, name: 示范, time_zone: Asia/Shanghai}
        profiles: profiles
        devices: devices.csv
        buildings: {一号楼: {grid_code: "350203001001001"}, 二号楼: {grid_code: "350203001001002"}}
        brokers: [{id: main, host: 127.0.0.1}]
        holidays: [2026-10-01/2026-10-08]
        \(hazards)
        """.write(toFile: path + "/gengfu.yaml", atomically: true, encoding: .utf8)
        return SiteLoader.load(file: path + "/gengfu.yaml", environment: [:])
    }

    private func source(_ hazard: Hazard) -> String {
        guard case .condition(let condition) = hazard.evidence[0].sign else { return "" }
        return condition.source
    }

    @Test("Everywhere: the hazard itself has the site's numbers")
    func everywhere() throws {
        let loaded = try load(
            """
            hazards:
              fire.warm: {let: {limit: degC(65)}, for: 20s, quiet_for: 2m, mode: shadow, hold_off: 5m}
            """)
        #expect(loaded.diagnostics.map { $0.rendered(in: .en) } == [])
        let site = try #require(loaded.site)
        let warm = try #require(site.hazards.first { $0.id == "fire.warm" })
        #expect(source(warm) == "air.temperature > degC(65)")
        #expect(warm.evidence[0].holdsFor == .seconds(20))
        #expect(warm.quietFor == .minutes(2))
        #expect(warm.holdOff == .minutes(5))
        #expect(warm.isShadow)
        #expect(site.variants.isEmpty && site.overrides.isEmpty)
        #expect(site.holidays.count == 8)
        let table = try #require(OverrideTable.rendered(site, in: .en))
        #expect(table.contains("fire.warm") && table.contains("everywhere"))
        #expect(table.contains("degC(65)") && table.contains("degC(50)"))
    }

    @Test(
        "By building, model and device: the later entry counts, key by key, and equal numbers are compiled once"
    )
    func narrower() throws {
        let loaded = try load(
            """
            hazards:
              fire.warm:
                quiet_for: 1m
                where:
                  - {building: 二号楼, let: {limit: degC(70)}, for: 10s}
                  - {profile: fire.other, for: 20s}
                  - {device: [F1, F4], let: {limit: degC(80)}, severity: {moderate: "true", severe: "air.temperature > limit"}}
            """)
        #expect(loaded.diagnostics.map { $0.rendered(in: .en) } == [])
        let site = try #require(loaded.site)
        let warm = try #require(site.hazards.firstIndex { $0.id == "fire.warm" })
        let told = site.devices.map { device -> String in
            let building = device.place.building
            let variant = site.variant(
                of: warm, device: device.id, profile: device.profile, building: building)
            let hazard = variant.map { site.variants[$0].value } ?? site.hazards[warm]
            return "\(device.id) \(source(hazard)) \(hazard.evidence[0].holdsFor.spelling) "
                + "\(hazard.quietFor.spelling) \(hazard.strongest.rawValue)"
        }
        #expect(
            told == [
                "F1 air.temperature > degC(80) 0s 1m severe", "F2 air.temperature > degC(70) 10s 1m moderate",
                "F3 air.temperature > degC(70) 20s 1m moderate",
                "F4 air.temperature > degC(80) 10s 1m severe",
            ])
        #expect(
            site.variants.count == 5, "two of the sheet's four devices differ from what a new one could have")
        let table = try #require(OverrideTable.rendered(site, in: .zh))
        #expect(table.contains("二号楼") && table.contains("F1, F4"))
    }

    @Test("Hazards that concern life keep their severity and are never silenced")
    func life() throws {
        func messages(_ hazards: String) throws -> [String] {
            let loaded = try load("hazards:\n  fire.alarm:\n" + hazards)
            #expect(loaded.site == nil)
            return loaded.diagnostics.map { "\($0.line) \($0.message.text.en)" }
        }
        #expect(
            try messages("    mode: shadow\n    severity: minor") == [
                "9 `fire.alarm` concerns life: a site cannot silence it",
                "10 `fire.alarm` concerns life: a site cannot make it milder",
            ])
        #expect(
            try messages("    where: [{device: F1, severity: minor}, {device: F2, mode: shadow}]") == [
                "9 `fire.alarm` concerns life: a site cannot make it milder",
                "9 `fire.alarm` concerns life: a site cannot silence it",
            ])
    }

    @Test("Of fifty entries only the combinations that devices have are compiled")
    func many() throws {
        let entries = (0..<50).map { "      - {device: F\($0 % 4 + 1), let: {limit: degC(\($0 + 51))}}" }
        let loaded = try load("hazards:\n  fire.warm:\n    where:\n" + entries.joined(separator: "\n"))
        let site = try #require(loaded.site)
        #expect(site.variants.count == 4)
    }
}
