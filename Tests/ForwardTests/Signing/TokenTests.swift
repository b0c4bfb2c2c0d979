import Facility
import Foundation
import Synchronization
import Testing

@testable import Forward

/// Tokens: one question at a time, in time, and once more after a refusal.
@Suite("Tokens are asked for once and kept while they serve")
struct TokenTests {
    /// Draws a lease: what each want comes to, second by second. `?` ask, `.` wait, a letter: the token in use. In
    /// `doings` a letter grants that token for 10 s, `x` fails the question, `!` refuses the token held.
    private func drawn(_ doings: String, margin: Int64 = 2) -> String {
        var lease = TokenLease(margin: .seconds(margin))
        var held = Secret("")
        return doings.enumerated().map { second, doing -> String in
            let now = Timestamp(milliseconds: Int64(second) * 1_000)
            switch doing {
            case "-": break
            case "x": lease.failed()
            case "!": _ = lease.refused(held, at: now)
            default: lease.granted(Secret(String(doing)), life: .seconds(10), at: now)
            }
            switch lease.want(at: now) {
            case .ask: return "?"
            case .wait: return "."
            case .use(let token):
                held = token
                return token.text
            }
        }.joined()
    }

    @Test("A token serves its life less the margin; a refusal within ten seconds changes nothing")
    func timelines() {
        #expect(drawn("--a---------b--") == "?.aaaaaaaa?.bbb")
        #expect(drawn("-x-a") == "??.a")
        #expect(drawn("-a--!-----") == "?aaaaaaaa?")
        #expect(drawn("-a", margin: 60) == "?a")
    }

    @Test(
        "A token that was refused long after its grant is asked for anew; another one than that held is not")
    func refusal() {
        var lease = TokenLease(margin: .seconds(60))
        func at(_ seconds: Int64) -> Timestamp { Timestamp(milliseconds: seconds * 1_000) }
        func want(_ seconds: Int64) -> TokenLease.Want { lease.want(at: at(seconds)) }
        func refused(_ token: String, _ seconds: Int64) -> Bool {
            lease.refused(Secret(token), at: at(seconds))
        }
        #expect(want(0) == .ask)
        lease.granted(Secret("a"), life: .hours(1), at: at(0))
        #expect(!refused("a", 9))
        #expect(want(9) == .use(Secret("a")))
        #expect(refused("a", 10))
        #expect(want(10) == .ask)
        lease.granted(Secret("b"), life: .hours(1), at: at(11))
        // Late news of the first one costs the second nothing.
        #expect(refused("a", 12))
        #expect(want(12) == .use(Secret("b")))
        // A clock that was set back makes no token eternal.
        #expect(want(-5) == .ask)
    }

    /// A platform that gives tokens, and counts.
    private final class Platform: Sendable {
        let asked = Mutex<[UnsentRequest]>([])
        let answer: @Sendable (Int, UnsentRequest) throws(Lane.Failure) -> (status: Int, body: [UInt8])

        init(
            _ answer:
                @escaping @Sendable (Int, UnsentRequest) throws(Lane.Failure) -> (status: Int, body: [UInt8])
        ) {
            self.answer = answer
        }

        @Sendable func exchange(_ request: UnsentRequest) async throws(Lane.Failure) -> (
            status: Int, body: [UInt8]
        ) {
            let number = asked.withLock { asked -> Int in
                asked.append(request)
                return asked.count
            }
            for _ in 0..<50 { await Task.yield() }
            return try answer(number, request)
        }
    }

    private static func settings() -> OAuth2Settings {
        OAuth2Settings(
            tokenURL: "https://city.example/token", clientID: "box 1", clientSecret: Secret("s&cret"))
    }

    private static func json(_ text: String) -> (status: Int, body: [UInt8]) { (200, Array(text.utf8)) }

    @Test("A hundred requests at once ask for one token")
    func singleFlight() async throws {
        let platform = Platform { number, _ in
            Self.json(#"{"access_token":"t\#(number)","expires_in":"3600"}"#)
        }
        let signer = try RequestSigner(
            SigningSettings([.oauth2(Self.settings())]), exchange: platform.exchange)
        let headers = try await withThrowingTaskGroup(of: String?.self) { group in
            for _ in 0..<100 {
                group.addTask {
                    var request = UnsentRequest(method: "GET", address: "https://city.example/")
                    try await signer.sign(&request, at: Timestamp(milliseconds: 0), nonce: "")
                    return request.header("Authorization")
                }
            }
            return try await group.reduce(into: Set<String?>()) { $0.insert($1) }
        }
        #expect(headers == ["Bearer t1"])
        let asked = platform.asked.withLock { $0 }
        #expect(asked.count == 1)
        #expect(asked[0].header("content-type") == "application/x-www-form-urlencoded")
        let body = String(decoding: asked[0].body, as: UTF8.self)
        #expect(body == "grant_type=client_credentials&client_id=box+1&client_secret=s%26cret")
    }

    @Test("After a 401 a new token is had once; refused again at once, no third is asked for")
    func refusedOnce() async throws {
        let platform = Platform { number, _ in Self.json(#"{"access_token":"t\#(number)","expires_in":3600}"#)
        }
        let signer = try RequestSigner(
            SigningSettings([.oauth2(Self.settings())]), exchange: platform.exchange)
        func sign(_ milliseconds: Int64) async throws -> (String?, RequestSigner.Seal) {
            var request = UnsentRequest(method: "GET", address: "https://city.example/")
            let seal = try await signer.sign(&request, at: Timestamp(milliseconds: milliseconds), nonce: "")
            return (request.header("Authorization"), seal)
        }
        let (first, seal) = try await sign(0)
        #expect(first == "Bearer t1")
        #expect(await signer.mayTryAgain(after: seal, at: Timestamp(milliseconds: 60_000)))
        let (second, again) = try await sign(60_000)
        #expect(second == "Bearer t2")
        #expect(await !signer.mayTryAgain(after: again, at: Timestamp(milliseconds: 60_100)))
        #expect(platform.asked.withLock { $0.count } == 2)
        // Others who were refused with the first token go on with the second.
        #expect(await signer.mayTryAgain(after: seal, at: Timestamp(milliseconds: 60_200)))
        #expect(try await sign(60_200).0 == "Bearer t2")
    }

    @Test("What a platform says instead of a token is told without the secret, and asked again next time")
    func refusals() async throws {
        let platform = Platform { number, _ throws(Lane.Failure) in
            switch number {
            case 1:
                return (401, Array(#"{"error":"invalid_client","error_description":"s&cret is wrong"}"#.utf8))
            case 2: return Self.json(#"{"code":500,"msg":"系统繁忙"}"#)
            case 3: return (200, [0xFF])
            case 4: throw .unreachable("no connection")
            default: return Self.json(#"{"access_token":"t","expires_in":1e300}"#)
            }
        }
        let keeper = TokenKeeper(Self.settings(), exchange: platform.exchange)
        var failures: [SigningFailure] = []
        for second in 0..<4 {
            do {
                _ = try await keeper.token(at: Timestamp(milliseconds: Int64(second) * 1_000))
            } catch { failures.append(error) }
        }
        #expect(
            failures == [
                .noToken("answered 401: ••• is wrong", isRefusal: true),
                .noToken("nothing at /access_token: 系统繁忙", isRefusal: true),
                .noToken("the answer is no JSON", isRefusal: false),
                .noToken("no connection", isRefusal: false),
            ])
        #expect(try await keeper.token(at: Timestamp(milliseconds: 9_000)) == Secret("t"))
    }

    @Test(
        "A platform that wants its secret encrypted by SM2, in JSON, with the token in the query, gets it so")
    func encrypted() async throws {
        let pem = try SM2Key.random().privatePEM()
        let platform = Platform { _, request throws(Lane.Failure) in
            if request.method == "GET" {
                let key = (try? SM2Key(privateKey: pem).publicPEM()) ?? ""
                let bare = key.split(separator: "\n").dropFirst().dropLast().joined()
                return Self.json(#"{"data":{"key":"\#(bare)"}}"#)
            }
            return Self.json(#"{"data":{"token":"t/1","expires":"7200"}}"#)
        }
        var settings = Self.settings()
        settings.form = .json
        settings.tokenAt = "/data/token"
        settings.expiresAt = "/data/expires"
        settings.place = TokenPlace(.query("egova_openapi_token"))
        settings.extra = ["uid": "u1"]
        settings.encryption = .init(
            keyURL: "https://city.example/pubkey", keyAt: "/data/key",
            cipher: SM2CipherForm(hasPointMark: false))
        let signer = try RequestSigner(SigningSettings([.oauth2(settings)]), exchange: platform.exchange)
        var request = UnsentRequest(method: "GET", address: "https://city.example/")
        try await signer.sign(&request, at: Timestamp(milliseconds: 0), nonce: "")
        #expect(request.url == "https://city.example/?egova_openapi_token=t%2F1")
        let asked = platform.asked.withLock { $0 }
        let sent = try JSONDecoder().decode([String: String].self, from: Data(asked[1].body))
        #expect(
            sent["uid"] == "u1" && sent["grant_type"] == "client_credentials" && sent["client_id"] == "box 1")
        let cipher = try #require([UInt8](hex: sent["client_secret"] ?? ""))
        let der = try SM2Bytes.der(cipherText: cipher, SM2CipherForm(hasPointMark: false))
        #expect(try SM2Key(privateKey: pem).decrypt(der) == Array("s&cret".utf8))
    }

    @Test("A platform's clock is learnt from its answers, and left alone while it fits")
    func platformClock() {
        var clock = PlatformClock()
        func hear(_ date: Int64, _ sent: Int64, _ received: Int64) -> Int64 {
            clock.observe(
                date: Timestamp(milliseconds: date), sent: Timestamp(milliseconds: sent),
                received: Timestamp(milliseconds: received))
            return clock.offset.milliseconds
        }
        #expect(hear(100_000, 100_200, 100_400) == 0)
        #expect(hear(350_000, 100_000, 100_400) == 250_300)
        #expect(hear(351_000, 101_100, 101_300) == 250_300)
        #expect(hear(100_000, 100_000, 120_000) == 250_300)
        #expect(hear(50_000, 100_000, 100_100) == -49_550)
        #expect(hear(101_000, 101_500, 101_600) == 0)
        #expect(clock.time(at: Timestamp(milliseconds: 5)) == Timestamp(milliseconds: 5))
    }
}
