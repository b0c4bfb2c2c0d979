import Facility
import Foundation
import Synchronization
import Testing

@testable import Forward

/// From an order of the engine to a vendor's interface and back to a person's word, over real connections.
@Suite("People are called by phone, and answer by a key")
struct PhoneKeeperTests {
    /// What the loop would get.
    private final class Loop: Sendable {
        let news = Mutex<[PhoneKeeper.News]>([])

        @Sendable func take(_ news: PhoneKeeper.News) { self.news.withLock { $0.append(news) } }

        var audits: [String] {
            news.withLock { $0 }.compactMap { if case .audit(let line) = $0 { line.action } else { nil } }
        }

        var commands: [Command] {
            news.withLock { $0 }.compactMap { if case .command(let command) = $0 { command } else { nil } }
        }

        func wait(_ what: (Loop) -> Bool) async -> Bool {
            for _ in 0..<2_000 {
                if what(self) { return true }
                try? await Task.sleep(for: .milliseconds(10))
            }
            return false
        }
    }

    private static let incident = IncidentID(site: "heng", epoch: 7, number: 42)

    private static func now() -> Timestamp {
        Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1_000))
    }

    private static func site() -> Site {
        var site = Site(id: "heng", name: "测试小区")
        site.people = [Person(id: "zhang", name: "张师傅", role: .duty, phone: "13800001111")]
        return site
    }

    private static func request(_ route: CallRoute) -> CallRequest {
        CallRequest(
            incident: incident, callee: Callee(id: "zhang", name: "张师傅", role: .duty, phone: "13800001111"),
            route: route, text: LocalizedText(en: "Smoke", zh: "1号楼\"烟雾\"报警。"), isLifeSafety: true, at: now())
    }

    private static func api(_ port: Int) -> PhoneAPI {
        var api = PhoneAPI(
            link: HTTPLink(url: "http://127.0.0.1:\(port)/calls", timeout: .seconds(5)),
            body: #"{"to":"{{phone}}","text":"{{text}}","code":"{{code}}"}"#)
        api.headers = ["Content-Type": "application/json"]
        api.successAt = "/code"
        api.successValues = ["0"]
        api.callAt = "/data/id"
        var answer = PhoneAPI.Answer(url: "http://127.0.0.1:\(port)/calls/{{call}}", keyAt: "/key")
        answer.every = .milliseconds(50)
        api.answer = answer
        api.signing = SigningSettings([
            .signature(
                SignatureSettings(
                    algorithm: .hmac(.sm3), text: [.part(.body)], secret: Secret("s3cret-of-voice"),
                    fields: [.init(.header("X-Sign"), [.part(.signature)])]))
        ])
        return api
    }

    @Test("A voice call is ordered signed, its key asked for, and the person whose phone it is goes to look")
    func answered() async throws {
        let vendor = try PhoneInterface { request, number in
            if request.path == "/calls" { return (200, #"{"code":0,"data":{"id":"c 7"}}"#) }
            return (200, number < 4 ? #"{"key":null}"# : #"{"key":"1#"}"#)
        }
        defer { vendor.stop() }
        var settings = PhoneSettings()
        settings.call = .http(Self.api(vendor.port))
        let loop = Loop()
        let keeper = try PhoneKeeper(settings, site: Self.site(), now: Self.now, tell: loop.take)
        await keeper.order([Self.request(.call)])
        #expect(await loop.wait { !$0.commands.isEmpty })
        guard case .acknowledge(Self.incident, by: "zhang")? = loop.commands.first else {
            Issue.record("\(loop.commands)")
            return
        }
        #expect(loop.audits == ["phone_called", "phone_answered"])
        await keeper.shutDown()
        let requests = vendor.requests
        let body = try JSONDecoder().decode([String: String].self, from: Data(requests[0].body.utf8))
        #expect(body["to"] == "13800001111" && body["code"] == "0042")
        #expect(body["text"] == "1号楼’烟雾’报警。代码 0 0 4 2。去看请按1，误报请按2，真警请按3。")
        let sign = try LibCrypto.hmac(
            Array(requests[0].body.utf8), key: Array("s3cret-of-voice".utf8), by: .sm3)
        #expect(requests[0].head.lowercased().contains("x-sign: " + SignatureEncoding.hex.text(sign)))
        #expect(requests.dropFirst().allSatisfy { $0.path == "/calls/c%207" })
    }

    @Test("An interface that is busy is tried again, one that refuses is not; no secret is told")
    func failures() async throws {
        let vendor = try PhoneInterface { _, number in
            number == 1 ? (503, "") : (200, #"{"code":1007,"msg":"s3cret-of-voice"}"#)
        }
        defer { vendor.stop() }
        var settings = PhoneSettings()
        var api = Self.api(vendor.port)
        api.answer = nil
        settings.sms = .http(api)
        let loop = Loop()
        // Its clock stands still, so that no busy machine makes an attempt too late, and jumps once the first has failed.
        let time = Mutex(Self.now())
        let keeper = try PhoneKeeper(
            settings, site: Self.site(), now: { time.withLock { $0 } }, tell: loop.take)
        await keeper.order([Self.request(.sms)])
        #expect(await loop.wait { $0.audits.contains("phone_retried") })
        time.withLock { $0 = $0 + .seconds(6) }
        #expect(await loop.wait { $0.audits.contains("phone_failed") })
        #expect(loop.audits == ["phone_retried", "phone_failed"])
        #expect(!"\(loop.news.withLock { $0 })".contains("s3cret"))
        await keeper.shutDown()
    }

    @Test("A reply by SMS to the modem is the word of whose phone it is")
    func reply() async throws {
        let modem = try FakeModem()
        var settings = PhoneSettings()
        var unit = ModemSettings()
        unit.readEvery = .milliseconds(50)
        settings.sms = .modem(unit)
        let loop = Loop()
        let keeper = PhoneKeeper(
            settings, site: Self.site(), lines: [.sms: ModemLine(settings: unit, program: modem.program)],
            now: Self.now, tell: loop.take)
        await keeper.start()
        await keeper.order([Self.request(.sms)])
        #expect(await loop.wait { $0.audits.contains("phone_called") })
        try modem.receive("0042 3", from: "+8613800001111")
        #expect(await loop.wait { !$0.commands.isEmpty })
        guard case .confirm(Self.incident, by: "zhang", _)? = loop.commands.first else {
            Issue.record("\(loop.commands)")
            return
        }
        await keeper.shutDown()
    }
}
