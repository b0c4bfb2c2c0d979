import Facility
import Testing

@testable import SiteConfiguration

/// `personal` as the author of a profile and an installer write it.
@Suite("What is marked as personal")
struct PersonalKeyTests {
    private func diagnostics(
        points: String = "  rider.card: {type: text, personal: true}\n", topic: String = "",
        field: String = "/card",
        advice: String = "Look"
    ) throws -> [String] {
        let folder = try HazardCaseFolder(
            "elevator",
            files: [
                "facility.yaml": """
                facility: elevator
                name: {en: Lift, zh: 电梯}
                points:
                  car.floor: {type: text}
                  car.speed: {unit: m/s}
                \(points)
                """,
                "mine.yaml": """
                profile: elevator.mine
                name: {en: Mine, zh: 我的}
                topics:
                  - topic: mine/{device}
                    codec: json
                \(topic)
                    points:
                      rider.card: \(field)
                examples:
                  - topic: mine/1
                    payload: '{"card":"622","who":{"phone":"139"}}'
                    readings: {rider.card: "622"}
                """,
                "hazards.yaml": """
                hazards:
                  - hazard: elevator.rider
                    name: {en: Rider, zh: 乘客}
                    when: "rider.card != ''"
                    severity: minor
                    advice: {zh: ["\(advice)"], en: ["\(advice)"]}
                """,
                "hazards.test.yaml": "cases: []\n",
            ])
        defer { folder.remove() }
        return folder.diagnostics()
    }

    @Test("A personal point is read by a condition, and an example's person is compared by pseudonym")
    func fine() throws {
        for found in [
            try diagnostics(topic: "    personal: [/who/phone]"),
            try diagnostics(field: "{at: /card, personal: true}"),
        ] {
            #expect(
                found.filter { $0.contains("/mine.yaml:") || $0.contains("/hazards.yaml:") } == [], "\(found)"
            )
        }
    }

    @Test(
        "A mark that could not hide what it means is an error where it stands",
        arguments: [
            ("  rider.card: {unit: m, personal: true}", "", "/card", "only a text can be personal"),
            (
                "  rider.card: {type: text}", "", "{at: /card, personal: true, map: {\"622\": \"a\"}}",
                "no `map`"
            ),
            (
                "  rider.card: {type: text, personal: true}", "", "{at: /card, personal: false}",
                "is personal in the vocabulary"
            ),
            ("  rider.card: {type: text}", "    personal: [/who/fone]", "/card", "no example of this topic"),
            ("  rider.card: {type: text}", "    personal: [who]", "/card", "no JSON Pointer"),
            ("  rider.card: {type: text}", "    personal: []", "/card", "empty"),
        ])
    func mistakes(points: String, topic: String, field: String, sentence: String) throws {
        let found = try diagnostics(points: points, topic: topic, field: field)
        #expect(found.contains { $0.contains(sentence) }, "\(found)")
    }

    @Test("A misspelt path is answered with the one that is there")
    func spelling() throws {
        let found = try diagnostics(topic: "    personal: [/who/phon]")
        #expect(found.contains { $0.contains("did you mean `/who/phone`") }, "\(found)")
    }

    @Test("Advice, which people read and hear, may not say who somebody is")
    func advice() throws {
        let found = try diagnostics(advice: "Call {rider.card}")
        #expect(found.filter { $0.contains("may not stand in a text") }.count == 2, "\(found)")
    }

    private func period(_ text: String) -> (Interval, [String]) {
        let log = DiagnosticLog()
        var period = Interval.zero
        if let section = YAMLDocument.read(SourceFile(path: "gengfu.yaml", text: text), into: log) {
            period = section.optional("personal")?.section().map(PersonalPeriodReader.read) ?? .zero
            section.finish()
        }
        return (period, log.diagnostics.map { $0.rendered(in: .en) })
    }

    @Test("A pseudonym lasts 30 days unless the site says less or more, within bounds")
    func period() {
        #expect(period("personal: {}") == (.days(30), []))
        #expect(period("personal: {pseudonyms_last: 7d}") == (.days(7), []))
        for wrong in ["1m", "400d", "soon"] {
            #expect(period("personal: {pseudonyms_last: \(wrong)}").1.count == 1)
        }
    }
}
