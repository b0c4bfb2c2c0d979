import Facility
import Foundation
import Synchronization
import Testing

@testable import Forward

/// The plumbing under every kind that speaks HTTP.
@Suite("An HTTP exchange", .timeLimit(.minutes(1)))
struct HTTPExchangeTests {
    @Test("A form may be added to by a signer and says what it is")
    func form() async throws {
        try await EchoServer.run { address in
            let http = try HTTPExchange(HTTPLink(url: address))
            var request = http.request("POST", "/x")
            request.query = [.init("名", "1 号")]
            request.content = .form([.init("a", "1"), .init("sign", "ff")])
            let answer = try await http.send(request)
            let text = String(decoding: answer.body, as: UTF8.self)
            #expect(text.hasPrefix("POST /x?%E5%90%8D=1%20%E5%8F%B7 HTTP/1.1\r\n"))
            #expect(text.lowercased().contains("content-type: application/x-www-form-urlencoded\r\n"))
            #expect(text.hasSuffix("\r\n\r\na=1&sign=ff"))
            await http.shutDown()
        }
    }

    @Test(
        "A name that no name service knows is reached by the address behind it, and is still called by its name"
    )
    func hostMap() async throws {
        try await EchoServer.run { address in
            let port = address.split(separator: ":").last ?? ""
            var link = HTTPLink(url: "http://platform.district.invalid:\(port)")
            link.via.hosts = ["platform.district.invalid": "127.0.0.1"]
            let http = try HTTPExchange(link)
            let answer = try await http.send(http.request("GET", "/"))
            let text = String(decoding: answer.body, as: UTF8.self)
            #expect(text.lowercased().contains("host: platform.district.invalid:\(port)\r\n"))
            await http.shutDown()
        }
    }

    @Test("Through a proxy a tunnel is asked for, with its password, which never stands in an error")
    func proxy() async throws {
        let heads = Mutex<[String]>([])
        try await PlainServer.run({ request in
            heads.withLock { $0.append(request.head) }
            return .init(body: "")
        }) { address in
            let port = address.split(separator: ":").last.flatMap { Int($0) } ?? 0
            var link = HTTPLink(url: "http://platform.district.invalid")
            link.via.proxy = .init(host: "127.0.0.1", port: port, user: "box7", password: "open-sesame")
            let http = try HTTPExchange(link)
            _ = try await http.send(http.request("GET", "/v1"))
            let seen = heads.withLock { $0 }
            #expect(seen.count == 2)
            #expect(seen.first?.hasPrefix("CONNECT platform.district.invalid:80 HTTP/1.1\r\n") == true)
            #expect(
                seen.first?.contains("Basic " + Data("box7:open-sesame".utf8).base64EncodedString()) == true)
            #expect(seen.last?.hasPrefix("GET /v1 HTTP/1.1\r\n") == true)
            #expect(http.secrets.redacted("no open-sesame here") == "no ••• here")
            await http.shutDown()
        }
    }

    @Test("Calls leave from the address they are bound to, and one the box does not have is unreachable")
    func bind() async throws {
        try await EchoServer.run { address in
            var link = HTTPLink(url: address)
            link.via.bind = "127.0.0.9"
            let bound = try HTTPExchange(link)
            let answer = try await bound.send(bound.request("GET", "/"))
            #expect(answer.header("x-caller") == "127.0.0.9")
            await bound.shutDown()
            link.via.bind = "198.51.100.7"
            let foreign = try HTTPExchange(link)
            var failure: Lane.Failure?
            do throws(Lane.Failure) {
                _ = try await foreign.send(foreign.request("GET", "/"))
            } catch { failure = error }
            #expect(failure == .unreachable("the box does not have the address to call from"))
            await foreign.shutDown()
        }
    }

    @Test("The far side's clock is learnt from its answers and used only where it is asked for")
    func clock() async throws {
        let ahead = Timestamp.wall() + .minutes(10)
        try await EchoServer.run(date: ahead) { address in
            var link = HTTPLink(url: address)
            let own = try HTTPExchange(link)
            _ = try await own.send(own.request("GET", "/"))
            #expect(own.signingTime() - Timestamp.wall() < .seconds(2))
            await own.shutDown()
            link.via.clock = .platform
            let theirs = try HTTPExchange(link)
            #expect(theirs.signingTime() - Timestamp.wall() < .seconds(2))
            _ = try await theirs.send(theirs.request("GET", "/"))
            let off = theirs.signingTime() - Timestamp.wall()
            #expect(off > .seconds(590) && off < .seconds(610), "\(off)")
            await theirs.shutDown()
        }
    }

    @Test("Times of headers are read, others are not")
    func dates() {
        #expect(HTTPDate.time("Sun, 06 Nov 1994 08:49:37 GMT") == Timestamp(milliseconds: 784_111_777_000))
        #expect(HTTPDate.time("Thu, 29 Feb 2024 23:59:59 GMT") == Timestamp(milliseconds: 1_709_251_199_000))
        for text in [
            "", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun, 06 Nov 1994 24:49:37 GMT", "Sun, 6 X 1994 1:1:1 GMT",
        ] {
            #expect(HTTPDate.time(text) == nil)
        }
    }

    @Test("The longest secret is blotted out first, and short words are none")
    func secrets() {
        let secrets = Secrets(["abcd", "abcdef", "no", nil])
        secrets.add("later-token")
        #expect(secrets.redacted("abcdef abcd no later-token") == "••• ••• no •••")
    }
}
