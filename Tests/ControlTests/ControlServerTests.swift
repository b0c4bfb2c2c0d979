import Foundation
import Glibc
import Testing

@testable import Control
@testable import Facility

@Suite struct ControlServerTests {
    @Test("A question comes with the asker's identity, and its answer goes back to it alone")
    func exchange() throws {
        let fixture = try Fixture()
        let (asker, other) = (try fixture.connect(), try fixture.connect())
        asker.write(#"{"id":9,"ask":"status"}"# + "\n")
        #expect(fixture.turn { fixture.calls.count == 1 })
        let call = fixture.calls[0]
        #expect(call.request == ControlRequest(id: 9, ask: .status))
        #expect(call.peer == PeerCredentials(process: getpid(), user: getuid(), group: getgid()))
        fixture.server.reply(to: call.connection, ControlReply(id: 9, answer: .status(Fixture.status)))
        #expect(asker.lines().count == 1)
        #expect(other.lines().isEmpty)
        let reply = try ControlWire.value(ControlReply.self, in: asker.lines()[0].utf8)
        #expect(reply.outcome == .answer(.status(Fixture.status)))
    }

    @Test("A request may come in pieces, and several in one piece")
    func pieces() throws {
        let fixture = try Fixture()
        let asker = try fixture.connect()
        let line = #"{"id":1,"ask":"people"}"# + "\n"
        for character in line.dropLast(3) {
            asker.write(String(character))
            fixture.turn()
        }
        #expect(fixture.calls.isEmpty)
        asker.write(String(line.suffix(3)) + line + line)
        #expect(fixture.turn { fixture.calls.count == 3 })
    }

    @Test("A broken line gets an answer with its number and harms nobody")
    func malformed() throws {
        let fixture = try Fixture()
        let asker = try fixture.connect()
        asker.write("garbage\n" + #"{"id":4,"ask":"dance"}"# + "\n" + #"{"id":5,"ask":"status"}"# + "\n")
        #expect(fixture.turn { fixture.calls.count == 1 })
        #expect(fixture.server.malformedLines == 2)
        let replies = try asker.lines().map { try ControlWire.value(ControlReply.self, in: $0.utf8) }
        #expect(replies.map(\.id) == [0, 4])
        #expect(fixture.calls[0].request.id == 5)
    }

    @Test("A line without an end is refused at 64 KiB and its connection closed")
    func flood() throws {
        let fixture = try Fixture()
        let asker = try fixture.connect()
        let piece = String(repeating: "x", count: 10_000)
        #expect(
            fixture.turn {
                asker.write(piece); return asker.isClosed
            })
        #expect(asker.lines().count == 1 && asker.lines()[0].contains("bad_request"))
        #expect(fixture.server.connectionCount == 0)
    }

    @Test("The seventeenth unanswered question of one asker is refused as busy")
    func busy() throws {
        let fixture = try Fixture()
        let asker = try fixture.connect()
        for id in 1...20 { asker.write(#"{"id":\#(id),"ask":"status"}"# + "\n") }
        #expect(fixture.turn { asker.lines().count == 4 })
        #expect(fixture.calls.count == 16)
        #expect(asker.lines().allSatisfy { $0.contains(#""busy""#) })
    }

    @Test("An asker that does not read is dropped after two long answers, and the others go on")
    func slowReader() throws {
        let fixture = try Fixture()
        let slow = try fixture.connect()
        for id in 1...10 { slow.write(#"{"id":\#(id),"ask":"status"}"# + "\n") }
        #expect(fixture.turn { fixture.calls.count == 10 })
        var long = Fixture.status
        long.siteName = String(repeating: "x", count: 900_000)
        for call in fixture.calls {
            fixture.server.reply(
                to: call.connection, ControlReply(id: call.request.id, answer: .status(long)))
        }
        #expect(fixture.server.connectionCount == 0)
        #expect(fixture.server.droppedConnections == 1)
        let asker = try fixture.connect()
        asker.write(#"{"id":1,"ask":"people"}"# + "\n")
        #expect(fixture.turn { fixture.calls.count == 11 })
    }

    @Test("A slow but patient reader gets every byte of its answers")
    func patient() throws {
        let fixture = try Fixture()
        let asker = try fixture.connect()
        asker.write(#"{"id":1,"ask":"status"}"# + "\n" + #"{"id":2,"ask":"status"}"# + "\n")
        #expect(fixture.turn { fixture.calls.count == 2 })
        var long = Fixture.status
        long.siteName = String(repeating: "楼", count: 300_000)
        for call in fixture.calls {
            fixture.server.reply(
                to: call.connection, ControlReply(id: call.request.id, answer: .status(long)))
        }
        #expect(fixture.turn { asker.lines().count == 2 && asker.lines()[1].hasSuffix("}") })
        let reply = try ControlWire.value(ControlReply.self, in: asker.lines()[1].utf8)
        #expect(reply == ControlReply(id: 2, answer: .status(long)))
    }

    @Test("An answer longer than a line may be becomes a failure, not a broken line")
    func tooLong() throws {
        let fixture = try Fixture()
        let asker = try fixture.connect()
        asker.write(#"{"id":1,"ask":"status"}"# + "\n")
        #expect(fixture.turn { fixture.calls.count == 1 })
        var long = Fixture.status
        long.siteName = String(repeating: "x", count: ControlWire.lineLimit)
        fixture.server.reply(
            to: fixture.calls[0].connection, ControlReply(id: 1, answer: .status(long)))
        #expect(asker.lines().first?.contains("unavailable") == true)
    }

    @Test("The thirty-third asker takes the place of the one quiet longest that waits for no answer")
    func full() throws {
        let fixture = try Fixture()
        let askers = try (0..<ControlServer.connectionLimit).map { _ in try fixture.connect() }
        #expect(fixture.turn { fixture.server.connectionCount == ControlServer.connectionLimit })
        askers[0].write(#"{"id":1,"ask":"status"}"# + "\n")
        #expect(fixture.turn { fixture.calls.count == 1 })
        for other in askers[2...] { other.write("nonsense\n") }
        #expect(fixture.turn { fixture.server.malformedLines == ControlServer.connectionLimit - 2 })
        askers[1].write("nonsense\n")
        #expect(fixture.turn { fixture.server.malformedLines == ControlServer.connectionLimit - 1 })
        for other in askers[2...] { other.write("nonsense\n") }
        #expect(fixture.turn { fixture.server.malformedLines == 2 * ControlServer.connectionLimit - 3 })
        let late = try fixture.connect()
        late.write(#"{"id":2,"ask":"status"}"# + "\n")
        #expect(fixture.turn { fixture.calls.count == 2 })
        #expect(fixture.server.connectionCount == ControlServer.connectionLimit)
        #expect(!askers[0].isClosed)
        #expect(askers[1].isClosed)
    }

    @Test("An asker that has closed its own half still gets the answer, and is then let go")
    func halfClosed() throws {
        let fixture = try Fixture()
        let asker = try fixture.connect()
        asker.write(#"{"id":1,"ask":"status"}"# + "\n")
        asker.finishWriting()
        #expect(fixture.turn { fixture.calls.count == 1 })
        fixture.turn()
        fixture.server.reply(to: fixture.calls[0].connection, ControlReply(id: 1, answer: .done))
        #expect(asker.lines().count == 1)
        #expect(fixture.server.connectionCount == 0)
    }

    @Test("An asker that has gone costs nothing and its answer goes nowhere")
    func gone() throws {
        let fixture = try Fixture()
        var asker: RawPeer? = try fixture.connect()
        asker?.write(#"{"id":1,"ask":"status"}"# + "\n")
        #expect(fixture.turn { fixture.calls.count == 1 })
        asker = nil
        #expect(fixture.turn { fixture.server.connectionCount == 0 })
        fixture.server.reply(to: fixture.calls[0].connection, ControlReply(id: 1, answer: .done))
    }
}
