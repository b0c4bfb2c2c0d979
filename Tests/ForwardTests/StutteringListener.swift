import Foundation
import Synchronization

/// A platform on 127.0.0.1 that puts its last answer on a connection once more before it answers the next request there.
final class StutteringListener: Sendable {
    let address: String
    private let descriptor: Int32
    private let answered = Atomic<Int>(0)

    init() throws {
        let socket = try LoopbackSocket()
        (descriptor, address) = (socket.descriptor, socket.address)
    }

    /// Takes connections until `close`.
    func start() {
        Thread.detachNewThread { [self] in
            while true {
                let link = accept(descriptor, nil, nil)
                guard link >= 0 else { return }
                Thread.detachNewThread { [self] in serve(link) }
            }
        }
    }

    func close() {
        shutdown(descriptor, Int32(SHUT_RDWR))
        _ = Foundation.close(descriptor)
    }

    private func serve(_ link: Int32) {
        defer { _ = Foundation.close(link) }
        var held: [UInt8] = []
        var last = ""
        while let end = readRequest(link, &held) {
            held.removeFirst(end)
            let number = answered.add(1, ordering: .relaxed).newValue
            let body = #"{"code":0,"case_number":"A\#(number)","handling":"accepted"}"#
            let answer =
                "HTTP/1.1 201 Created\r\ncontent-type: application/json\r\ncontent-length: \(body.utf8.count)\r\n\r\n"
                + body
            let bytes = Array((last + answer).utf8)
            guard write(link, bytes, bytes.count) == bytes.count else { return }
            last = answer
        }
    }

    /// Where the first whole request in `held` ends; nil when the far side has gone.
    private func readRequest(_ link: Int32, _ held: inout [UInt8]) -> Int? {
        var part = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let text = String(decoding: held, as: UTF8.self)
            if let head = text.range(of: "\r\n\r\n") {
                let fields = text[..<head.lowerBound].lowercased().split(separator: "\r\n")
                let length = fields.first { $0.hasPrefix("content-length:") }?
                    .split(separator: ":").last.flatMap { Int($0.trimmingCharacters(in: .whitespaces)) }
                let end = text[..<head.upperBound].utf8.count + (length ?? 0)
                if held.count >= end { return end }
            }
            let count = read(link, &part, part.count)
            guard count > 0 else { return nil }
            held += part.prefix(count)
        }
    }
}
