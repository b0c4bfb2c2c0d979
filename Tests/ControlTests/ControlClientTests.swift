import Foundation
import Glibc
import Testing

@testable import Control
@testable import Facility

/// The client blocks, so the server turns on a thread of its own.
@Suite struct ControlClientTests {
    /// Answers every question until it is told to stop.
    private final class Gateway {
        let fixture: Fixture
        private let thread: Thread
        private let isDone = DispatchSemaphore(value: 0)

        init(_ fixture: Fixture, answer: @escaping @Sendable (ControlRequest) -> ControlReply?) {
            self.fixture = fixture
            let isDone = isDone
            // The fixture belongs to this thread until `stop` has waited for its end.
            nonisolated(unsafe) let owned = fixture
            thread = Thread {
                while !Thread.current.isCancelled {
                    owned.turn(5)
                    for call in owned.calls {
                        if let reply = answer(call.request) {
                            owned.server.reply(to: call.connection, reply)
                        }
                    }
                    owned.calls = []
                }
                isDone.signal()
            }
            thread.start()
        }

        func stop() {
            thread.cancel()
            isDone.wait()
        }
    }

    @Test("A client gets its answers over one connection, the gateway's failures as such")
    func answers() throws {
        let gateway = Gateway(try Fixture()) { request in
            if case .status = request.ask {
                return ControlReply(id: request.id, answer: .status(Fixture.status))
            }
            return ControlReply(
                id: request.id, failure: ControlFailure(.unknownDevice, request.language.rawValue))
        }
        defer { gateway.stop() }
        let client = ControlClient(path: gateway.fixture.path)
        for _ in 0..<3 { #expect(try client.ask(.status) == .answer(.status(Fixture.status))) }
        #expect(
            try client.ask(.device("x"), language: .en) == .failure(ControlFailure(.unknownDevice, "en")))
    }

    @Test("Without a gateway the client says so at once")
    func notRunning() throws {
        let fixture = try Fixture(listening: false)
        let client = ControlClient(path: fixture.path)
        #expect(throws: ControlSocketError.notRunning(path: fixture.path)) { try client.ask(.status) }
    }

    @Test("A gateway that never answers costs the deadline and no more")
    func deadline() throws {
        let gateway = Gateway(try Fixture()) { _ in nil }
        defer { gateway.stop() }
        let client = ControlClient(path: gateway.fixture.path, deadline: .milliseconds(150))
        let start = UnixSocket.monotonicMilliseconds()
        #expect(throws: ControlSocketError.timedOut(afterMilliseconds: 150)) { try client.ask(.status) }
        #expect((150..<2_000).contains(UnixSocket.monotonicMilliseconds() - start))
    }

    @Test("After a restart of the gateway the same client goes on")
    func restart() throws {
        let fixture = try Fixture()
        let path = fixture.path
        let client = ControlClient(path: path)
        for _ in 0..<2 {
            let gateway = Gateway(fixture) { ControlReply(id: $0.id, answer: .done) }
            #expect(try client.ask(.people) == .answer(.done))
            gateway.stop()
            fixture.server = nil
            #expect(throws: ControlSocketError.self) { try client.ask(.people) }
            fixture.server = try ControlServer(path: path)
        }
    }

    @Test("A reply to another question is not taken for this one's")
    func wrongNumber() throws {
        let gateway = Gateway(try Fixture()) { ControlReply(id: $0.id + 1, answer: .done) }
        defer { gateway.stop() }
        let client = ControlClient(path: gateway.fixture.path)
        #expect(throws: ControlSocketError.malformed(reason: "reply 2 to request 1")) {
            try client.ask(.status)
        }
    }
}
