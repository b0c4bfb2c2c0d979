import Foundation
import NIOCore
import NIOPosix
import Synchronization

/// A far side that gives one prepared answer after the other (the last one again and again), and keeps what it was asked.
final class AnsweringServer: Sendable {
    /// What it does with a request.
    enum Answer: Sendable {
        case status(Int, String = "", headers: [String] = [])
        /// Takes it and says nothing.
        case silence
        /// Takes it and drops the link.
        case drop
    }

    let requests = Mutex<[String]>([])
    private let answers: Mutex<[Answer]>

    private init(_ answers: [Answer]) { self.answers = Mutex(answers) }

    static func run(
        _ answers: [Answer], _ body: (AnsweringServer, String) async throws -> Void
    ) async throws {
        let server = AnsweringServer(answers)
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Handler(server))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        defer { channel.close(promise: nil) }
        try await body(server, "http://127.0.0.1:\(channel.localAddress?.port ?? 0)/robot/send")
    }

    /// What it answers from now on.
    func answer(_ next: [Answer]) { answers.withLock { $0 = next } }

    var count: Int { requests.withLock { $0.count } }

    /// A header of a request, and its body.
    func header(_ name: String, of number: Int) -> String? {
        let head = requests.withLock { $0[number] }.components(separatedBy: "\r\n\r\n")[0]
        return head.components(separatedBy: "\r\n").dropFirst().lazy
            .map { $0.split(separator: ":", maxSplits: 1) }
            .first { $0.first?.lowercased() == name && $0.count == 2 }
            .map { $0[1].trimmingCharacters(in: .whitespaces) }
    }

    func body(of number: Int) -> String {
        requests.withLock { $0[number] }.components(separatedBy: "\r\n\r\n").dropFirst().joined(
            separator: "\r\n\r\n")
    }

    func line(of number: Int) -> String {
        requests.withLock { $0[number] }.components(separatedBy: "\r\n")[0]
    }

    private func take(_ request: String) -> Answer {
        requests.withLock { $0.append(request) }
        return answers.withLock { $0.count > 1 ? $0.removeFirst() : $0[0] }
    }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer
        private let server: AnsweringServer
        private var held = ByteBuffer()

        init(_ server: AnsweringServer) { self.server = server }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            var part = unwrapInboundIn(data)
            held.writeBuffer(&part)
            let text = String(buffer: held)
            guard let end = text.range(of: "\r\n\r\n") else { return }
            let length = text.lowercased().components(separatedBy: "content-length: ").dropFirst().first
                .flatMap { Int($0.prefix { $0.isNumber }) }
            guard text[end.upperBound...].utf8.count >= length ?? 0 else { return }
            held.clear()
            switch server.take(text) {
            case .silence: return
            case .drop: context.close(promise: nil)
            case .status(let status, let body, let headers):
                let head =
                    ["HTTP/1.1 \(status) X", "Content-Length: \(body.utf8.count)"] + headers + ["", ""]
                let buffer = ByteBuffer(string: head.joined(separator: "\r\n") + body)
                context.writeAndFlush(wrapOutboundOut(buffer), promise: nil)
            }
        }
    }
}
