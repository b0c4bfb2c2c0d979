import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import NIOHTTP1

/// How the stand-in writes its answers, the faulty ones included.
enum PlatformAnswer {
    /// Longest body that is read, in bytes.
    static let bodyLimit = 64 << 10

    static func json(_ value: PlatformJSON, status: Int = 200) -> Response {
        response(value.bytes, "application/json; charset=utf-8", status)
    }

    /// `retryAfter`: seconds.
    static func problem(_ problem: PlatformProblem, retryAfter: Int? = nil) -> Response {
        var response = response(problem.shown.bytes, "application/problem+json", problem.status)
        if let retryAfter { response.headers[.retryAfter] = "\(retryAfter)" }
        return response
    }

    /// The answer that a fault gives before anything is taken; nil: none.
    static func planned(_ faults: PlatformFaults) -> Response? {
        if let status = faults.status {
            return problem(
                PlatformProblem(
                    kind: "planned", title: "Answered so on request", status: status,
                    detail: "a fault was asked for"),
                retryAfter: faults.retryAfter)
        }
        if let reason = faults.refusal {
            return problem(
                PlatformProblem(kind: "refused", title: "Refused", status: 422, detail: reason))
        }
        guard faults.isErrorInside200 else { return nil }
        return json(.object(["code": .number(1_001), "message": .text("matter code not in dictionary")]))
    }

    /// Puts a whole answer on the wire beside the server's own, so that the far side reads it twice.
    static func writeOnce(_ response: Response, to channel: any Channel) async throws {
        let collector = BodyCollector()
        try await response.body.write(collector)
        var head = "HTTP/1.1 \(response.status.code) \(response.status.reasonPhrase)\r\n"
        for field in response.headers { head += "\(field.name.rawName): \(field.value)\r\n" }
        if response.headers[.contentLength] == nil {
            head += "content-length: \(collector.bytes.readableBytes)\r\n"
        }
        var wire = ByteBuffer(string: head + "\r\n")
        var bytes = collector.bytes
        wire.writeBuffer(&bytes)
        let raw = wire
        try await channel.pipeline.context(handlerType: HTTPResponseEncoder.self)
            .flatMap { context in context.writeAndFlush(NIOAny(raw)) }.get()
    }

    private static func response(_ bytes: Data, _ type: String, _ status: Int) -> Response {
        Response(
            status: .init(code: status), headers: [.contentType: type],
            body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    /// Takes a response's body as bytes.
    private final class BodyCollector: ResponseBodyWriter {
        var bytes = ByteBuffer()

        func write(_ buffer: ByteBuffer) async throws {
            var buffer = buffer
            bytes.writeBuffer(&buffer)
        }

        func finish(_ trailingHeaders: HTTPFields?) async throws {}
    }
}

extension HTTPField.Name {
    static let idempotencyKey = HTTPField.Name("Idempotency-Key")!
}
