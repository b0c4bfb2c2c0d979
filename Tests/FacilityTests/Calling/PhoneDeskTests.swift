import Testing

@testable import Facility

/// Phones as drawings: what is sent, asked and answered, second by second.
@Suite("Calls leave by phone, and answers come back")
struct PhoneDeskTests {
    private static let site = (id: "heng", epoch: UInt64(7))

    private static func incident(_ number: Int64) -> IncidentID {
        IncidentID(site: site.id, epoch: site.epoch, number: number)
    }

    private static func at(_ second: Int) -> Timestamp { Timestamp(milliseconds: Int64(second) * 1_000) }

    private static func request(
        _ route: CallRoute = .sms, incident number: Int64 = 42, to person: String = "zhang",
        phone: String = "13800001111", role: Role? = .duty, life: Bool = true, at second: Int = 0,
        isExercise: Bool = false
    ) -> CallRequest {
        CallRequest(
            incident: incident(number), callee: Callee(id: person, name: person, role: role, phone: phone),
            route: route, text: LocalizedText(en: "Smoke", zh: "更夫，测试小区：1号楼烟雾报警。请前去查看并应答。"),
            isLifeSafety: life, at: at(second), isExercise: isExercise)
    }

    private static func settings() -> PhoneSettings {
        var settings = PhoneSettings()
        settings.sms = .modem(ModemSettings())
        var api = PhoneAPI(link: HTTPLink(url: "https://voice.example"), body: "")
        api.answer = PhoneAPI.Answer(url: "/{{call}}", keyAt: "/key")
        settings.call = .http(api)
        return settings
    }

    private static func desk(_ settings: PhoneSettings = settings()) -> PhoneDesk {
        PhoneDesk(
            settings, people: [("zhang", "13800001111"), ("wu", "+86 139-0000-2222"), ("li", "13900002222")],
            address: "衡山路1号")
    }

    /// What the actions come to: `S` send, `A` ask, `!` an answer, the audit line's action without its `phone_`.
    private static func drawn(_ actions: [PhoneDesk.Action]) -> String {
        actions.map { action in
            switch action {
            case .send: "S"
            case .ask: "A"
            case .answer(let answer, let incident, let person):
                "!\(answer.rawValue) \(incident.number) \(person)"
            case .audit(let line): String(line.action.dropFirst(6))
            }
        }.joined(separator: ",")
    }

    /// Draws attempts of one SMS: each sign of `outcomes` is what an attempt comes to (`+` sent, `-` failed, `x` refused).
    private func attempts(_ outcomes: String, seconds: Int = 20) -> String {
        var desk = Self.desk()
        var outcomes = outcomes[...]
        var number = 0
        return (0..<seconds).map { second in
            var actions =
                second == 0 ? desk.order(Self.request(), at: Self.at(0)) : desk.advance(to: Self.at(second))
            if case .send(let call, _)? = actions.first {
                number = call
                let outcome = outcomes.removeFirst()
                actions += desk.sent(
                    number,
                    outcome == "+" ? .sent(call: nil) : outcome == "-" ? .failed("no") : .refused("no"),
                    at: Self.at(second))
            }
            return actions.isEmpty ? "-" : "[" + Self.drawn(actions) + "]"
        }.joined()
    }

    @Test("An SMS is tried three times, five seconds apart, and no more")
    func retries() {
        #expect(attempts("+") == "[S,called]" + String(repeating: "-", count: 19))
        #expect(attempts("-+", seconds: 8) == "[S,retried]----[S,called]--")
        #expect(attempts("---") == "[S,retried]----[S,retried]----[S,failed]---------")
        #expect(attempts("x", seconds: 8) == "[S,failed]-------")
    }

    @Test("A key is asked for every three seconds until it is pressed or the time is over")
    func asking() {
        func draw(_ pressed: Int?, seconds: Int) -> String {
            var desk = Self.desk()
            return (0..<seconds).map { second -> String in
                var actions =
                    second == 0
                    ? desk.order(Self.request(.call), at: Self.at(0)) : desk.advance(to: Self.at(second))
                for action in actions {
                    switch action {
                    case .send(let call, _):
                        actions += desk.sent(call, .sent(call: "c1"), at: Self.at(second))
                    case .ask(let call, .call, "c1"):
                        let key = pressed.flatMap { second >= $0 ? 1 : nil }
                        actions += desk.answered(call, key: key, at: Self.at(second))
                    default: break
                    }
                }
                return actions.isEmpty ? "-" : "[" + Self.drawn(actions) + "]"
            }.joined()
        }
        #expect(draw(5, seconds: 9) == "[S,called]--[A]--[A,answered,!going 42 zhang]--")
        let silent = draw(nil, seconds: 120)
        #expect(silent.split(separator: "A").count - 1 == 29)
        #expect(silent.hasSuffix(String(repeating: "-", count: 30)))
    }

    @Test("Whose phone it is answers, for the incident of the code, or without one for the last call to him")
    func replies() {
        var desk = Self.desk()
        _ = desk.order(Self.request(incident: 42), at: Self.at(0))
        _ = desk.sent(1, .sent(call: nil), at: Self.at(1))
        _ = desk.order(Self.request(incident: 10_043, to: "wu", phone: "13900002222"), at: Self.at(2))
        _ = desk.order(Self.request(incident: 44, at: 3), at: Self.at(3))
        func hear(_ text: String, _ number: String = "+8613800001111", _ second: Int = 10) -> String {
            Self.drawn(desk.heard(text, from: number, at: Self.at(second)))
        }
        #expect(hear("0042 1") == "answered,!going 42 zhang")
        #expect(hear("代码００４２，２") == "answered,!false_alarm 42 zhang")
        #expect(hear("3") == "answered,!real 44 zhang")
        #expect(hear("0043 1", "0086 13900002222") == "answered,!going 10043 wu")
        _ = desk.order(
            Self.request(incident: 45, to: "kone", phone: "13900002222", role: .liftFirm, at: 4),
            at: Self.at(4))
        #expect(hear("1", "13900002222") == "answered,!going 45 wu")
        #expect(hear("0099 1") == "unread")
        #expect(hear("0042 1 2") == "unread")
        #expect(hear("0042 9") == "unread")
        #expect(hear("好的") == "unread")
        #expect(hear("0042 1", "13700000000") == "stranger")
        #expect(hear("1", "13800001111", 3_000) == "unread")
        #expect(hear("0042 1", "13800001111", 3_000) == "answered,!going 42 zhang")
    }

    @Test("Emergency lines are never called, whatever role they stand under")
    func neverCalled() {
        for phone in ["119", "120", "110", "12345", "96333", "0731-96333", "+86 731 96333", "400x"] {
            var desk = Self.desk()
            #expect(
                Self.drawn(desk.order(Self.request(phone: phone), at: Self.at(0))) == "refused", "\(phone)")
        }
        for phone in ["88896333", "0731-88896333", "13800096333", "+8613800012345"] {
            var desk = Self.desk()
            #expect(Self.drawn(desk.order(Self.request(phone: phone), at: Self.at(0))) == "S", "\(phone)")
        }
        var desk = Self.desk()
        #expect(Self.drawn(desk.order(Self.request(role: .fireBrigade), at: Self.at(0))) == "refused")
        #expect(Self.drawn(desk.order(Self.request(role: .liftFirm), at: Self.at(0))) == "S")
    }

    @Test("An exercise calls nobody unless the site says so, and then says that it is one")
    func exercise() {
        var desk = Self.desk()
        #expect(Self.drawn(desk.order(Self.request(isExercise: true), at: Self.at(0))) == "refused")
        var settings = Self.settings()
        settings.exercise = true
        desk = Self.desk(settings)
        guard case .send(_, let call)? = desk.order(Self.request(isExercise: true), at: Self.at(0)).first
        else {
            Issue.record("not sent")
            return
        }
        #expect(call.parts[0].contains("演练"))
    }

    @Test("Nobody is called more often than his limit, three times as often where life is concerned")
    func limits() {
        for (life, wanted) in [(false, 12), (true, 36)] {
            var desk = Self.desk()
            var sent = 0
            for second in stride(from: 0, to: 3_000, by: 30) {
                let actions = desk.order(Self.request(life: life, at: second), at: Self.at(second))
                for case .send(let call, _) in actions {
                    sent += 1
                    _ = desk.sent(call, .sent(call: nil), at: Self.at(second))
                }
            }
            #expect(sent == wanted)
            let later = desk.order(Self.request(life: life, at: 7_200), at: Self.at(7_200))
            #expect(Self.drawn(later) == "S")
        }
    }

    @Test("What hangs is not piled up, and what is late is not sent")
    func bounded() {
        var desk = Self.desk()
        #expect(Self.drawn(desk.order(Self.request(), at: Self.at(0))) == "S")
        #expect(Self.drawn(desk.order(Self.request(), at: Self.at(30))) == "refused")
        #expect(Self.drawn(desk.order(Self.request(incident: 43, at: 0), at: Self.at(61))) == "refused")
        var sent = 1
        for number in 100..<300 {
            let phone = "1370000\(1_000 + number)"
            sent +=
                Self.drawn(
                    desk.order(Self.request(incident: Int64(number), phone: phone), at: Self.at(1))) == "S"
                ? 1 : 0
        }
        #expect(sent == PhoneDesk.limit)
        #expect(desk.next == nil)
    }

    @Test("Numbers in the audit log are masked")
    func masked() {
        var desk = Self.desk()
        var lines = desk.order(Self.request(), at: Self.at(0))
        lines += desk.sent(1, .failed("no modem"), at: Self.at(0))
        lines += desk.heard("1", from: "13800001111", at: Self.at(1))
        lines += desk.heard("1", from: "13711112222", at: Self.at(1))
        for case .audit(let line) in lines {
            let text = "\(line)"
            #expect(!text.contains("13800001111") && !text.contains("13711112222"), "\(text)")
        }
    }

    @Test(
        "An SMS holds at most 70 signs a part, its last part the code and the keys",
        arguments: [0, 20, 45, 60, 90, 300])
    func parts(_ length: Int) {
        let text = String(repeating: "楼", count: length)
        for address in ["", "湖南省衡阳市蒸湘区衡山路1号"] {
            let parts = PhoneText.sms(
                text, address: address, code: "0042", keys: PhoneSettings().keys, isExercise: true)
            #expect(parts.count <= PhoneText.partCount)
            for part in parts { #expect(part.utf16.count <= PhoneText.partLimit, "\(part)") }
            #expect(parts.last?.contains("0042") == true && parts.last?.contains("3真警") == true)
            #expect(parts[0].contains("【演练】"))
            if length <= 60 { #expect(parts.joined().filter { $0 == "楼" }.count == length) }
        }
    }

    @Test("Values in a body cannot break out of it")
    func bodies() {
        let evil = "a\"b\\c\n<d>&e"
        #expect(
            PhoneText.filled(
                #"{"t":"{{text}}","x":"{{ code }}","y":"{{none}}"}"#, ["text": evil, "code": "1"],
                escaping: .json)
                == #"{"t":"a\"b\\c\n<d>&e","x":"1","y":""}"#)
        #expect(PhoneText.filled("t={{text}}", ["text": "é &"], escaping: .form) == "t=%C3%A9%20%26")
        #expect(PhoneText.filled("<t>{{text}}</t>", ["text": "<"], escaping: .xml) == "<t>&lt;</t>")
        #expect(PhoneText.unknownName(in: "{{phone}} {{fone}}") == "fone")
        #expect(PhoneText.unknownName(in: "{{phone}} {x} }} {{") == nil)
    }
}
