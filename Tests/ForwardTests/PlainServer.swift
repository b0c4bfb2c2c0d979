import Foundation
import NIOCore
import NIOPosix

/// A far side that answers each request as a test says, one request per connection.
enum PlainServer {
    struct Request: Sendable {
        var method: String
        var target: String
        var head: String
        var body: String

        var json: [String: Any] {
            (try? JSONSerialization.jsonObject(with: Data(body.utf8))) as? [String: Any] ?? [:]
        }
        var path: String { String(target.prefix { $0 != "?" }) }
    }

    struct Answer: Sendable {
        var status = 200
        var body: String
    }

    /// - Parameter answer: nil: the link is dropped without an answer.
    static func run(
        _ answer: @escaping @Sendable (Request) -> Answer?, _ body: (String) async throws -> Void
    ) async throws {
        let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: 64)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Handler(answer: answer))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        defer { server.close(promise: nil) }
        try await body("http://127.0.0.1:\(server.localAddress?.port ?? 0)")
    }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer
        private let answer: @Sendable (Request) -> Answer?
        private var held = ByteBuffer()

        init(answer: @escaping @Sendable (Request) -> Answer?) { self.answer = answer }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            var part = unwrapInboundIn(data)
            held.writeBuffer(&part)
            let text = String(buffer: held)
            guard let end = text.range(of: "\r\n\r\n") else { return }
            let head = String(text[..<end.lowerBound])
            let length =
                head.lowercased().components(separatedBy: "content-length: ").dropFirst().first
                .flatMap { Int($0.prefix { $0.isNumber }) } ?? 0
            let body = String(text[end.upperBound...])
            guard body.utf8.count >= length else { return }
            held.clear()
            let words = head.split(separator: " ", maxSplits: 2).map(String.init)
            let request = Request(method: words[0], target: words[1], head: head, body: body)
            guard let answer = answer(request) else { return context.close(promise: nil) }
            let reply =
                "HTTP/1.1 \(answer.status) X\r\nContent-Length: \(answer.body.utf8.count)\r\nConnection: close\r\n\r\n"
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: reply + answer.body)), promise: nil)
        }
    }
}
