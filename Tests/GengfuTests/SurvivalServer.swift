import Foundation
import Testing

@testable import MQTT

/// A server of the program beside the gateway, `gengfu platform` or `gengfu console`, as a child of the test.
final class SurvivalServer {
    let port: UInt16
    private let folder: TestFolder
    private let process: ChildProcess

    /// Starts it and waits until it says that it listens.
    init(_ arguments: [String], port: UInt16) throws {
        self.port = port
        let folder = try TestFolder()
        self.folder = folder
        let program = try #require(GatewayProgram.path)
        let process = try #require(
            ChildProcess(
                path: "/usr/bin/env",
                arguments: ["GENGFU_PARENT=\(getpid())", SurvivalHouse.quickDeath, program] + arguments + [
                    "--port", "\(port)",
                ],
                log: folder["log"]))
        self.process = process
        let isListening = Patience.wait {
            !process.isRunning || Self.text(folder).contains(#""address":"http://127.0.0.1:\#(port)""#)
        }
        try #require(isListening && process.isRunning, "\(Self.text(folder))")
    }

    /// The stand-in platform; nobody listens at its port before.
    static func platform(at port: UInt16) throws -> SurvivalServer {
        try SurvivalServer(["platform"], port: port)
    }

    static func console(of gateway: GatewayProcess) throws -> SurvivalServer {
        try SurvivalServer(["console", "--control", gateway.control], port: try FreePort.next())
    }

    deinit { end(SIGTERM) }

    private static func text(_ folder: TestFolder) -> String {
        (try? String(contentsOfFile: folder["log"], encoding: .utf8)) ?? ""
    }

    /// Signals it and waits for its end, which is due within 10 s.
    func end(_ signal: Int32) {
        guard process.isRunning else { return }
        kill(process.pid, signal)
        guard !Patience.wait(10, until: { !process.isRunning }) else { return }
        Issue.record("it did not end on signal \(signal):\n\(Self.text(folder).suffix(2_000))")
        process.end(SIGKILL)
    }

    func get(_ path: String) -> SurvivalHTTP.Answer? { SurvivalHTTP.get(port, path) }

    // MARK: The platform's side door

    /// What `GET /_control/cases` shows.
    struct Book: Decodable {
        struct Case: Decodable {
            struct Step: Decodable {
                var transition: Double
                var step: String
                var action: String
                var repeats: Double
            }

            var incident: String
            var hazard: String
            var transitions: [Step]
        }

        var cases: [Case]
        var duplicates_refused: Double
        var repeats: Double
        var anomaly_count: Double
    }

    func book() throws -> Book {
        let answer = try #require(get("/_control/cases"))
        return try JSONDecoder().decode(Book.self, from: Data(answer.body.utf8))
    }

    /// How often each kind of request came, refused and dropped ones included.
    func requests() throws -> [String: Double] {
        let answer = try #require(get("/_control/requests"))
        return try JSONDecoder().decode([String: Double].self, from: Data(answer.body.utf8))
    }

    func suffer(_ faults: String) throws {
        let answer = try #require(SurvivalHTTP.put(port, "/_control/faults", faults))
        try #require(answer.status == 200, "\(answer.body)")
    }
}
