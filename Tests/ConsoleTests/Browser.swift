import Foundation
import Glibc
import Logging

@testable import Console
@testable import Facility

/// Speaks HTTP/1.1 over a plain socket, so that a test decides about every header.
struct Browser: Sendable {
    struct Answer: Sendable {
        var status: Int
        var headers: [(name: String, value: String)]
        var body: String

        func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }
    }

    let port: Int

    func get(_ path: String, headers: [String: String] = [:]) async throws -> Answer {
        try await exchange("GET", path, headers, body: "")
    }

    func post(_ path: String, form: [(String, String)], headers: [String: String] = [:]) async throws
        -> Answer
    {
        let body = form.map { "\($0)=\(DeviceTables.percentEncoded($1))" }.joined(separator: "&")
        var headers = headers
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        return try await exchange("POST", path, headers, body: body)
    }

    private func exchange(
        _ method: String, _ path: String, _ headers: [String: String], body: String
    ) async throws -> Answer {
        var lines = ["\(method) \(path) HTTP/1.1", "Connection: close", "Content-Length: \(body.utf8.count)"]
        if headers["Host"] == nil { lines.append("Host: 127.0.0.1:\(port)") }
        lines += headers.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
        let request = lines.joined(separator: "\r\n") + "\r\n\r\n" + body
        let port = port
        return try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread {
                continuation.resume(with: Result { try Self.roundTrip(request, port) })
            }
        }
    }

    private static func roundTrip(_ request: String, _ port: Int) throws -> Answer {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(port)).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let connected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else { throw URLError(.cannotConnectToHost) }
        var timeout = timeval(tv_sec: 10, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
        _ = Array(request.utf8).withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, 0) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = recv(descriptor, &chunk, chunk.count, 0)
            guard count > 0 else { break }
            bytes += chunk[..<count]
        }
        let text = String(decoding: bytes, as: UTF8.self)
        guard let end = text.range(of: "\r\n\r\n") else { throw URLError(.badServerResponse) }
        let head = text[..<end.lowerBound].components(separatedBy: "\r\n")
        return Answer(
            status: Int(head[0].split(separator: " ")[1]) ?? 0,
            headers: head.dropFirst().compactMap { line in
                line.firstIndex(of: ":").map { colon in
                    (
                        line[..<colon].lowercased(),
                        line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
                    )
                }
            }, body: String(text[end.upperBound...]))
    }
}

/// Runs a console on a free port for as long as the body takes.
func withConsole(
    _ core: any CoreLink, settings: ConsoleSettings = ConsoleSettings(port: 0),
    now: @escaping @Sendable () -> Timestamp = { Compound.now }, _ body: (Browser) async throws -> Void
) async throws {
    let server = ConsoleServer(
        settings: settings, core: core, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
        now: now)
    let (ports, port) = AsyncStream<Int>.makeStream(bufferingPolicy: .bufferingNewest(1))
    let running = Task {
        try await server.run(handlesSignals: false) { port.yield($0) }
        port.finish()
    }
    var iterator = ports.makeAsyncIterator()
    guard let number = await iterator.next() else {
        _ = try await running.value
        return
    }
    let result: Result<Void, any Error>
    do {
        try await body(Browser(port: number))
        result = .success(())
    } catch {
        result = .failure(error)
    }
    running.cancel()
    _ = try? await running.value
    try result.get()
}
