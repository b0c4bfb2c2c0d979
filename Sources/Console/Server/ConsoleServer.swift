import Control
import Facility
import Hummingbird
import HummingbirdCore
import Logging

/// The console: a process of its own, so that a fault in a page never stops the watch.
///
/// It keeps nothing and decides nothing. What it shows it asks the core for; what a person does it hands to the
/// core, which journals it.
package struct ConsoleServer: Sendable {
    let settings: ConsoleSettings
    let core: any CoreLink
    let logger: Logger
    let now: @Sendable () -> Timestamp

    /// - Parameter now: wall time of this machine, for "since when" while the core is silent.
    package init(
        settings: ConsoleSettings, core: any CoreLink, logger: Logger,
        now: @escaping @Sendable () -> Timestamp
    ) {
        self.settings = settings
        self.core = core
        self.logger = logger
        self.now = now
    }

    /// Serves until the task is cancelled or, when `handlesSignals`, SIGTERM or SIGINT comes.
    /// - Parameter whenListening: called once with the port.
    package func run(
        handlesSignals: Bool, whenListening: @escaping @Sendable (Int) async -> Void
    ) async throws {
        let application = Application(
            router: router(),
            server: .http1(configuration: .init(idleTimeout: .seconds(30))),
            configuration: ApplicationConfiguration(
                address: .hostname(settings.host, port: settings.port),
                availableConnectionsDelegate: MaximumAvailableConnections(settings.connectionLimit)),
            onServerRunning: { channel in
                if let port = channel.localAddress?.port { await whenListening(port) }
            },
            logger: logger)
        if handlesSignals {
            try await application.runService()
        } else {
            try await application.runService(gracefulShutdownSignals: [])
        }
    }

    /// Every address the console answers.
    private func router() -> Router<BasicRequestContext> {
        let reader = WatchReader(core: core, logger: logger, now: now)
        let pages = PageRoutes(
            reader: reader, sessions: FormSessions(), core: core, settings: settings, logger: logger, now: now
        )
        let router = Router()
        router.middlewares.add(SecurityHeaders())
        router.middlewares.add(HostGuard(hostNames: settings.hostNames))
        router.get("/") { request, _ in await pages.status(request) }
        router.get("/device") { request, _ in await pages.device(request) }
        router.get("/card") { request, _ in await pages.card(request) }
        router.get("/handover") { request, _ in await pages.handover(request) }
        router.post("/handover") { request, _ in try await pages.handOver(request) }
        router.post("/beside") { request, _ in try await pages.beside(request) }
        router.post("/deed") { request, _ in try await pages.deed(request) }
        router.post("/held") { request, _ in try await pages.held(request) }
        router.post("/drill") { request, _ in try await pages.drill(request) }
        router.get("/healthz") { _, _ in HealthAnswer(await reader.status()).response }
        router.get("/metrics") { _, _ in
            let text = MetricsText(await reader.status()).text
            return Response(text: text, type: "text/plain; version=0.0.4; charset=utf-8")
        }
        return router
    }
}

extension Response {
    init(status: HTTPResponse.Status = .ok, text: String, type: String) {
        self.init(
            status: status, headers: [.contentType: type], body: .init(byteBuffer: ByteBuffer(string: text)))
    }
}
