import Foundation
import Glibc
import Synchronization

/// A stand-in for a vendor's SMS or voice interface: it answers by path and keeps every request.
final class PhoneInterface: Sendable {
    struct Request: Sendable {
        var head: String
        var body: String
        var path: String { String(head.split(separator: " ").dropFirst().first ?? "") }
    }

    let port: Int
    private let descriptor: Int32
    private let kept = Mutex<[Request]>([])
    private let answer: @Sendable (Request, Int) -> (status: Int, body: String)

    /// - Parameter answer: of a request, which is the n-th from 1.
    init(_ answer: @escaping @Sendable (Request, Int) -> (status: Int, body: String)) throws {
        self.answer = answer
        let socket = try LoopbackSocket()
        (descriptor, port) = (socket.descriptor, socket.port)
        let thread = Thread { [self] in serve() }
        thread.start()
    }

    /// Ends it; the thread follows.
    func stop() { shutdown(descriptor, Int32(SHUT_RDWR)) }

    var requests: [Request] { kept.withLock { $0 } }

    private func serve() {
        while true {
            let connection = accept(descriptor, nil, nil)
            guard connection >= 0 else { break }
            serve(connection)
            close(connection)
        }
        close(descriptor)
    }

    private func serve(_ connection: Int32) {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4_096)
        while true {
            let text = String(decoding: bytes, as: UTF8.self)
            if let end = text.range(of: "\r\n\r\n") {
                let head = String(text[..<end.lowerBound])
                let body = String(text[end.upperBound...])
                let count = head.lowercased().components(separatedBy: "content-length: ").dropFirst().first
                    .flatMap { Int($0.prefix { $0.isNumber }) }
                if body.utf8.count >= count ?? 0 { return reply(connection, Request(head: head, body: body)) }
            }
            let count = read(connection, &buffer, buffer.count)
            guard count > 0 else { return }
            bytes += buffer[..<count]
        }
    }

    private func reply(_ connection: Int32, _ request: Request) {
        let number = kept.withLock { kept -> Int in
            kept.append(request)
            return kept.count
        }
        let (status, body) = answer(request, number)
        let text =
            "HTTP/1.1 \(status) X\r\nContent-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n"
            + "Connection: close\r\n\r\n" + body
        let bytes = Array(text.utf8)
        _ = send(connection, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    }
}
