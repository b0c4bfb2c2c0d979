import Foundation
import Logging
import Testing

@testable import Simulation

/// The stand-in on a real socket, spoken to in plain bytes.
@Suite("The stand-in platform's server", .timeLimit(.minutes(1)))
struct PlatformServerTests {
    @Test("Told to answer twice, it puts two whole answers on the wire")
    func answersTwice() async throws {
        try await withServer { port in
            let put = try await exchange(
                port,
                "PUT /_control/faults HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 22\r\n\r\n{\"answer_twice\": true}"
            )
            #expect(put.hasPrefix("HTTP/1.1 200"))
            let beat = #"{"site":"a","at":"2026-03-09T02:15:30Z","every_seconds":30}"#
            let reply = try await exchange(
                port,
                "POST /v1/heartbeat HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: \(beat.utf8.count)\r\n\r\n\(beat)"
            )
            #expect(reply.components(separatedBy: "HTTP/1.1 200 ").count == 3)
            #expect(reply.components(separatedBy: #"{"code":0}"#).count == 3)
        }
    }

    @Test("Down, it drops every link without an answer; its control goes on")
    func down() async throws {
        try await withServer { port in
            _ = try await exchange(
                port,
                "PUT /_control/faults HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 14\r\n\r\n{\"down\": true}"
            )
            let query = "GET /v1/cases/a-0123456789-1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
            #expect(try await exchange(port, query) == "")
            let counts = try await exchange(
                port, "GET /_control/requests HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            #expect(counts.hasSuffix(#"{"dropped":1,"query":1}"#))
        }
    }

    @Test("A body beyond the limit is refused, not read")
    func tooLong() async throws {
        try await withServer { port in
            let body = String(repeating: "x", count: 70_000)
            let reply = try await exchange(
                port,
                "POST /v1/cases HTTP/1.1\r\nHost: x\r\nConnection: close\r\nIdempotency-Key: k\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
            )
            #expect(reply.hasPrefix("HTTP/1.1 413"))
        }
    }

    private func withServer(_ body: @Sendable (Int) async throws -> Void) async throws {
        let (ports, found) = AsyncStream<Int>.makeStream()
        let server = PlatformServer(log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let running = Task { try await server.run { found.yield(URL(string: $0)?.port ?? 0) } }
        var iterator = ports.makeAsyncIterator()
        let port = try #require(await iterator.next())
        let result: Result<Void, any Error>
        do { result = .success(try await body(port)) } catch { result = .failure(error) }
        running.cancel()
        _ = await running.result
        try result.get()
    }

    /// On a thread of its own: the server answers on the threads that a blocking read would hold.
    private func exchange(_ port: Int, _ request: String) async throws -> String {
        try await withCheckedThrowingContinuation { answered in
            Thread.detachNewThread {
                answered.resume(with: Result { try Self.blockingExchange(port, request) })
            }
        }
    }

    /// Writes a request and reads until the far side closes.
    private static func blockingExchange(_ port: Int, _ request: String) throws -> String {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_port = UInt16(port).bigEndian
        name.sin_addr.s_addr = inet_addr("127.0.0.1")
        let isConnected = withUnsafePointer(to: &name) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        guard isConnected else { throw POSIXError(.ECONNREFUSED) }
        var rest = Array(request.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { break }
            rest = rest.dropFirst(count)
        }
        var reply: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while case let count = recv(descriptor, &chunk, chunk.count, 0), count > 0 {
            reply += chunk[..<count]
        }
        return String(decoding: reply, as: UTF8.self)
    }
}
