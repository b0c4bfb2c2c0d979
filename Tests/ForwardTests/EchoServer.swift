import Facility
import Foundation
import NIOCore
import NIOPosix

@testable import Forward

/// A far side that answers every request with the request itself, byte for byte, and says who called.
enum EchoServer {
    /// - Parameter date: what its clock shows; nil: it does not say.
    static func run(date: Timestamp? = nil, _ body: (String) async throws -> Void) async throws {
        let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: 16)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Echo(date: date.map(header)))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        defer { server.close(promise: nil) }
        try await body("http://127.0.0.1:\(server.localAddress?.port ?? 0)")
    }

    private static func header(_ date: Timestamp) -> String {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(secondsFromGMT: 0)
        formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
        return formatter.string(from: Date(timeIntervalSince1970: Double(date.milliseconds) / 1_000))
    }

    /// Takes what comes in one read as one request: they are short.
    private final class Echo: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer
        private let date: String?
        private var held = ByteBuffer()

        init(date: String?) { self.date = date }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            var part = unwrapInboundIn(data)
            held.writeBuffer(&part)
            let text = String(buffer: held)
            guard let end = text.range(of: "\r\n\r\n") else { return }
            let length = text.lowercased().split(separator: "content-length: ").dropFirst().first
                .flatMap { Int($0.prefix { $0.isNumber }) }
            guard text[end.upperBound...].utf8.count >= length ?? 0 else { return }
            held.clear()
            var head = "HTTP/1.1 200 OK\r\nContent-Length: \(text.utf8.count)\r\n"
            head += "X-Caller: \(context.remoteAddress?.ipAddress ?? "")\r\n"
            if let date { head += "Date: \(date)\r\n" }
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: head + "\r\n" + text)), promise: nil)
        }
    }
}
