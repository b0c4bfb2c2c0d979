import Facility
import Foundation
import Synchronization
import Testing

@testable import Forward

/// Every kind of destination that carries cases away from the box, as the one suite of all kinds sees it.
///
/// A fire centre (gb26875) has points and no cases; the same promises are in `FireCentreLinkTests` and
/// `FireCentreWeekTests`. Sound and siren stand beside the box.
enum EveryKind: CaseIterable {
    case http, template, webhook, weCom, dingTalk, cap, file, capFolder, mqtt

    /// They speak to somebody who answers.
    static let answered: [EveryKind] = [.http, .template, .webhook, .weCom, .dingTalk, .cap]
    /// A robot knows no identity and a group no repetition (docs/destination-kinds.md): all the others do.
    static let identified = allCases.filter { $0 != .weCom && $0 != .dingTalk }
    /// What they send or sign holds the time.
    static let timed: [EveryKind] = [.webhook, .dingTalk]

    fileprivate var pushed: PushedKind? {
        switch self {
        case .webhook: .webhook
        case .weCom: .weCom
        case .dingTalk: .dingTalk
        case .cap: .cap
        case .http, .template, .file, .capFolder, .mqtt: nil
        }
    }

    /// What goes wrong with the next exchange.
    enum Trouble {
        /// No answer within the timeout.
        case slow
        /// Refused for cause.
        case refuse
        /// Taken, and the link broke before the answer.
        case drop
        /// 503 and 7 s.
        case later
    }
}

/// One far side for the length of a test.
struct FarSide: Sendable {
    /// A conveyance to it, as each start of the box makes one.
    let open: @Sendable () throws -> any Conveyance
    let suffer: @Sendable (EveryKind.Trouble) async throws -> Void
    /// Whether anything was sent to it yet, answered or not.
    let isAsked: @Sendable () async throws -> Bool
    /// What it took, in order, each step once.
    let taken: @Sendable () async throws -> [String]

    static func run(
        _ kind: EveryKind, timeout: Interval = .seconds(10),
        _ body: @escaping @Sendable (FarSide) async throws -> Void
    ) async throws {
        let bench = try DropBench()
        switch kind {
        case .http: try await platform(.http, timeout, body)
        case .template: try await platform(.template, timeout, body)
        case .webhook, .weCom, .dingTalk, .cap:
            guard let pushed = kind.pushed else { return }
            try await server(pushed, bench, timeout, body)
        case .file: try await body(folder(.file(DropSettings(folder: bench.out)), bench))
        case .capFolder:
            let settings = CAPSettings(sender: "g@x", scope: .restricted(to: "x"))
            try await body(folder(.cap(settings, .folder(bench.out)), bench))
        case .mqtt: try await body(broker())
        }
    }

    private static func platform(
        _ kind: ConveyanceKind, _ timeout: Interval,
        _ body: @escaping @Sendable (FarSide) async throws -> Void
    ) async throws {
        try await StandIn.run { platform in
            try await body(
                FarSide(
                    open: { try kind.make(platform.address, timeout: timeout) },
                    suffer: { trouble in
                        let faults =
                            switch trouble {
                            case .slow: #"{"slow_ms": 6000, "for": 1}"#
                            case .refuse: #"{"refuse": "no such building", "for": 1}"#
                            case .drop: #"{"drop_link": "after", "for": 1}"#
                            case .later: #"{"status": 503, "retry_after": 7, "for": 1}"#
                            }
                        try await platform.faults(faults)
                    },
                    isAsked: { try await !platform.requests().isEmpty },
                    taken: {
                        try await platform.held().cases.flatMap { held in
                            held.transitions.map { "\(held.incident) \($0.transition)" }
                        }
                    }))
        }
    }

    private static func server(
        _ kind: PushedKind, _ bench: DropBench, _ timeout: Interval,
        _ body: @escaping @Sendable (FarSide) async throws -> Void
    ) async throws {
        try await AnsweringServer.run([kind.yes]) { server, address in
            try await body(
                FarSide(
                    open: { try kind.make(address, bench: bench, timeout: timeout) },
                    suffer: { trouble in
                        let answer: AnsweringServer.Answer =
                            switch trouble {
                            case .slow: .silence
                            case .refuse: kind.no
                            case .drop: .drop
                            case .later: .status(503, headers: ["Retry-After: 7"])
                            }
                        server.answer([answer, kind.yes])
                    },
                    isAsked: { server.count > 0 },
                    taken: {
                        (0..<server.count).map { number in
                            let text = server.body(of: number)
                            return server.header("webhook-id", of: number)
                                ?? text.firstMatch(of: /<identifier>(.+?)<\/identifier>/).map { String($0.1) }
                                ?? text
                        }.eachOnce
                    }))
        }
    }

    private static func folder(_ kind: Destination.Kind, _ bench: DropBench) -> FarSide {
        FarSide(
            open: {
                try Destination(
                    id: "far", name: LocalizedText(en: "Far", zh: "远"), kind: kind, acknowledgement: .none
                ).conveyance(
                    site: "longhu",
                    box: BoxPorts(clock: WakeClock { DropBench.now }, state: bench.root + "/store"))
            },
            suffer: { _ in },
            isAsked: { !bench.names().isEmpty },
            taken: { bench.names().filter { !$0.contains("snapshot") }.eachOnce })
    }

    private static func broker() throws -> FarSide {
        let shelf = Shelf()
        let settings = PublishSettings(
            broker: Broker(id: "bus", host: "127.0.0.1", port: 1, clientID: "x"),
            topic: try TopicTemplate("gengfu/{site}/{incident}"), retainsOpenCases: false)
        let box = BoxPorts(
            publish: { _, message async throws(Lane.Failure) in
                shelf.messages.withLock { $0.append(message) }
            }, isConnected: { _ in true })
        return FarSide(
            open: { PublishConveyance(settings, destination: "bus", box: box) }, suffer: { _ in },
            isAsked: { shelf.messages.withLock { !$0.isEmpty } },
            taken: {
                shelf.messages.withLock { messages in
                    messages.map { "\($0.topic) \(String(decoding: $0.payload, as: UTF8.self))" }.eachOnce
                }
            })
    }

    /// A conveyance to where nobody is: a port nobody listens at, a folder that is not there, a broker that is away.
    static func nobody(_ kind: EveryKind) throws -> any Conveyance {
        let bench = try DropBench()
        let gone = bench.root + "/gone"
        switch kind {
        case .http: return try ConveyanceKind.http.make("http://127.0.0.1:9", timeout: .seconds(2))
        case .template: return try ConveyanceKind.template.make("http://127.0.0.1:9", timeout: .seconds(2))
        case .webhook, .weCom, .dingTalk, .cap:
            return try (kind.pushed ?? .webhook).make("http://127.0.0.1:9", bench: bench)
        case .file: return try folder(.file(DropSettings(folder: gone)), bench).open()
        case .capFolder:
            let settings = CAPSettings(sender: "g@x", scope: .restricted(to: "x"))
            return try folder(.cap(settings, .folder(gone)), bench).open()
        case .mqtt:
            let settings = PublishSettings(
                broker: Broker(id: "bus", host: "127.0.0.1", port: 1, clientID: "x"),
                topic: try TopicTemplate("gengfu/{site}/{incident}"), retainsOpenCases: false)
            return PublishConveyance(
                settings, destination: "bus", box: BoxPorts(isConnected: { _ in false }))
        }
    }

    private final class Shelf: Sendable {
        let messages = Mutex<[PublishedCase]>([])
    }
}

extension Sequence<String> {
    /// In order, repetitions left out: what a far side that knows identities holds.
    fileprivate var eachOnce: [String] {
        var seen: Set<String> = []
        return filter { seen.insert($0).inserted }
    }
}
