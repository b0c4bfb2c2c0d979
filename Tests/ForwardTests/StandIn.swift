import AsyncHTTPClient
import Foundation
import NIOCore
import Simulation

/// A real stand-in platform on 127.0.0.1 for the length of one test, and an outsider's hands on it.
struct StandIn: Sendable {
    let address: String

    /// Starts a platform, runs the test against it and stops it.
    static func run(token: String? = nil, _ body: @Sendable (StandIn) async throws -> Void) async throws {
        let (addresses, found) = AsyncStream<String>.makeStream()
        try await withThrowingTaskGroup(of: Void.self) { group in
            let server = PlatformServer(.init(token: token), log: .quiet)
            group.addTask { try await server.run { found.yield($0) } }
            var iterator = addresses.makeAsyncIterator()
            guard let address = await iterator.next() else { throw Trouble.notStarted }
            let result: Result<Void, any Error>
            do { result = .success(try await body(StandIn(address: address))) } catch {
                result = .failure(error)
            }
            group.cancelAll()
            while let ended = await group.nextResult() { _ = ended }
            try result.get()
        }
    }

    enum Trouble: Error { case notStarted, timedOut(String), answered(UInt, String) }

    func faults(_ json: String) async throws { try await put("/_control/faults", json) }

    func put(_ path: String, _ json: String) async throws {
        var request = HTTPClientRequest(url: address + path)
        request.method = .PUT
        request.body = .bytes(ByteBuffer(string: json))
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(10))
        guard response.status == .ok else {
            throw Trouble.answered(
                response.status.code, String(buffer: try await response.body.collect(upTo: 65_536)))
        }
    }

    func held() async throws -> Held { try await get("/_control/cases") }
    func requests() async throws -> [String: Int] { try await get("/_control/requests") }

    private func get<Value: Decodable>(_ path: String) async throws -> Value {
        let response = try await HTTPClient.shared.execute(
            HTTPClientRequest(url: address + path), timeout: .seconds(10))
        let body = try await response.body.collect(upTo: 4 << 20)
        return try JSONDecoder().decode(Value.self, from: Data(buffer: body))
    }

    /// What `GET /_control/cases` says.
    struct Held: Decodable {
        var cases: [Case]
        var duplicates_refused: Int
        var repeats: Int
        var anomalies: [Anomaly]
        var heartbeats: [Heartbeat]

        struct Case: Decodable {
            var incident: String
            var case_number: String
            var closed: Bool
            var handling: String
            var transitions: [Step]
        }
        struct Step: Decodable {
            var transition: Int
            var action: String
            var repeats: Int
        }
        struct Anomaly: Decodable, Equatable {
            var kind: String
            var detail: String
        }
        struct Heartbeat: Decodable {
            var site: String
            var missing: Bool
            var count: Int
            /// `number:hash` of the last audit head.
            var audit: String?
        }
    }

    /// Waits for something a real process will do; the deadline is only there so that a failure ends.
    static func wait(
        for what: String, within limit: Duration = .seconds(30), _ holds: () async throws -> Bool
    ) async throws {
        let end = ContinuousClock.now + limit
        while try await !holds() {
            guard ContinuousClock.now < end else { throw Trouble.timedOut(what) }
            try await Task.sleep(for: .milliseconds(5))
        }
    }
}
