import Facility
import Foundation
import Synchronization

/// Writes each step into a chat group through its robot (企业微信, 钉钉). A robot cannot be asked what it has written,
/// and forgets its messages: a step of unknown outcome is written again.
package struct RobotConveyance: Conveyance {
    private let settings: WebhookSettings
    let exchange: HTTPExchange
    private let pace = SharedPace()

    init(_ settings: WebhookSettings) throws(ConveyanceFault) {
        self.settings = settings
        let secrets = Secrets()
        switch settings.form {
        case .standard: break
        case .weCom(let token, _): secrets.add(token)
        case .dingTalk(let token, let secret, _):
            secrets.add(token)
            if let secret { secrets.add(secret) }
        }
        exchange = try HTTPExchange(settings.link, secrets: secrets)
    }

    package func send(_ delivery: Delivery) async throws(Lane.Failure) -> Lane.Answer {
        let at = pace.turn(lifeSafety: delivery.isLifeSafety)
        let wait = at - Timestamp.wall()
        if wait > .zero {
            do { try await Task.sleep(for: .milliseconds(wait.milliseconds)) } catch { throw .cancelled }
        }
        var request = exchange.request("POST", "")
        request.setHeader("Content-Type", "application/json; charset=utf-8")
        try prepare(&request, delivery)
        let answer = try await exchange.send(request)
        do throws(Lane.Failure) {
            try exchange.redacting { () throws(Lane.Failure) in
                try RobotAnswer.judge(answer, isDingTalk: isDingTalk)
            }
        } catch {
            if case .busy(_, let after?) = error { pace.hold(for: after) }
            throw error
        }
        return Lane.Answer(caseNumber: nil, handling: .reported)
    }

    private var isDingTalk: Bool {
        if case .dingTalk = settings.form { true } else { false }
    }

    /// The body, and the query of the robot's address with its signature.
    private func prepare(_ request: inout UnsentRequest, _ delivery: Delivery) throws(Lane.Failure) {
        let text = RobotText(delivery, settings)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        var body: Data?
        switch settings.form {
        case .standard: throw .refused("no robot")
        case .weCom(let token, let mentions):
            request.query = [.init("key", token)]
            body = try? encoder.encode(WeComMessage(text.text(), mentions: mentions))
        case .dingTalk(let token, let secret, let mentions):
            request.query = [.init("access_token", token)]
            if let secret { try sign(&request, secret) }
            body = try? encoder.encode(DingTalkMessage(text.text(mentions: mentions), mentions: mentions))
        }
        guard let body else { throw .refused("the message cannot be written as JSON") }
        request.content = .bytes(Array(body))
    }

    /// 加签: base64 of HMAC-SHA256 over the time in milliseconds, a line feed and the secret, by the secret.
    private func sign(_ request: inout UnsentRequest, _ secret: String) throws(Lane.Failure) {
        let time = String(exchange.signingTime().milliseconds)
        let signature = Self.signature(time: time, secret: secret)
        guard let signature else { throw .refused("cannot sign") }
        request.query += [.init("timestamp", time), .init("sign", signature)]
    }

    static func signature(time: String, secret: String) -> String? {
        (try? LibCrypto.hmac(Array("\(time)\n\(secret)".utf8), key: Array(secret.utf8), by: .sha256)).map {
            Data($0).base64EncodedString()
        }
    }

    package func query(_ delivery: Delivery) async throws(Lane.Failure) -> Lane.QueryResult { .absent }

    /// People are not told every half minute that the box lives.
    package func heartbeat(at now: Timestamp, every: Interval, audit: AuditHead?) async throws(Lane.Failure) {
    }

    package func shutDown() async { await exchange.shutDown() }

    private struct WeComMessage: Encodable {
        var msgtype = "text"
        var text: Text

        struct Text: Encodable {
            var content: String
            var mentioned_mobile_list: [String]
        }

        init(_ content: String, mentions: [String]) {
            text = Text(content: content, mentioned_mobile_list: mentions)
        }
    }

    private struct DingTalkMessage: Encodable {
        var msgtype = "text"
        var text: [String: String]
        var at: Mentions

        struct Mentions: Encodable {
            var atMobiles: [String]
            var isAtAll = false
        }

        init(_ content: String, mentions: [String]) {
            text = ["content": content]
            at = Mentions(atMobiles: mentions)
        }
    }
}

/// One robot's turns, by the box's wall clock: its maker counts real minutes.
private final class SharedPace: Sendable {
    private let pace = Mutex(RobotPace())

    func turn(lifeSafety: Bool) -> Timestamp {
        pace.withLock { $0.turn(lifeSafety: lifeSafety, now: .wall()) }
    }

    func hold(for interval: Interval) { pace.withLock { $0.hold(until: .wall() + interval) } }
}
