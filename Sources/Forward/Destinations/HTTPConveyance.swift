import AsyncHTTPClient
import Facility
import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// Speaks the grid interface (`docs/grid-interface.yaml`) over HTTP.
///
/// It follows no redirect (a report would leak to whoever answers), reads at most `bodyLimit` of an answer, and
/// writes no secret into an error.
package struct HTTPConveyance: Conveyance {
    /// Longest answer that is read, in bytes.
    private static let bodyLimit = 64 << 10

    private let client: HTTPClient
    private let base: String
    private let token: String?
    private let timeout: Interval
    private let acknowledgement: Destination.Acknowledgement
    private let site: String

    package init(
        _ settings: HTTPSettings, acknowledgement: Destination.Acknowledgement, site: String
    ) throws(ConveyanceFault) {
        guard let url = URL(string: settings.url), let host = url.host(), !host.isEmpty,
            url.scheme == "http" || url.scheme == "https", url.user() == nil
        else { throw .notAnAddress(settings.url) }
        base = settings.url.hasSuffix("/") ? String(settings.url.dropLast()) : settings.url
        token = settings.token
        timeout = settings.timeout
        self.acknowledgement = acknowledgement
        self.site = site
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
        // A connection that cannot be made must fail while it is still certain that nothing was sent.
        configuration.timeout.connect = .milliseconds(max(1, min(10_000, timeout.milliseconds / 2)))
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 64
        if let file = settings.authorityFile {
            guard FileManager.default.isReadableFile(atPath: file),
                (try? NIOSSLCertificate.fromPEMFile(file))?.isEmpty == false
            else { throw .unreadableAuthority(file: file) }
            var tls = TLSConfiguration.makeClientConfiguration()
            tls.trustRoots = .file(file)
            configuration.tlsConfiguration = tls
        }
        client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    package func send(_ delivery: Delivery) async throws(Lane.Failure) -> Lane.Answer {
        let incident = Self.escaped(delivery.incident.description)
        let path =
            switch delivery.action {
            case .report: "/v1/cases"
            case .update: "/v1/cases/\(incident)/updates"
            case .close: "/v1/cases/\(incident)/close"
            }
        guard let body = try? GridCase(delivery).body() else {
            throw .refused("the case cannot be written as JSON")
        }
        var request = request(.POST, path)
        request.headers.add(name: "Idempotency-Key", value: Self.escaped(delivery.idempotencyKey))
        request.headers.add(name: "Content-Type", value: "application/json")
        request.body = .bytes(ByteBuffer(bytes: body))
        let reply = try await exchange(request, delivery.action == .report ? .report : .follow)
        return try redacting { () throws(Lane.Failure) in
            try reply.answer(acknowledgement: acknowledgement)
        }
    }

    package func query(_ delivery: Delivery) async throws(Lane.Failure) -> Lane.QueryResult {
        let path = "/v1/cases/\(Self.escaped(delivery.incident.description))"
        let reply = try await exchange(request(.GET, path), .query)
        return try redacting { () throws(Lane.Failure) in try reply.held(transition: delivery.transition) }
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
        var request = request(.POST, "/v1/heartbeat")
        request.headers.add(name: "Content-Type", value: "application/json")
        request.body = .bytes(ByteBuffer(bytes: body))
        let reply = try await exchange(request, .heartbeat)
        try redacting { () throws(Lane.Failure) in try reply.seen(acknowledgement: acknowledgement) }
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

    package func shutDown() async {
        try? await client.shutdown()
    }

    private func request(_ method: HTTPMethod, _ path: String) -> HTTPClientRequest {
        var request = HTTPClientRequest(url: base + path)
        request.method = method
        request.headers.add(name: "Accept", value: "application/json, application/problem+json")
        if let token { request.headers.add(name: "Authorization", value: "Bearer \(token)") }
        return request
    }

    private func exchange(
        _ request: HTTPClientRequest, _ question: GridReply.Question
    ) async throws(Lane.Failure) -> GridReply {
        do {
            let response = try await client.execute(request, timeout: .milliseconds(timeout.milliseconds))
            let body = try await response.body.collect(upTo: Self.bodyLimit)
            let after = response.headers.first(name: "Retry-After")
            return GridReply(
                status: Int(response.status.code),
                retryAfter: after.flatMap { RetryAfter.interval($0, now: Date()) },
                body: Data(body.readableBytesView), question: question)
        } catch {
            throw Self.failure(error)
        }
    }

    /// Only what certainly happened before anything was sent may be called unreachable.
    private static func failure(_ error: any Error) -> Lane.Failure {
        switch error {
        case is CancellationError: return .cancelled
        case is NIOTooManyBytesError: return .unknown("answer longer than \(bodyLimit) bytes")
        case is NIOConnectionError: return .unreachable("no connection")
        case is NIOSSLExtraError, is NIOSSLError, is BoringSSLError: return .unreachable("TLS refused")
        case let error as IOError where error.errnoCode == ECONNREFUSED:
            return .unreachable("connection refused")
        case let error as HTTPClientError:
            switch error {
            case .cancelled: return .cancelled
            case .connectTimeout: return .unreachable("no connection in time")
            case .tlsHandshakeTimeout: return .unreachable("no TLS in time")
            case .getConnectionFromPoolTimeout: return .unreachable("no free connection in time")
            case .deadlineExceeded, .readTimeout: return .unknown("no answer in time")
            case .remoteConnectionClosed: return .unknown("connection dropped before the answer")
            default: return .unknown(error.shortDescription)
            }
        default: return .unknown("connection failed: \(type(of: error))")
        }
    }

    /// A far side may repeat our token in its answer; no log and no page may.
    private func redacting<Value>(
        _ read: () throws(Lane.Failure) -> Value
    ) throws(Lane.Failure) -> Value {
        do { return try read() } catch {
            guard let token, !token.isEmpty else { throw error }
            func clean(_ text: String) -> String { text.replacingOccurrences(of: token, with: "•••") }
            switch error {
            case .unreachable(let text): throw .unreachable(clean(text))
            case .unknown(let text): throw .unknown(clean(text))
            case .busy(let text, let after): throw .busy(clean(text), retryAfter: after)
            case .refused(let text): throw .refused(clean(text))
            case .lockedOut(let text): throw .lockedOut(clean(text))
            case .cancelled: throw .cancelled
            }
        }
    }

    /// Site and destination names may hold anything; paths and headers may not.
    private static func escaped(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: unreserved) ?? ""
    }

    private static let unreserved = CharacterSet(
        charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
}
