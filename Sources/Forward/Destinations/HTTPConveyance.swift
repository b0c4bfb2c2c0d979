import Facility
import Foundation

/// Speaks the grid interface (`docs/grid-interface.yaml`) over HTTP.
package struct HTTPConveyance: Conveyance {
    private let http: HTTPExchange
    private let signature: RequestSignature
    private let acknowledgement: Destination.Acknowledgement
    private let site: String

    package init(
        _ settings: HTTPSettings, acknowledgement: Destination.Acknowledgement, site: String
    ) throws(ConveyanceFault) {
        http = try HTTPExchange(settings.link, secrets: Secrets([settings.token]))
        signature = try RequestSignature(settings, http: http)
        self.acknowledgement = acknowledgement
        self.site = site
    }

    package func send(_ delivery: Delivery) async throws(Lane.Failure) -> Lane.Answer {
        let request = try request(delivery)
        let reply = try await exchange(request, delivery.action == .report ? .report : .follow)
        return try http.redacting { () throws(Lane.Failure) in
            try reply.answer(acknowledgement: acknowledgement)
        }
    }

    package func query(_ delivery: Delivery) async throws(Lane.Failure) -> Lane.QueryResult {
        let path = "/v1/cases/\(UnsentRequest.percent(delivery.incident.description))"
        let reply = try await exchange(request("GET", path), .query)
        return try http.redacting { () throws(Lane.Failure) in try reply.held(transition: delivery.transition)
        }
    }

    package func heartbeat(
        at now: Timestamp, every: Interval, audit: AuditHead?
    ) async throws(Lane.Failure) {
        let sign = SignOfLife(
            site: site, at: now.rfc3339, every_seconds: max(1, min(86_400, every.milliseconds / 1_000)),
            audit: audit.map { .init(store: $0.storeName, number: $0.number, hash: $0.hex) })
        guard let body = try? JSONEncoder().encode(sign) else {
            throw .refused("the sign of life cannot be written as JSON")
        }
        var request = request("POST", "/v1/heartbeat")
        request.setHeader("Content-Type", "application/json")
        request.content = .bytes(Array(body))
        let reply = try await exchange(request, .heartbeat)
        try http.redacting { () throws(Lane.Failure) in try reply.seen(acknowledgement: acknowledgement) }
    }

    /// `Heartbeat` of the interface, its names as they are written there.
    private struct SignOfLife: Encodable {
        var site: String
        var at: String
        var every_seconds: Int64
        var audit: Head?

        struct Head: Encodable {
            var store: String
            var number: Int64
            var hash: String
        }
    }

    package func shutDown() async { await http.shutDown() }

    private func request(_ method: String, _ path: String) -> UnsentRequest {
        var request = http.request(method, path)
        request.setHeader("Accept", "application/json, application/problem+json")
        return request
    }

    private func request(_ delivery: Delivery) throws(Lane.Failure) -> UnsentRequest {
        let incident = UnsentRequest.percent(delivery.incident.description)
        let path =
            switch delivery.action {
            case .report: "/v1/cases"
            case .update: "/v1/cases/\(incident)/updates"
            case .close: "/v1/cases/\(incident)/close"
            }
        guard let body = try? GridCase(delivery).body() else {
            throw .refused("the case cannot be written as JSON")
        }
        var request = request("POST", path)
        request.setHeader("Idempotency-Key", UnsentRequest.percent(delivery.idempotencyKey))
        request.setHeader("Content-Type", "application/json")
        request.content = .bytes(Array(body))
        return request
    }

    private func exchange(
        _ request: UnsentRequest, _ question: GridReply.Question
    ) async throws(Lane.Failure) -> GridReply {
        let answer = try await signature.send(request) { $0.status == 401 }
        return GridReply(
            status: answer.status, retryAfter: answer.retryAfter, body: Data(answer.body), question: question)
    }
}

extension HTTPConveyance: Previewing {
    package func preview(_ delivery: Delivery) async throws(Lane.Failure) -> RequestPreview {
        RequestPreview(try await signature.shown(try request(delivery)), secrets: http.secrets)
    }
}
