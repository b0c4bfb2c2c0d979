import Facility
import Foundation
import Testing

@testable import Forward

/// The kinds that push over HTTP to somebody who knows nothing of cases. A new one is one more case.
enum PushedKind: CaseIterable {
    case webhook, weCom, dingTalk, cap

    static let token = "open-sesame-693a91f6"
    static let secret = "SEC-ali-baba-and-forty"
    static let key = Array("0123456789abcdef0123456789".utf8)

    func make(
        _ address: String, bench: DropBench, timeout: Interval = .seconds(10),
        clock: HTTPLink.Via.Clock = .own
    ) throws -> any Conveyance {
        var link = HTTPLink(url: address, timeout: timeout)
        link.via.clock = clock
        let kind: Destination.Kind =
            switch self {
            case .webhook: .webhook(WebhookSettings(link: link, form: .standard(keys: [Self.key])))
            case .weCom:
                .webhook(
                    WebhookSettings(link: link, form: .weCom(token: Self.token, mentions: ["13800000000"])))
            case .dingTalk:
                .webhook(
                    WebhookSettings(
                        link: link,
                        form: .dingTalk(token: Self.token, secret: Self.secret, mentions: ["13800000000"])))
            case .cap:
                .cap(
                    CAPSettings(sender: "g@x", scope: .restricted(to: "x")), .http(link, token: Self.token))
            }
        return try Destination(
            id: "far", name: LocalizedText(en: "Far", zh: "远"), kind: kind, acknowledgement: .transport
        ).conveyance(site: "longhu", box: BoxPorts(state: bench.root + "/store"))
    }

    /// The answer that says "taken".
    var yes: AnsweringServer.Answer {
        switch self {
        case .webhook, .cap: .status(204)
        case .weCom, .dingTalk: .status(200, #"{"errcode":0,"errmsg":"ok"}"#)
        }
    }

    /// The secret of ours that its far side could say back.
    var told: String {
        self == .webhook ? "whsec_" + Data(Self.key).base64EncodedString() : Self.token
    }

    /// The answer that refuses for cause.
    var no: AnsweringServer.Answer {
        switch self {
        case .webhook, .cap: .status(422, "no \(told) here")
        case .weCom: .status(200, #"{"errcode":40058,"errmsg":"content too long \#(Self.token)"}"#)
        case .dingTalk: .status(200, #"{"errcode":400105,"errmsg":"no such msgtype \#(Self.token)"}"#)
        }
    }
}

@Suite("What is pushed keeps to the rules of delivery", .timeLimit(.minutes(2)))
struct PushedKindTests {
    private func check(
        _ kind: PushedKind, _ answers: [AnsweringServer.Answer], timeout: Interval = .seconds(10),
        _ body: (AnsweringServer, any Conveyance) async throws -> Void
    ) async throws {
        let bench = try DropBench()
        try await AnsweringServer.run(answers) { server, address in
            let conveyance = try kind.make(address, bench: bench, timeout: timeout)
            try await body(server, conveyance)
            await conveyance.shutDown()
        }
    }

    private func failure(
        _ kind: PushedKind, _ answer: AnsweringServer.Answer, timeout: Interval = .seconds(10)
    ) async throws -> Lane.Failure? {
        var result: Lane.Failure?
        try await check(kind, [answer], timeout: timeout) { _, conveyance in
            result = await dropFailure { () async throws(Lane.Failure) in
                _ = try await conveyance.send(.sample(1))
            }
        }
        return result
    }

    @Test("Every step of a case is told once, in its order", arguments: PushedKind.allCases)
    func order(kind: PushedKind) async throws {
        try await check(kind, [kind.yes]) { server, conveyance in
            #expect(try await conveyance.send(.sample(1)).handling == .reported)
            _ = try await conveyance.send(.sample(2, .update))
            _ = try await conveyance.send(.sample(3, .close))
            #expect(server.count == 3)
            #expect(try await conveyance.query(.sample(1)) == .absent)
        }
    }

    @Test("The same step again has the same identity and content", arguments: [PushedKind.webhook, .cap])
    func resend(kind: PushedKind) async throws {
        try await check(kind, [.drop, kind.yes]) { server, conveyance in
            let first = await dropFailure { () async throws(Lane.Failure) in
                _ = try await conveyance.send(.sample(1))
            }
            guard case .unknown? = first else {
                Issue.record("got \(String(describing: first))")
                return
            }
            _ = try await conveyance.send(.sample(1))
            #expect(server.body(of: 0) == server.body(of: 1))
            #expect(server.header("webhook-id", of: 0) == server.header("webhook-id", of: 1))
        }
    }

    @Test("A refusal carries the reason, without our secrets", arguments: PushedKind.allCases)
    func refused(kind: PushedKind) async throws {
        let result = try await failure(kind, kind.no)
        guard case .refused(let reason)? = result else {
            Issue.record("got \(String(describing: result))")
            return
        }
        #expect(!reason.contains(kind.told) && !reason.isEmpty)
    }

    @Test(
        "Slow, silent and dropped are unknown; later is later; elsewhere is not followed",
        arguments: PushedKind.allCases)
    func troubles(kind: PushedKind) async throws {
        guard case .unknown? = try await failure(kind, .silence, timeout: .milliseconds(300)) else {
            Issue.record("silence")
            return
        }
        guard case .unknown? = try await failure(kind, .drop) else {
            Issue.record("drop")
            return
        }
        for status in [429, 503] {
            let later = try await failure(kind, .status(status, headers: ["Retry-After: 7"]))
            guard case .busy(_, let after)? = later, after == .seconds(7) else {
                Issue.record("got \(String(describing: later))")
                return
            }
        }
        for status in [302, 307, 401, 403, 404] {
            let locked = try await failure(kind, .status(status, headers: ["Location: http://127.0.0.1:1/"]))
            guard case .lockedOut? = locked else {
                Issue.record("got \(String(describing: locked))")
                return
            }
        }
        guard case .unknown? = try await failure(kind, .status(500)) else {
            Issue.record("500")
            return
        }
    }

    @Test("A far side that is not there is unreachable", arguments: PushedKind.allCases)
    func notThere(kind: PushedKind) async throws {
        let gone = try SilentListener()
        gone.close()
        let conveyance = try kind.make(gone.address, bench: try DropBench())
        let result = await dropFailure { () async throws(Lane.Failure) in
            _ = try await conveyance.send(.sample(1))
        }
        guard case .unreachable(let reason)? = result else {
            Issue.record("got \(String(describing: result))")
            return
        }
        #expect(!reason.contains(PushedKind.token))
        await conveyance.shutDown()
    }

    @Test("A cancelled exchange ends at once and says so", arguments: PushedKind.allCases)
    func cancel(kind: PushedKind) async throws {
        try await check(kind, [.silence], timeout: .seconds(60)) { server, conveyance in
            let exchange = Task {
                await dropFailure { () async throws(Lane.Failure) in _ = try await conveyance.send(.sample(1))
                }
            }
            try await StandIn.wait(for: "the request") { server.count == 1 }
            exchange.cancel()
            #expect(await exchange.value == .cancelled)
        }
    }

    @Test(
        "Whatever a far side answers, it is one answer: garbage, floods, bombs",
        arguments: PushedKind.allCases,
        [
            "", "<html>", String(repeating: "[", count: 60_000), String(repeating: "x", count: 80_000),
            #"{"errcode":"#,
        ])
    func hostile(kind: PushedKind, body: String) async throws {
        let result = try await failure(kind, .status(200, body))
        switch kind {
        case .weCom, .dingTalk:
            guard case .unknown? = result else {
                Issue.record("got \(String(describing: result))")
                return
            }
        case .webhook, .cap:
            // The status has said it all; only what is too long to be read at all is no answer.
            if body.utf8.count > HTTPExchange.bodyLimit {
                #expect(result != nil)
            } else {
                #expect(result == nil)
            }
        }
    }
}
