import Facility
import Testing

@testable import SiteConfiguration

/// Records as a maintenance firm's own system publishes them.
@Suite("Records by MQTT")
struct RecordMessageTests {
    private static let china = ZoneRules(initialOffset: 28_800, changes: [])

    private func read(_ text: String) throws(RecordMessage.Flaw) -> RecordMessage {
        try RecordMessage(Array(text.utf8), zone: Self.china) {
            [.device("E01"), .facility("water")].contains($0)
        }
    }

    @Test(
        "One object is one record, by the rules of the table: trade words, the site's days, results with units"
    )
    func one() throws {
        let message = try read(
            #"{"by":"zhang","kind":"维保","subject":"E01","date":"2026-03-09 08:30","performer":"迅达, 一队","note":null}"#
        )
        #expect(message.by == "zhang" && message.records.count == 1)
        #expect(message.records[0].kind == .maintenance && message.records[0].performer == "迅达, 一队")
        #expect(message.records[0].performedAt == Timestamp(milliseconds: 1_773_016_200_000))
        let test = try read(
            """
            {"by":"li","kind":"laboratory","subject":"facility:water","date":"2026-03-09","performer":"疾控 \\"中心\\"",
             "due":"2026-04-08","results":{"余氯(mg/L)":0.3,"pH":7}}
            """)
        #expect(test.records[0].performer == #"疾控 "中心""#)
        #expect(
            test.records[0].results == [
                .init(name: "pH", value: 7), .init(name: "余氯", value: 0.3, unit: "mg/L"),
            ])
    }

    @Test("Several are one message: all of them or none")
    func several() throws {
        let good = #"{"kind":"维保","subject":"E01","date":"2026-03-09","performer":"A"}"#
        let bad = #"{"kind":"维保","subject":"E9","date":"2026-03-09","performer":"A"}"#
        #expect(try read(#"{"by":"li","records":[\#(good),\#(good)]}"#).records.count == 2)
        #expect(throws: RecordMessage.Flaw.self) { try read(#"{"by":"li","records":[\#(good),\#(bad)]}"#) }
    }

    @Test("Records that name thousands of different results are refused before they become a table")
    func manyNames() {
        let records = (0..<120).map { record in
            let results = (0..<50).map { #""r\#(record * 50 + $0)":1"# }.joined(separator: ",")
            return #"{"results":{\#(results)}}"#
        }
        let clock = ContinuousClock.now
        #expect {
            try read(#"{"by":"li","records":[\#(records.joined(separator: ","))]}"#)
        } throws: { ($0 as? RecordMessage.Flaw)?.text.en.contains("different results") ?? false }
        #expect(ContinuousClock.now - clock < .seconds(1), "the loop waits for it")
    }

    @Test(
        "What is no record is refused with the reason in both languages",
        arguments: [
            ("", "not a JSON object"), ("[]", "not a JSON object"), ("{}", "`by` is missing"),
            (#"{"by":"li"}"#, "no row"), (#"{"by":7,"kind":"维保"}"#, "`by`"),
            (#"{"by":"li","records":[]}"#, "`records`"), (#"{"by":"li","records":[1]}"#, "`records`"),
            (#"{"by":"li","records":{}}"#, "`records`"),
            (#"{"by":"li","kind":"维保","subject":"E9","date":"2026-03-09","performer":"A"}"#, "has no `E9`"),
            (#"{"by":"li","kind":"维保","subject":"E01","date":"soon","performer":"A"}"#, "no date"),
            (#"{"by":"li","kind":"cook","subject":"E01","date":"2026-03-09","performer":"A"}"#, "no kind"),
            (
                #"{"by":"li","kind":"维保","subject":"E01","date":"2026-03-09","performer":["A"]}"#,
                "`performer`"
            ),
            (
                #"{"by":"li","kind":"维保","subject":"E01","date":"2026-03-09","performer":"A","results":{"pH":"7"}}"#,
                "`pH`"
            ),
            (
                #"{"by":"li","kind":"维保","subject":"E01","date":"2026-03-09","performer":"A","corrects":3}"#,
                "says why"
            ),
            (
                #"{"by":"li","kind":"维保","subjekt":"E01","date":"2026-03-09","performer":"A"}"#,
                "mean `subject`"
            ),
            (#"{"by":"li","drill":"stop"}"#, "unknown key"),
            (#"{"by":"li","records":[{}],"kind":"维保"}"#, "unknown key"),
        ])
    func refused(text: String, reason: String) {
        do throws(RecordMessage.Flaw) {
            let message = try read(text)
            Issue.record("read \(message.records)")
        } catch {
            #expect(error.text.en.contains(reason), "\(error.text.en)")
            #expect(!error.text.zh.isEmpty)
        }
    }

    @Test("A message larger than its topic takes is not even parsed")
    func large() {
        let text = #"{"by":"li","note":"\#(String(repeating: "x", count: RecordsIntake.byteLimit))"}"#
        #expect(throws: RecordMessage.Flaw.self) { try read(text) }
    }

    // MARK: The topic

    private func intake(_ text: String, brokers: Int = 1) -> (RecordsIntake?, [String]) {
        let log = DiagnosticLog()
        var site = Site(id: "yard", name: "")
        site.brokers = (0..<brokers).map { Broker(id: "b\($0)", host: "h", port: 1, clientID: "c") }
        var profile = Profile(
            id: "x", name: LocalizedText(en: "", zh: ""), facility: 0,
            routes: [
                TopicRoute(topic: TopicPattern("t/{device}/state"), urgent: false, codec: .json, fields: [])
            ])
        profile.device = nil
        site.profiles = [profile]
        var found: RecordsIntake?
        if let section = YAMLDocument.read(SourceFile(path: "gengfu.yaml", text: text), into: log) {
            found = section.optional("records")?.section().flatMap(RecordsIntakeReader(site: site).read)
            section.finish()
        }
        return (found, log.diagnostics.map { $0.rendered(in: .en) })
    }

    @Test("The topic has a name of its own per site, and only where the file asks for it")
    func topic() {
        #expect(intake("site: {}").0 == nil)
        #expect(intake("records: {}").0 == RecordsIntake(broker: 0, topic: "gengfu/yard/records"))
        #expect(intake("records: {broker: b1, topic: firm/visits}", brokers: 2).0?.broker == 1)
        #expect(intake("records: {}", brokers: 2).1.contains { $0.contains("broker") })
        #expect(
            intake("records: {broker: b2}", brokers: 2).1.contains {
                $0.contains("did you mean") || $0.contains("known")
            })
        #expect(intake("records: {topic: firm/+}").1.count == 1)
        #expect(intake("records: {topic: t/E1/state}").1.contains { $0.contains("devices speak on") })
    }

    @Test("The gateway subscribes to it by the telemetry session of that broker")
    func subscription() {
        var site = Site(id: "yard", name: "")
        site.brokers = [
            Broker(id: "a", host: "h", port: 1, clientID: "c"),
            Broker(id: "b", host: "h", port: 1, clientID: "d"),
        ]
        site.recordsIntake = RecordsIntake(broker: 1, topic: "gengfu/yard/records")
        #expect(SubscriptionPlan(site: site).filters == [[], [], [], ["gengfu/yard/records"]])
    }
}
