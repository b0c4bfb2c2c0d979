import Facility
import Foundation
import Hummingbird
import Logging
import NIOCore
import Synchronization

/// The stand-in platform: a grid-management platform that keeps strictly to `docs/grid-interface.yaml` and can be
/// told to behave as badly as a real one.
///
/// It never reaches a real district; everything the gateway does to a platform can be shown to an outsider:
/// `GET /_control/cases`, `GET /_control/requests`, `GET` and `PUT /_control/faults`, `PUT /_control/handling`.
package final class PlatformServer: Sendable {
    package struct Settings: Sendable {
        /// 0: any free port.
        package var port: Int
        package var host: String
        /// Bearer token that `/v1` asks for; nil: none.
        package var token: String?
        /// Port of the fire centre beside it, 0: any free one; nil: there is none.
        package var fireCentrePort: Int?
        /// File that keeps the cases over an end of the process; nil: they go with it.
        package var book: String?

        package init(
            port: Int = 0, host: String = "127.0.0.1", token: String? = nil, fireCentrePort: Int? = nil,
            book: String? = nil
        ) {
            self.fireCentrePort = fireCentrePort
            self.book = book
            self.port = port
            self.host = host
            self.token = token
        }
    }

    struct State: Sendable {
        var book = PlatformBook()
        var faults = PlatformFaults.none
        /// By kind of request, and `dropped` and `unauthorized` beside them.
        var requests: [String: Int] = [:]
        /// Keys whose first request is still in work.
        var inWork: Set<String> = []
        var journal: PlatformJournal?
    }

    let settings: Settings
    let state = Mutex(State())
    private let log: Logger
    /// The fire centre beside it, when one is wanted.
    package let fireCentre: FireCentreServer?

    package init(_ settings: Settings = Settings(), log: Logger = Logger(label: "gengfu.platform")) {
        self.settings = settings
        fireCentre = settings.fireCentrePort.map { _ in FireCentreServer() }
        self.log = log
    }

    /// Serves until its task is cancelled; `onReady` is told the address, such as `http://127.0.0.1:40123`.
    ///
    /// Throws when the file of its book cannot be read or written.
    package func run(onReady: @escaping @Sendable (_ address: String) async -> Void) async throws {
        if let path = settings.book {
            try state.withLock { $0.journal = try PlatformJournal(path: path, into: &$0.book) }
        }
        let host = settings.host
        let application = Application(
            router: router(),
            configuration: .init(address: .hostname(host, port: settings.port)),
            onServerRunning: { channel in
                await onReady("http://\(host):\(channel.localAddress?.port ?? 0)")
            },
            logger: log)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await application.run() }
            group.addTask { await self.watchForSilence() }
            try await group.next()
            group.cancelAll()
        }
    }

    /// Says when a box says nothing any more, until the task is cancelled.
    private func watchForSilence() async {
        while !Task.isCancelled {
            for site in state.withLock({ $0.book.look(at: PlatformTime.now()) }) {
                log.warning("heartbeat missing", metadata: ["site": "\(site)"])
            }
            try? await Task.sleep(for: .seconds(1))
        }
    }

    private func router() -> Router<PlatformContext> {
        let router = Router(context: PlatformContext.self)
        router.post("/v1/cases") { try await self.case(.report, $0, $1) }
        router.post("/v1/cases/:incident/updates") { try await self.case(.update, $0, $1) }
        router.post("/v1/cases/:incident/close") { try await self.case(.close, $0, $1) }
        router.get("/v1/cases/:incident") { request, context in
            let incident = context.incident ?? ""
            return try await self.serve(.query, request, context) { _, _ in
                self.state.withLock { $0.book.query(incident, at: PlatformTime.now()) }.map { (200, $0) }
            }
        }
        router.post("/v1/heartbeat") { request, context in
            try await self.serve(.heartbeat, request, context) { body, _ in
                self.state.withLock { $0.book.beat(PlatformJSON.parse(body), at: PlatformTime.now()) }
                    .map { (200, $0) }
            }
        }
        control(router)
        if let fireCentre { control(router, of: fireCentre) }
        return router
    }

    private func `case`(
        _ action: Delivery.Action, _ request: Request, _ context: PlatformContext
    ) async throws -> Response {
        let kind = PlatformFaults.Request(rawValue: action.rawValue) ?? .report
        let incident = context.incident
        return try await serve(kind, request, context) { body, key in
            let word = PlatformJournal.Word(
                at: PlatformTime.now().milliseconds, action: action.rawValue, incident: incident, key: key,
                body: PlatformJSON.parse(body))
            return self.take(action, word).map { (action == .report ? 201 : 200, $0) }
        }
    }

    private func take(
        _ action: Delivery.Action, _ word: PlatformJournal.Word
    ) -> Result<PlatformJSON, PlatformProblem> {
        state.withLock { state in
            let repeats = state.book.repeats
            let answer = state.book.take(
                action, incident: word.incident, key: word.key, body: word.body,
                at: Timestamp(milliseconds: word.at))
            guard let journal = state.journal, case .success = answer, state.book.repeats == repeats else {
                return answer
            }
            do throws(PlatformJournal.Failure) {
                try journal.append(word)
            } catch {
                // Nobody may hear of a case that the next start would not know.
                log.critical("the book cannot be kept", metadata: ["reason": "\(error)"])
                exit(EX_IOERR)
            }
            return answer
        }
    }

    /// One request from its arrival to its answer, with every fault it must suffer on the way.
    private func serve(
        _ kind: PlatformFaults.Request, _ request: Request, _ context: PlatformContext,
        _ take: (_ body: Data, _ key: String?) -> Result<(Int, PlatformJSON), PlatformProblem>
    ) async throws -> Response {
        count(kind.rawValue)
        let faults = state.withLock { $0.faults.suffered(by: kind) }
        if faults.isDown || faults.linkDrop == .before { return await drop(context) }
        if let token = settings.token, request.headers[.authorization] != "Bearer \(token)" {
            count("unauthorized")
            return PlatformAnswer.problem(.unauthorized)
        }
        guard let body = try? await request.body.collect(upTo: PlatformAnswer.bodyLimit) else {
            return PlatformAnswer.problem(.tooLong)
        }
        let key = request.headers[.idempotencyKey]
        guard begin(key) else { return PlatformAnswer.problem(.inWork, retryAfter: 1) }
        defer { end(key) }
        if faults.slowMilliseconds > 0 {
            try? await Task.sleep(for: .milliseconds(faults.slowMilliseconds))
        }
        if let planned = PlatformAnswer.planned(faults) { return planned }
        let answer: Response
        switch take(Data(buffer: body), key) {
        case .success(let (status, json)): answer = PlatformAnswer.json(json, status: status)
        case .failure(let problem): answer = PlatformAnswer.problem(problem)
        }
        if faults.linkDrop == .after { return await drop(context) }
        if faults.answersTwice { try await PlatformAnswer.writeOnce(answer, to: context.channel) }
        return answer
    }

    /// Two requests with one key must not run side by side; false: the first one is still in work.
    private func begin(_ key: String?) -> Bool {
        guard let key else { return true }
        return state.withLock { $0.inWork.insert(key).inserted }
    }

    private func end(_ key: String?) {
        guard let key else { return }
        _ = state.withLock { $0.inWork.remove(key) }
    }

    private func count(_ name: String) {
        state.withLock { $0.requests[name, default: 0] += 1 }
    }

    /// Closes the link; the answer is never read.
    private func drop(_ context: PlatformContext) async -> Response {
        count("dropped")
        try? await context.channel.close()
        return Response(status: .serviceUnavailable)
    }
}

/// A request's surroundings: its own link, so that it can be dropped.
struct PlatformContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    let channel: any Channel

    init(source: Source) {
        coreContext = .init(source: source)
        channel = source.channel
    }

    /// The case in the address.
    var incident: String? {
        parameters.get("incident").map { $0.removingPercentEncoding ?? $0 }
    }
}
