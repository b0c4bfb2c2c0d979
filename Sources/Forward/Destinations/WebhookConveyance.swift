import Facility
import Foundation

/// Pushes each step to a web address, signed as Standard Webhooks 1.0.0 has it.
///
/// `webhook-id` is the same on every attempt, the time and so the signature are new; the bytes that are signed are
/// the bytes that are sent.
package struct WebhookConveyance: Conveyance {
    let exchange: HTTPExchange
    private let keys: [[UInt8]]
    private let site: String

    /// Bytes of a body the standard wants to see at most.
    private static let bodyLimit = 20_000

    init(_ settings: WebhookSettings, keys: [[UInt8]], site: String) throws(ConveyanceFault) {
        let secrets = Secrets()
        for key in keys { secrets.add("whsec_" + Data(key).base64EncodedString()) }
        exchange = try HTTPExchange(settings.link, secrets: secrets)
        self.keys = keys
        self.site = site
    }

    package func send(_ delivery: Delivery) async throws(Lane.Failure) -> Lane.Answer {
        guard let body = Self.body(delivery) else { throw .refused("the case cannot be written as JSON") }
        try await post(id: delivery.idempotencyKey, body)
        return Lane.Answer(caseNumber: nil, handling: .reported)
    }

    package func query(_ delivery: Delivery) async throws(Lane.Failure) -> Lane.QueryResult { .absent }

    package func heartbeat(at now: Timestamp, every: Interval, audit: AuditHead?) async throws(Lane.Failure) {
        let life = Envelope(
            type: "gateway.heartbeat", timestamp: now.rfc3339,
            data: Life(
                site: site, every_seconds: every.milliseconds / 1_000,
                audit: audit.map { "\($0.storeName):\($0.number):\($0.hex)" }))
        guard let body = Self.encoded(life) else { throw .refused("no sign of life") }
        try await post(id: "\(site)-life-\(now.milliseconds)", body)
    }

    package func shutDown() async { await exchange.shutDown() }

    private func post(id: String, _ body: [UInt8]) async throws(Lane.Failure) {
        // A full stop parts id, time and body in what is signed.
        let id = id.replacing(".", with: "_")
        let time = String(exchange.signingTime().milliseconds / 1_000)
        guard let signature = Self.signature(id: id, time: time, body: body, keys: keys) else {
            throw .refused("cannot sign")
        }
        var request = exchange.request("POST", "")
        request.setHeader("Content-Type", "application/json")
        request.setHeader("webhook-id", id)
        request.setHeader("webhook-timestamp", time)
        request.setHeader("webhook-signature", signature)
        request.content = .bytes(body)
        let answer = try await exchange.send(request)
        try exchange.redacting { () throws(Lane.Failure) in try Self.judge(answer) }
    }

    /// `v1,<base64> v1,<base64>`: one for each key.
    static func signature(id: String, time: String, body: [UInt8], keys: [[UInt8]]) -> String? {
        let signed = Array("\(id).\(time).".utf8) + body
        let signatures = keys.compactMap { key in
            (try? LibCrypto.hmac(signed, key: key, by: .sha256)).map {
                "v1," + Data($0).base64EncodedString()
            }
        }
        return signatures.count == keys.count && !keys.isEmpty ? signatures.joined(separator: " ") : nil
    }

    /// 2xx and nothing else is success; 410 means that nobody wants to hear any more, until the settings change.
    private static func judge(_ answer: HTTPAnswer) throws(Lane.Failure) {
        let words = String(
            String(decoding: answer.body.prefix(200), as: UTF8.self).map { $0.isNewline ? " " : $0 })
        let text = "answered \(answer.status) \(words)"
        switch answer.status {
        case 200..<300: return
        case 300..<400: throw .lockedOut("answered \(answer.status), which is not followed")
        case 401, 403, 404, 405, 410: throw .lockedOut(text)
        case 408, 409, 425, 429, 502, 503, 504: throw .busy(text, retryAfter: answer.retryAfter)
        case 500..<600: throw .unknown(text)
        default: throw .refused(text)
        }
    }

    private struct Envelope<Content: Encodable>: Encodable {
        var type: String
        var timestamp: String
        var data: Content
    }

    private struct Life: Encodable {
        var site: String
        var every_seconds: Int64
        var audit: String?
    }

    /// The body of a step: the case as the grid interface writes it; shorter where it would be too long.
    static func body(_ delivery: Delivery) -> [UInt8]? {
        func written(_ delivery: Delivery) -> [UInt8]? {
            encoded(
                Envelope(
                    type: "case.\(delivery.action.rawValue)", timestamp: delivery.report.at.rfc3339,
                    data: GridCase(delivery)))
        }
        guard let whole = written(delivery), whole.count > bodyLimit else { return written(delivery) }
        var shorter = delivery
        shorter.report.evidence = delivery.report.evidence.prefix(5).map { String($0.prefix(200)) }
        shorter.report.contacts = delivery.report.contacts.map { Array($0.prefix(5)) }
        return written(shorter)
    }

    private static func encoded(_ value: some Encodable) -> [UInt8]? {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(value)).map { Array($0) }
    }
}
