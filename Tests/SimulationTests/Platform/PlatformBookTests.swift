import Facility
import Foundation
import Testing

@testable import Simulation

/// The stand-in's strictness, without a socket.
@Suite("The stand-in platform's book")
struct PlatformBookTests {
    private let now = Timestamp(milliseconds: 1_773_022_530_000)

    /// A body that follows the interface, with some fields set or (nil) left out.
    static func body(_ changes: [String: PlatformJSON?] = [:], transition: Int = 1) -> PlatformJSON {
        var fields: [String: PlatformJSON] = [
            "incident": .text("longhu-3a9c04e7d1-1"), "transition": .number(Double(transition)),
            "step": .text("raised"), "matter_kind": .text("事项"), "matter_code": .text("01076"),
            "codes": .object(["cap": .text("Rescue")]), "hazard": .text("elevator.entrapment"),
            "hazard_name": .object(["zh": .text("电梯困人"), "en": .text("Passengers trapped")]),
            "facility": .text("elevator"), "severity": .text("extreme"), "level": .text("一级"),
            "origin": .text("real"), "condition": .text("active"), "confirmation": .text("未核实"),
            "confirmed_by": .null, "refuted_cause": .null, "historic": .boolean(false),
            "weak_evidence": .boolean(false), "unjournaled": .boolean(false),
            "site": .object(["id": .text("longhu"), "name": .text("龙湖")]),
            "device": .object(["id": .text("E01"), "name": .text("1号梯")]),
            "place": .object([
                "building": .text("1"), "unit": .text(""), "floor": .text("7"), "spot": .text(""),
                "grid_code": .text("310104001001001"),
            ]),
            "position": .object([
                "longitude": .number(121.47), "latitude": .number(31.23), "datum": .text("CGCS2000"),
            ]),
            "since": .text("2026-03-09T02:15:30.123Z"), "raised_at": .text("2026-03-09T10:15:30+08:00"),
            "at": .text("2026-03-09T02:15:30.123Z"), "report_by": .null,
            "evidence": .list([.text("car.trapped = true")]), "note": .null,
        ]
        for (name, value) in changes { fields[name] = value }
        return .object(fields)
    }

    private func body(_ changes: [String: PlatformJSON?] = [:], transition: Int = 1) -> PlatformJSON {
        Self.body(changes, transition: transition)
    }

    private func problem(_ result: Result<PlatformJSON, PlatformProblem>) -> PlatformProblem? {
        if case .failure(let problem) = result { problem } else { nil }
    }

    @Test("A body that follows the interface is taken, and gets its own case number")
    func takes() throws {
        var book = PlatformBook()
        let answer = try book.take(.report, incident: nil, key: "k1", body: body(), at: now).get()
        #expect(answer["code"]?.integer == 0)
        #expect(answer["case_number"]?.string == "WG100001")
        #expect(answer["handling"]?.string == "accepted")
    }

    @Test("Every field that is missing is named")
    func missing() throws {
        guard case .object(let fields) = body() else { return }
        for name in fields.keys {
            var book = PlatformBook()
            let refused = problem(
                book.take(.report, incident: nil, key: "k", body: body([name: nil as PlatformJSON?]), at: now)
            )
            #expect(refused?.mistakes.first == .init(pointer: "/\(name)", detail: "is missing"))
            #expect(refused?.detail.contains(name) == true)
            #expect(book.cases.isEmpty)
        }
    }

    @Test(
        "A field that is wrong or unknown is named with its pointer",
        arguments: [
            ("extra", .text("x"), "/extra"), ("matter_code", .text("1076"), "/matter_code"),
            ("severity", .text("bad"), "/severity"), ("level", .text("四级"), "/level"),
            ("transition", .number(0), "/transition"), ("since", .text("2026-03-09 10:15:30"), "/since"),
            ("historic", .text("no"), "/historic"), ("incident", .text("longhu-42"), "/incident"),
            ("site", .object(["id": .text("other"), "name": .text("")]), "/site/id"),
            ("evidence", .list([.number(1)]), "/evidence/0"),
            ("device", .object(["id": .text("E01")]), "/device/name"), ("position", .number(1), "/position"),
        ] as [(String, PlatformJSON, String)])
    func wrong(field: String, value: PlatformJSON, pointer: String) {
        var book = PlatformBook()
        let refused = problem(
            book.take(.report, incident: nil, key: "k", body: body([field: value]), at: now))
        #expect(refused?.status == 400)
        #expect(refused?.mistakes.map(\.pointer) == [pointer])
    }

    @Test("Same key and body: the same answer. Same key and another body: refused")
    func idempotency() throws {
        var book = PlatformBook()
        let first = try book.take(.report, incident: nil, key: "k1", body: body(), at: now).get()
        let again = try book.take(.report, incident: nil, key: "k1", body: body(), at: now).get()
        #expect(first == again)
        #expect(book.repeats == 1)
        let other = body(["note": .text("changed")])
        #expect(
            problem(book.take(.report, incident: nil, key: "k1", body: other, at: now)) == .otherBody)
        #expect(book.cases.count == 1)
    }

    @Test("A case is reported once, followed in order and closed once; everything else is remarked")
    func anomalies() throws {
        var book = PlatformBook()
        let incident = "longhu-3a9c04e7d1-1"
        func take(_ action: Delivery.Action, _ key: String, _ transition: Int) -> PlatformProblem? {
            problem(
                book.take(
                    action, incident: action == .report ? nil : incident, key: key,
                    body: body(transition: transition), at: now))
        }
        #expect(take(.update, "k0", 2) == .unknownCase)
        #expect(take(.report, "k1", 3) == nil)
        #expect(take(.report, "k2", 4) == .caseExists)
        #expect(take(.update, "k3", 2) == .outOfOrder)
        #expect(take(.update, "k4", 5) == nil)
        #expect(take(.close, "k5", 6) == nil)
        #expect(take(.update, "k6", 7) == .caseClosed)
        #expect(take(.close, "k5", 6) == nil, "a repetition of the close is no anomaly")
        let kinds = book.anomalies.compactMap { $0["kind"]?.string }
        #expect(
            kinds == ["update_before_report", "reported_twice", "out_of_order", "update_after_close"])
        #expect(book.duplicatesRefused == 1)
    }

    @Test("Cases move on by themselves when asked to, up to resolved; a close closes them")
    func progress() throws {
        var book = PlatformBook()
        _ = try book.take(.report, incident: nil, key: "k1", body: body(), at: now).get()
        book.advance(every: .seconds(10), at: now)
        func handling(after seconds: Int64) throws -> String? {
            try book.query("longhu-3a9c04e7d1-1", at: now + .seconds(seconds)).get()["handling"]?.string
        }
        #expect(
            try [0, 9, 10, 25, 30, 40, 4_000].map { try handling(after: $0) } == [
                "accepted", "accepted", "dispatched", "signed", "handling", "resolved", "resolved",
            ])
    }

    @Test("A sign of life that stays away for two periods is shown as missing")
    func heartbeat() throws {
        var book = PlatformBook()
        let beat = PlatformJSON.object([
            "site": .text("longhu"), "at": .text("2026-03-09T02:15:30Z"), "every_seconds": .number(30),
        ])
        _ = try book.beat(beat, at: now).get()
        func missing(after seconds: Int64) -> PlatformJSON? {
            guard case .list(let all)? = book.shown(at: now + .seconds(seconds))["heartbeats"] else {
                return nil
            }
            return all.first?["missing"]
        }
        #expect(missing(after: 60) == .boolean(false))
        #expect(missing(after: 61) == .boolean(true))
    }

    @Test("A box that falls silent is noticed once, by itself, and again when it comes back")
    func noticed() throws {
        var book = PlatformBook()
        let beat = PlatformJSON.object([
            "site": .text("longhu"), "at": .text("2026-03-09T02:15:30Z"), "every_seconds": .number(30),
        ])
        func kinds(_ book: PlatformBook) -> [PlatformJSON?] { book.notices.map { $0["kind"] } }
        _ = try book.beat(beat, at: now).get()
        #expect(book.look(at: now + .seconds(60)) == [])
        #expect(book.look(at: now + .seconds(61)) == ["longhu"])
        #expect(book.look(at: now + .seconds(600)) == [])
        #expect(kinds(book) == [.text("heartbeat_missing")])
        _ = try book.beat(beat, at: now + .seconds(700)).get()
        _ = try book.beat(beat, at: now + .seconds(730)).get()
        #expect(kinds(book) == [.text("heartbeat_missing"), .text("heartbeat_back")])
        #expect(book.look(at: now + .seconds(760)) == [])
        #expect(book.anomalyCount == 0)
    }

    @Test("An audit log that is shorter than it was, or has another hash, is remarked")
    func auditHeads() throws {
        var book = PlatformBook()
        func beat(_ number: Double, _ digit: Character) -> PlatformJSON {
            .object([
                "site": .text("longhu"), "at": .text("2026-03-09T02:15:30Z"), "every_seconds": .number(30),
                "audit": .object([
                    "store": .text("3a9c04e7d1"), "number": .number(number),
                    "hash": .text(String(repeating: digit, count: 64)),
                ]),
            ])
        }
        for (number, digit) in [(5, "a"), (5, "a"), (9, "b")] as [(Double, Character)] {
            _ = try book.beat(beat(number, digit), at: now).get()
        }
        #expect(book.anomalies.isEmpty)
        _ = try book.beat(beat(9, "c"), at: now).get()
        _ = try book.beat(beat(8, "c"), at: now).get()
        #expect(book.anomalies.map { $0["kind"]?.string } == ["audit_rewritten", "audit_rewritten"])
        guard case .failure = book.beat(beat(10, "g"), at: now) else {
            Issue.record("a hash that is none was taken")
            return
        }
    }

    @Test("The stand-in asks for exactly the fields that the interface describes")
    func schema() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let text = try String(
            contentsOf: root.appending(path: "docs/grid-interface.yaml"), encoding: .utf8)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let start = try #require(lines.firstIndex(of: "    Case:").map { lines.index(after: $0) })
        let schema = lines[lines[start...].firstIndex(of: "      required:")!...].dropFirst()
        let described = schema.prefix { $0.hasPrefix("        - ") }.map { String($0.dropFirst(10)) }
        guard case .object(let fields) = body(), case .object(let rules) = CaseRules.case else { return }
        let required = rules.filter { if case .optional = $0.rule { false } else { true } }
        #expect(described == required.map(\.name))
        #expect(Set(described) == Set(fields.keys))
        // The optional ones too: eight spaces, a name, a colon, up to the next schema.
        let first = try #require(lines[start...].firstIndex(of: "      properties:"))
        let properties = lines[lines.index(after: first)...].prefix { $0.hasPrefix("      ") || $0.isEmpty }
            .filter { $0.hasPrefix("        ") && !$0.hasPrefix("         ") }
            .compactMap { $0.split(separator: ":").first?.trimmingPrefix("        ") }
        #expect(Set(properties.map(String.init)) == Set(rules.map(\.name)))
    }
}

/// What the stand-in is told to do wrong.
@Suite("The stand-in platform's faults")
struct PlatformFaultsTests {
    private func read(_ json: String) -> Result<PlatformFaults, PlatformProblem> {
        PlatformFaults.read(PlatformJSON.parse(Data(json.utf8)) ?? .null)
    }

    @Test("A misspelt fault is refused by name, so that no test passes because nothing went wrong")
    func misspelt() {
        guard case .failure(let problem) = read(#"{"slow": 5, "drop_link": "later", "for": 0}"#) else {
            Issue.record("taken")
            return
        }
        #expect(problem.mistakes.map(\.pointer) == ["/drop_link", "/for", "/slow"])
    }

    @Test("A fault holds for so many requests of its kinds, and no longer")
    func counted() throws {
        var faults = try read(#"{"refuse": true, "on": ["report"], "for": 2}"#).get()
        #expect(faults.suffered(by: .heartbeat) == .none)
        #expect(faults.suffered(by: .report).refusal != nil)
        #expect(faults.suffered(by: .report).refusal != nil)
        #expect(faults.suffered(by: .report) == .none)
        var lasting = try read(#"{"down": true}"#).get()
        for _ in 0..<100 { #expect(lasting.suffered(by: .close).isDown) }
    }
}
