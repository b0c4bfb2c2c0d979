import Facility
import Testing

@testable import SiteConfiguration

/// Hazards of places and what counts devices, as an installer writes them, proved at the real engine.
@Suite("The language of hazards across devices")
struct ScopeLanguageTests {
    private func found(
        _ hazard: String, _ cases: String = "", in language: Language = .en
    ) throws -> [String] {
        var files = ["hazards.yaml": "hazards:\n" + hazard]
        if !cases.isEmpty { files["hazards.test.yaml"] = "cases:\n" + cases }
        let folder = try HazardCaseFolder("fire", files: files)
        defer { folder.remove() }
        return folder.diagnostics(in: language)
    }

    private static func hazard(_ scope: String, _ when: String, more: String = "") -> String {
        """
          - hazard: fire.many
            name: {en: Many, zh: 多处}
            scope: \(scope)
            let: {limit: degC(40), least: 2}
            when: '\(when)'
            severity: severe
            advice: {zh: [看], en: [Look]}\(more)

        """
    }

    @Test(
        "A floor counts a condition with named numbers, told at its place and as counted of its site's numbers"
    )
    func floor() throws {
        let found = try found(
            Self.hazard("floor", #"count("air.temperature > limit") >= least"#),
            """
              - case: two of a floor
                hazard: fire.many
                profile: fire.plain
                devices: {a: {building: "3", floor: "7"}, b: {building: "3", floor: "7"}, c: {building: "3", floor: "8"}}
                every: 10s
                series: {a: {air.temperature: "41x9"}, b: {air.temperature: "39 41 39x7"}, c: {air.temperature: "41x9"}}
                expect:
                  9s: none
                  10s: {place: building/3/floor/7, device: a, standing: active}
                  20s: {place: building/3/floor/7, standing: ended}
            """)
        #expect(found == [])
    }

    static let wrong: [(scope: String, when: String, en: String, zh: String)] = [
        ("floor", "smoke.alarm", "a place has no points of its own", "没有自己的测点"),
        ("site", "true", "a place's condition counts devices", "要统计设备数"),
        ("building", "upstream(\"smoke.alarm\") > 0", "look from a device", "从设备看起"),
        ("building", "any(\"smoke.alarm\", \"floor\")", "only a device says where", "只有设备隐患才写统计范围"),
        ("device", "count(\"fire.mani\") > 1", "there is no hazard `fire.mani`", "没有隐患 `fire.mani`"),
        ("device", "all(\"fire.*\")", "`all` takes one hazard or a condition", "只能写一个隐患或一个条件"),
        ("device", "any(\"smoke.alram\")", "there is no hazard `smoke.alram`", "没有隐患 `smoke.alram`"),
        ("device", "any(\"smoke.alarm && air.temprature > limit\")", "air.temprature", "air.temprature"),
    ]

    @Test("Every mistake is told, in both languages", arguments: wrong)
    func mistakes(scope: String, when: String, en: String, zh: String) throws {
        let hazard = Self.hazard(scope, when)
        let told = try found(hazard)
        #expect(told.contains { $0.contains(en) }, "\(told)")
        #expect(try found(hazard, in: .zh).contains { $0.contains(zh) })
    }

    @Test("A mistake in a counted condition is shown at its very sign")
    func sign() throws {
        let found = try found(Self.hazard("device", #"any("smoke.alarm && air.temprature > limit")"#))
        let first = try #require(found.first { $0.contains("temprature") })
        // `    when: '` is 11 wide, `any("smoke.alarm && ` 20.
        #expect(first.hasPrefix("fire/hazards.yaml:6:32: error:"), "\(first)")
    }
}
