import AsyncHTTPClient
import Facility
import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import Synchronization

/// One HTTP client for one far side: the plumbing that every kind speaking HTTP shares.
///
/// It follows no redirect (a report would leak to whoever answers), reads at most `bodyLimit` of an answer, calls a
/// far side unreachable only when certainly nothing was sent, and writes no secret into an error.
package struct HTTPExchange: Sendable {
    /// Longest answer that is read, in bytes.
    package static let bodyLimit = 64 << 10

    package let link: HTTPLink
    package let secrets: Secrets
    /// What the far side's `Date` says of its clock.
    private let platformClock = LearntClock()
    /// The link's address without a slash at its end; paths are appended to it.
    package let base: String
    private let client: HTTPClient

    /// - Parameter secrets: what must not stand in an error; more may be added later.
    package init(_ link: HTTPLink, secrets: Secrets = Secrets()) throws(ConveyanceFault) {
        guard let url = URL(string: link.url), let host = url.host(), !host.isEmpty,
            url.scheme == "http" || url.scheme == "https", url.user() == nil
        else { throw .notAnAddress(link.url) }
        self.link = link
        self.secrets = secrets
        if let password = link.via.proxy?.password { secrets.add(password) }
        base = link.url.hasSuffix("/") ? String(link.url.dropLast()) : link.url
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
        // A connection that cannot be made must fail while it is still certain that nothing was sent.
        configuration.timeout.connect = .milliseconds(max(1, min(10_000, link.timeout.milliseconds / 2)))
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 64
        // A second copy of an answer on a kept connection would be taken for the answer to the next case.
        configuration.maximumUsesPerConnection = 1
        configuration.tlsConfiguration = try Self.tls(link)
        configuration.dnsOverride = link.via.hosts
        configuration.localAddress = link.via.bind
        configuration.proxy = link.via.proxy.map { proxy in
            .server(
                host: proxy.host, port: proxy.port,
                authorization: proxy.user.map { .basic(username: $0, password: proxy.password ?? "") })
        }
        client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    /// The time to sign by: the box's, or the platform's where the link asks for it. Milliseconds since 1970, real
    /// ones also where the rest of the program runs faster.
    package func signingTime() -> Timestamp {
        let now = Timestamp.wall()
        return link.via.clock == .platform ? platformClock.time(at: now) : now
    }

    /// A request to the link's far side.
    /// - Parameter path: begins with `/` and is escaped already (`UnsentRequest.percent`).
    package func request(_ method: String, _ path: String) -> UnsentRequest {
        UnsentRequest(method: method, address: base + path)
    }

    /// Sends a request once and reads the answer, whatever its status.
    /// - Throws: never `.refused`, `.busy` or, but for a certificate or proxy that is not accepted, `.lockedOut`:
    ///   what an answer means is for the kind to say.
    package func send(_ unsent: UnsentRequest) async throws(Lane.Failure) -> HTTPAnswer {
        var request = HTTPClientRequest(url: unsent.url)
        request.method = HTTPMethod(rawValue: unsent.method)
        for header in unsent.headers { request.headers.add(name: header.name, value: header.value) }
        if case .form = unsent.content, !request.headers.contains(name: "Content-Type") {
            request.headers.add(name: "Content-Type", value: "application/x-www-form-urlencoded")
        }
        if unsent.content != .none { request.body = .bytes(ByteBuffer(bytes: unsent.body)) }
        do {
            let sent = Timestamp.wall()
            let response = try await client.execute(
                request, timeout: .milliseconds(link.timeout.milliseconds))
            if let date = response.headers.first(name: "Date").flatMap(HTTPDate.time) {
                platformClock.observe(date, sent: sent, received: Timestamp.wall())
            }
            let body = try await response.body.collect(upTo: Self.bodyLimit)
            return HTTPAnswer(
                status: Int(response.status.code),
                headers: response.headers.map { UnsentRequest.Pair($0.name, $0.value) },
                body: Array(body.readableBytesView),
                retryAfter: response.headers.first(name: "Retry-After").flatMap {
                    RetryAfter.interval($0, now: Date())
                })
        } catch {
            throw secrets.redacted(Self.failure(error))
        }
    }

    /// Runs a judgement of an answer, whose words may hold our secrets.
    package func redacting<Value>(
        _ read: () throws(Lane.Failure) -> Value
    ) throws(Lane.Failure) -> Value {
        do { return try read() } catch { throw secrets.redacted(error) }
    }

    /// Lets go of connections. Nothing is sent afterwards.
    package func shutDown() async { try? await client.shutdown() }

    private static func tls(_ link: HTTPLink) throws(ConveyanceFault) -> TLSConfiguration? {
        guard link.authorityFile != nil || link.certificateFile != nil else { return nil }
        var tls = TLSConfiguration.makeClientConfiguration()
        if let file = link.authorityFile {
            guard FileManager.default.isReadableFile(atPath: file),
                (try? NIOSSLCertificate.fromPEMFile(file))?.isEmpty == false
            else { throw .unreadableAuthority(file: file) }
            tls.trustRoots = .file(file)
        }
        if let file = link.certificateFile {
            guard let chain = try? NIOSSLCertificate.fromPEMFile(file), !chain.isEmpty else {
                throw .unreadableCertificate(file: file)
            }
            tls.certificateChain = chain.map { .certificate($0) }
        }
        if let file = link.keyFile {
            guard let key = try? NIOSSLPrivateKey(file: file, format: .pem) else {
                throw .unreadableCertificate(file: file)
            }
            tls.privateKey = .privateKey(key)
        }
        return tls
    }
}

/// One platform's clock, seen by every exchange with it.
private final class LearntClock: Sendable {
    private let clock = Mutex(PlatformClock())

    func observe(_ date: Timestamp, sent: Timestamp, received: Timestamp) {
        clock.withLock { $0.observe(date: date, sent: sent, received: received) }
    }

    func time(at now: Timestamp) -> Timestamp { clock.withLock { $0.time(at: now) } }
}

extension Timestamp {
    /// The box's wall clock, which scaled time does not touch: what a far side compares with its own.
    static func wall() -> Timestamp {
        Timestamp(milliseconds: Int64((Date().timeIntervalSince1970 * 1_000).rounded()))
    }
}
