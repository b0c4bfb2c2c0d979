import Foundation
import Glibc
import Testing

@testable import Control
@testable import Facility

@Suite struct ListeningTests {
    @Test("The socket file lets in its owner and group and nobody else, and goes with the server")
    func mode() throws {
        let fixture = try Fixture()
        var status = stat()
        #expect(lstat(fixture.path, &status) == 0)
        #expect(status.st_mode & 0o777 == 0o660)
        fixture.server = nil
        #expect(lstat(fixture.path, &status) != 0)
    }

    @Test("A second gateway is refused while the first listens")
    func inUse() throws {
        let fixture = try Fixture()
        #expect(throws: ControlSocketError.inUse(path: fixture.path)) {
            try ControlServer(path: fixture.path)
        }
        _ = try fixture.connect()
        #expect(fixture.turn { fixture.server.connectionCount > 0 }, "the first one is unharmed")
    }

    @Test("The socket file of a dead gateway is replaced")
    func stale() throws {
        let fixture = try Fixture(listening: false)
        let dead = try UnixSocket.open()
        _ = try ControlServer.bind(dead, fixture.path, 0o600)
        close(dead)
        #expect(access(fixture.path, F_OK) == 0)
        fixture.server = try ControlServer(path: fixture.path)
        _ = try fixture.connect()
    }

    @Test("Whatever is no socket is left alone")
    func notASocket() throws {
        let fixture = try Fixture(listening: false)
        try Data("precious".utf8).write(to: URL(fileURLWithPath: fixture.path))
        #expect(throws: ControlSocketError.notASocket(path: fixture.path)) {
            try ControlServer(path: fixture.path)
        }
        #expect(try String(contentsOfFile: fixture.path, encoding: .utf8) == "precious")
    }

    @Test("A path that no socket address holds is refused by name")
    func longPath() {
        let path = "/tmp/" + String(repeating: "x", count: 103)
        #expect(throws: ControlSocketError.pathTooLong(path: path)) { try ControlServer(path: path) }
        #expect(throws: ControlSocketError.pathTooLong(path: path)) {
            try ControlClient(path: path).ask(.status)
        }
    }
}
