import Facility
import Foundation
import Hummingbird
import Logging
import NIOCore
import Synchronization

/// A far side that takes every case after a fixed time and tells at once what it heard: what deliveries are timed
/// against. It judges nothing; `PlatformServer` does.
package final class ReceiptServer: Sendable {
    /// A report, update or close whose last byte has arrived.
    package struct Receipt: Sendable {
        package var action: Delivery.Action
        package var idempotencyKey: String
        /// `device.id` of the case; empty when there is none.
        package var device: String
    }

    private struct Body: Decodable {
        var device: Device?
        var transition: Int?

        struct Device: Decodable { var id: String }
    }

    private let isDown = Atomic<Bool>(false)
    private let latency: Duration
    private let heard: @Sendable (Receipt) -> Void
    private let log: Logger

    /// - Parameters:
    ///   - latency: between a request's last byte and its answer.
    ///   - heard: told before the answer, by any thread; must not wait.
    package init(
        latency: Duration = .zero, log: Logger, heard: @escaping @Sendable (Receipt) -> Void
    ) {
        self.latency = latency
        self.log = log
        self.heard = heard
    }

    /// From now on, whether every link is dropped before anything is taken.
    package func setDown(_ isDown: Bool) { self.isDown.store(isDown, ordering: .relaxed) }

    /// Serves on a free port of 127.0.0.1 until its task is cancelled.
    package func run(onReady: @escaping @Sendable (_ port: Int) async -> Void) async throws {
        let router = Router(context: PlatformContext.self)
        router.post("/v1/cases") { try await self.take(.report, $0, $1) }
        router.post("/v1/cases/:incident/updates") { try await self.take(.update, $0, $1) }
        router.post("/v1/cases/:incident/close") { try await self.take(.close, $0, $1) }
        router.get("/v1/cases/:incident") { _, context in try await self.deny(context) }
        router.post("/v1/heartbeat") { _, _ in PlatformAnswer.json(.object(["code": .number(0)])) }
        let application = Application(
            router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { channel in await onReady(channel.localAddress?.port ?? 0) }, logger: log)
        try await application.run()
    }

    private func take(
        _ action: Delivery.Action, _ request: Request, _ context: PlatformContext
    ) async throws -> Response {
        let bytes = Data(buffer: try await request.body.collect(upTo: PlatformAnswer.bodyLimit))
        if isDown.load(ordering: .relaxed) {
            try? await context.channel.close()
            return Response(status: .serviceUnavailable)
        }
        let body = try? JSONDecoder().decode(Body.self, from: bytes)
        heard(
            Receipt(
                action: action, idempotencyKey: request.headers[.idempotencyKey] ?? "",
                device: body?.device?.id ?? ""))
        if latency > .zero { try await Task.sleep(for: latency) }
        return PlatformAnswer.json(
            .object([
                "code": .number(0), "case_number": .text("R1"), "handling": .text("accepted"),
            ]), status: action == .report ? 201 : 200)
    }

    /// It keeps nothing to be asked for: whatever was sent without an answer comes again.
    private func deny(_ context: PlatformContext) async throws -> Response {
        PlatformAnswer.problem(
            PlatformProblem(kind: "unknown-case", title: "Unknown case", status: 404, detail: "not kept"))
    }
}
