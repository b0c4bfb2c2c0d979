import Testing

@testable import Control
@testable import Facility

@Suite struct WireTests {
    private static let asks: [ControlRequest.Ask] = [
        .status, .people, .watched, .routes, .incidents(openOnly: false, page: .init(offset: 3, limit: 7)),
        .incident(Fixture.incident), .devices(withValues: true, page: .init()), .device("L 01/东"),
        .losses(page: .init()), .quarantine(page: .init()), .acknowledge(Fixture.incident),
        .confirm(Fixture.incident, note: nil), .confirm(Fixture.incident, note: "看见明火"),
        .refute(Fixture.incident, cause: "cooking\nsmoke"), .clear(Fixture.incident, note: "done"),
        .comment(Fixture.incident, text: "…"),
        .shelve(Fixture.incident, until: Timestamp(milliseconds: 99), reason: "repair"),
        .quarantined(3), .replay(4), .reload, .hush, .siren("yard", isOn: true),
        .rollCall(Fixture.incident, device: "L1", .occupied), .siren("yard", isOn: false),
        .registry(nil, page: .init()),
        .registry(.held, page: .init(offset: 3, limit: 7)), .retire(device: "L 01/东", why: "sold"),
        .adopt(device: "main/L 01", AdoptionDetails(profile: "fire.plain", building: "3 号楼")),
        .refute(Fixture.incident, cause: "steam", note: "摄像头看过"), .card(Fixture.incident), .shift,
        .handover(to: "li", note: nil), .handover(to: "li", note: "钥匙 7 缺失"),
        .milestone(Fixture.incident, .arrived, at: Timestamp(milliseconds: 99), people: 3, cause: "门机故障"),
        .milestone(Fixture.incident, .answered, at: nil, people: nil, cause: nil),
        .records(nil, nil, page: .init()), .recordsDue(page: .init(offset: 3, limit: 7)),
        .records(.cleaning, RecordSubject("3 号水箱"), page: .init()),
        .record([
            UpkeepRecord(
                kind: .laboratory, subject: .facility("water"), performedAt: Timestamp(milliseconds: 99),
                performer: "疾控中心", results: [.init(name: "浑浊度", value: 0.4, unit: "NTU")], note: "合格")
        ]),
        .sheet, .suppressions, .drill(.real), .drill(.stop),
        .drill(.inject(hazard: "fire.alarm", device: "F\"1")),
        .drill(.start(DrillPlan(scope: "building:3 号楼", devices: ["F1", "F2"], length: .minutes(30)))),
        .suppression(.end(7)), .suppression(.restore("F1")),
        .outbox(.pause("city", why: nil)), .outbox(.pause("city", why: "接口维护")), .outbox(.resume("city")),
        .outbox(.hurry("city")), .outbox(.retry(7, nil)), .outbox(.prove),
        .outbox(.drop(7, why: "a test of ours", evenLifeSafety: true)),
        .suppression(
            .begin(
                SuppressionPlan(
                    reach: "site", span: .outOfService(due: Timestamp(milliseconds: 9)), why: "等配件"))),
    ]

    @Test("Every question survives the wire, on one line", arguments: asks)
    func requests(ask: ControlRequest.Ask) throws {
        let request = ControlRequest(id: 7, ask: ask, person: "zhang", language: .en)
        let line = try ControlWire.line(request)
        #expect(line.filter { $0 == UInt8(ascii: "\n") }.count == 1 && line.last == UInt8(ascii: "\n"))
        #expect(try ControlWire.value(ControlRequest.self, in: line) == request)
    }

    @Test("Both PINs of a handover arrive, and that a person has one is told")
    func pins() throws {
        let request = ControlRequest(
            id: 1, ask: .handover(to: "li", note: nil), person: "zhang", pin: "2468", secondPIN: "1357")
        #expect(try ControlWire.value(ControlRequest.self, in: try ControlWire.line(request)) == request)
        let people = ControlReply(
            id: 1,
            answer: .people([PersonReport(id: "li", name: "Li", roleName: Role.duty.name, hasPIN: true)]))
        #expect(try ControlWire.value(ControlReply.self, in: try ControlWire.line(people)) == people)
    }

    @Test("No question was forgotten above")
    func complete() {
        #expect(Set(Self.asks.map(\.word)) == Set(ControlRequest.Ask.Word.allCases))
    }

    @Test("A question is written as a person would type it")
    func typed() throws {
        let typed = #"{"id":1,"ask":"devices","with_values":true,"limit":5}"#
        let request = try ControlWire.value(ControlRequest.self, in: typed.utf8)
        #expect(request == ControlRequest(id: 1, ask: .devices(withValues: true, page: .init(limit: 5))))
    }

    @Test("A page is never longer than 200 rows nor shorter than one")
    func page() throws {
        #expect(ControlRequest.Page(offset: -4, limit: 1_000_000) == .init(offset: 0, limit: 200))
        #expect(ControlRequest.Page(limit: 0).limit == 1)
        let listing = Listing(Array(0..<250), page: .init(offset: 200, limit: 100))
        #expect(listing.rows == Array(200..<250) && listing.total == 250)
    }

    @Test("Every answer survives the wire")
    func replies() throws {
        let device = DeviceReport(
            id: "L01", name: "1 号梯", profile: "elevator.es1500", facility: "elevator",
            place: Place(building: "1", gridCode: "510104001001001"), standing: .silent,
            lastHeard: Timestamp(milliseconds: 5), clock: "trusted", points: 7, unknownPoints: 7,
            values: [PointReport(point: "car.floor", value: nil, quality: "stale", ageSeconds: 12.5)])
        var incident = IncidentReport(
            id: Fixture.incident, hazard: "fire.alarm", hazardName: LocalizedText(en: "Fire", zh: "火警"),
            facility: "fire", severity: .extreme, origin: .real, device: "S1", deviceName: "烟感",
            place: Place(building: "3", floor: "12", gridCode: "x"), condition: .active,
            confirmation: .unconfirmed, handling: .reported, since: Timestamp(milliseconds: 1),
            raisedAt: Timestamp(milliseconds: 2), advice: .init(en: ["Go"], zh: ["去"]),
            allowed: [.acknowledge, .confirm],
            transitions: [TransitionReport(sequence: 1, step: "raised", at: Timestamp(milliseconds: 2))])
        incident.contacts = [Contact(role: .duty, people: [.init(name: "张", phone: "138")])]
        let loss = Loss(
            cause: .rateLimit, subject: "x", count: 3, from: Timestamp(milliseconds: 1),
            to: Timestamp(milliseconds: 2))
        let route = RouteReport(
            hazard: "h", hazardName: LocalizedText(en: "h", zh: "h"), severity: .severe,
            destinations: [
                .init(destination: "grid", name: LocalizedText(en: "Grid", zh: "网格"), phone: "119")
            ])
        var quarantine = QuarantineReport(
            at: Timestamp(milliseconds: 1), topic: "t", payload: "{", payloadBytes: 1, reason: "malformed")
        quarantine.reasonText = LocalizedText(en: "malformed", zh: "报文格式不对")
        let answers: [ControlAnswer] = [
            .status(Fixture.status), .people([PersonReport(id: "zhang", name: "张")]), .incident(incident),
            .incidents(Listing([incident], page: .init())), .device(device),
            .devices(Listing([device], page: .init())), .routes([route]),
            .losses(Listing([loss], page: .init())), .quarantine(Listing([quarantine], page: .init())), .done,
            .alreadySo,
        ]
        for answer in answers {
            let reply = ControlReply(id: 3, answer: answer)
            #expect(try ControlWire.value(ControlReply.self, in: ControlWire.line(reply)) == reply)
        }
        let failure = ControlReply(id: 3, failure: ControlFailure(.busy, "later"))
        #expect(try ControlWire.value(ControlReply.self, in: ControlWire.line(failure)) == failure)
    }

    @Test(
        "What is wrong with a line is said in words a person can act on",
        arguments: [
            (#"{"id":1}"#, "`ask` is missing"), ("hello", "not a JSON object on one line"),
            (#"{"id":1,"ask":"explode"}"#, "unknown ask `explode`; known: status"),
            (#"{"id":1,"ask":"refute","incident":"a-0000000001-1","cause":"  "}"#, "`cause` is empty"),
            (#"{"id":1,"ask":"clear","incident":"42"}"#, "not an incident id: 42"),
            (#"{"id":1,"ask":"device","device":7}"#, "`device`: "),
        ])
    func explained(line: String, sentence: String) {
        do {
            _ = try ControlWire.value(ControlRequest.self, in: line.utf8)
            Issue.record("taken: \(line)")
        } catch {
            #expect(ControlWire.explain(error).hasPrefix(sentence), "\(ControlWire.explain(error))")
        }
    }

    @Test("A text longer than the journal should hold is refused")
    func longText() throws {
        let text = String(repeating: "火", count: 700)
        let line = try ControlWire.line(ControlRequest(id: 1, ask: .comment(Fixture.incident, text: text)))
        #expect(throws: DecodingError.self) { try ControlWire.value(ControlRequest.self, in: line) }
    }
}
