import Facility
import Foundation
import SiteConfiguration
import Testing

@testable import Forward
@testable import Templates

/// What shipped destination files make of a case.
@Suite("A destination file's requests")
struct TemplateRequestTests {
    private func json(_ request: UnsentRequest) throws -> NSDictionary {
        try #require(try JSONSerialization.jsonObject(with: Data(request.body)) as? NSDictionary)
    }

    private func conveyance(_ template: HTTPTemplate) throws -> TemplateConveyance {
        try TemplateConveyance(
            template, settings: HTTPSettings(url: "http://127.0.0.1:9"), acknowledgement: .business,
            site: "longhu")
    }

    @Test("The reference file says exactly what the built-in interface says, of every case")
    func reference() async throws {
        let conveyance = try conveyance(Repository.template("reference"))
        var deliveries = TemplateSample.allCases.map(\.delivery)
        deliveries += [.sample(1), .sample(2, .update), .sample(3, .close)]
        for delivery in deliveries {
            let request = try conveyance.request(delivery)
            let expected = try GridCase(delivery).body()
            #expect(
                try json(request)
                    == #require(try JSONSerialization.jsonObject(with: expected) as? NSDictionary))
            #expect(request.header("Idempotency-Key") == UnsentRequest.percent(delivery.idempotencyKey))
        }
        #expect(
            try deliveries.suffix(3).map { try conveyance.request($0).path } == [
                "/v1/cases", "/v1/cases/longhu-3a9c04e7d1-1/updates", "/v1/cases/longhu-3a9c04e7d1-1/close",
            ])
        await conveyance.shutDown()
    }

    @Test(
        "A case that a dictionary has no word for is refused with that word, and an exercise without a mark is refused"
    )
    func misses() async throws {
        var template = HTTPTemplate(id: "city", name: LocalizedText(en: "City", zh: "市"))
        template.dictionaries["kind_of"] = .init([.init("water.*", "7")])
        template.actions[.report] = .init(
            method: "POST", path: "/r", body: .json(#"{"type": {{kind_of(hazard)}}}"#))
        let conveyance = try conveyance(template)
        #expect(throws: Lane.Failure.refused("`elevator.entrapment` is not in the dictionary `kind_of`")) {
            try conveyance.request(.sample(1))
        }
        var drill = Delivery.sample(1)
        drill.report.hazard = "water.leak"
        #expect(try json(conveyance.request(drill)) == ["type": 7])
        drill.report.origin = .exercise
        var failure: Lane.Failure?
        do throws(Lane.Failure) { _ = try await conveyance.send(drill) } catch { failure = error }
        #expect(failure == .refused("the interface city cannot mark an exercise"))
        await conveyance.shutDown()
    }

    @Test("A preview can be pasted into a shell and read as a table, and tells no secret")
    func preview() async throws {
        var settings = HTTPSettings(url: "http://127.0.0.1:9", token: "open-sesame")
        settings.template = try Repository.template("form", settings: ["app_id": "it's"])
        let template = try #require(settings.template)
        let conveyance = try TemplateConveyance(
            template, settings: settings, acknowledgement: .business, site: "longhu")
        var delivery = Delivery.sample(1)
        delivery.report.note = "open-sesame 'quoted'"
        let preview = try await conveyance.preview(delivery)
        #expect(preview.curl.contains("-H 'Authorization: •••'"))
        #expect(preview.curl.hasPrefix("curl -X POST 'http://127.0.0.1:9/api/event/report'"))
        #expect(!preview.curl.contains("open-sesame") && !"\(preview.rows)".contains("open-sesame"))
        #expect(preview.rows.contains(.init(part: .form, name: "appId", value: "it's")))
        let city = try self.conveyance(Repository.template("reference"))
        let rows = try await city.preview(.sample(1)).rows
        #expect(rows.contains(.init(part: .body, name: "/place/grid_code", value: "310104001001001")))
        #expect(rows.contains(.init(part: .body, name: "/confirmed_by", value: "null")))
        await conveyance.shutDown()
        await city.shutDown()
    }

    @Test(
        "A value is written as its surroundings need it",
        arguments: [
            (TemplateEscaping.json, #"a"b\"#, #"a\"b\\"#), (.json, "a\nb\u{1}", #"a\nb\u0001"#),
            (.xml, "<a&'\">", "&lt;a&amp;&#39;&quot;&gt;"), (.path, "a/b 号", "a%2Fb%20%E5%8F%B7"),
            (.header, "a\r\nX: 号", "a%0D%0AX: %E5%8F%B7"), (.plain, "{{x}}", "{{x}}"),
        ])
    func escaping(escaping: TemplateEscaping, value: String, expected: String) throws {
        var delivery = Delivery.sample(1)
        delivery.report.note = value
        let scope = TemplateScope(
            delivery, caseNumber: nil, template: HTTPTemplate(id: "x", name: LocalizedText(en: "", zh: "")),
            site: "s", now: .distantPast)
        #expect(TemplateText("{{note}}", escaping: escaping)?.rendered(scope) == expected)
        let literal = TemplateText("{{json(note)}}", escaping: .json)?.rendered(scope) ?? ""
        let read = try JSONSerialization.jsonObject(with: Data(literal.utf8), options: .fragmentsAllowed)
        #expect(read as? String == value)
    }

    @Test("Every name a file may use has a value, in a case that has everything")
    func names() {
        let template = HTTPTemplate(id: "x", name: LocalizedText(en: "", zh: ""))
        for action in HTTPTemplate.ActionName.allCases {
            let scope = TemplateSample.complete.scope(template, action)
            let names: TemplateVariables =
                switch action {
                case .report, .update, .close, .query: .ofCase(settings: [], secrets: [])
                case .heartbeat: .ofHeartbeat(settings: [], secrets: [])
                case .poll: .ofPoll(settings: [], secrets: [])
                case .receipt: .ofReceipt(settings: [], secrets: [])
                }
            for name in names.spellings where name != "codes" {
                #expect(scope.has(name), "\(action) \(name)")
            }
        }
    }

    @Test("Times are written by the file's own form, and functions say otherwise")
    func times() {
        var template = HTTPTemplate(id: "x", name: LocalizedText(en: "", zh: ""))
        template.times = .init(format: "yyyy-MM-dd HH:mm:ss", zone: ZoneRules(initialOffset: 28_800))
        let scope = TemplateScope(
            .sample(1), caseNumber: nil, template: template, site: "s", now: .distantPast)
        let text = "{{at}}|{{unix(at)}}|{{unix_ms(at)}}|{{rfc3339(at)}}|{{compact(at)}}|{{cut_2(hazard)}}"
        #expect(
            TemplateText(text, escaping: .plain)?.rendered(scope)
                == "2026-03-09 10:15:30|1773022530|1773022530123|2026-03-09T02:15:30.123Z|20260309101530|el")
    }

    @Test("An identifier for platforms that want a UUID is the same on every attempt")
    func uuid() {
        let first = StableUUID.text(of: "longhu-1-2-city")
        #expect(first == StableUUID.text(of: "longhu-1-2-city"))
        #expect(first != StableUUID.text(of: "longhu-1-3-city"))
        #expect(
            first.wholeMatch(of: /[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/) != nil
        )
    }
}
