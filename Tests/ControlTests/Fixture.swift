import Foundation
import Glibc

@testable import Control
@testable import Facility

/// A server with a loop of its own turn by turn, and askers on real sockets.
final class Fixture {
    let folder: String
    var path: String { folder + "/control" }
    var server: ControlServer!
    var calls: [ControlServer.Call] = []

    init(listening: Bool = true) throws {
        var template = Array("/tmp/gengfu-control-XXXXXX".utf8CString)
        guard let made = mkdtemp(&template) else { throw CocoaError(.fileWriteUnknown) }
        folder = String(cString: made)
        if listening { server = try ControlServer(path: path) }
    }

    deinit {
        server = nil
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// One turn of the loop: polls for at most `milliseconds`.
    func turn(_ milliseconds: Int32 = 20) {
        var entries = server.pollEntries
        poll(&entries, nfds_t(entries.count), milliseconds)
        calls += server.service(entries)
    }

    /// Turns until the condition holds; false when it does not within five seconds.
    func turn(until condition: () -> Bool) -> Bool {
        let end = UnixSocket.monotonicMilliseconds() + 5_000
        while UnixSocket.monotonicMilliseconds() < end {
            if condition() { return true }
            turn(5)
        }
        return condition()
    }

    /// A connected socket that writes and reads raw bytes.
    func connect() throws -> RawPeer {
        let descriptor = try UnixSocket.open()
        try UnixSocket.connect(descriptor, to: path)
        return RawPeer(descriptor: descriptor)
    }

    static let incident = IncidentID(site: "longhu", epoch: 0x3a_9c04_e7d1, number: 42)

    static let status = StatusReport(
        site: "longhu", siteName: "龙湖一期", program: "0.1.0", configuration: "c0ffee",
        started: Timestamp(milliseconds: 1_000), now: Timestamp(milliseconds: 61_000),
        devices: DeviceCounts(total: 434, heard: 430, silent: 3, never: 1),
        coverage: CoverageCounts(decidable: 900, weak: 12, undecidable: 3),
        incidents: IncidentCounts(severe: 1, extreme: 2, unconfirmed: 3),
        ring: RingReport(bytes: 1, limitBytes: 2, commitP99Microseconds: 90.5))
}

/// The bare other end of a connection.
final class RawPeer {
    let descriptor: Int32
    private var buffer: [UInt8] = []

    init(descriptor: Int32) { self.descriptor = descriptor }
    deinit { close(descriptor) }

    /// Writes as much as the socket takes.
    @discardableResult
    func write(_ text: String) -> Int {
        if case .moved(let count) = UnixSocket.send(descriptor, Array(text.utf8)[...]) { count } else { 0 }
    }

    func finishWriting() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// The lines that have come so far.
    func lines() -> [String] {
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while case .moved(let count) = chunk.withUnsafeMutableBytes({
            UnixSocket.receive(descriptor, into: $0)
        }) {
            buffer += chunk[..<count]
        }
        return String(decoding: buffer, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    /// Whether the server has closed the connection.
    var isClosed: Bool {
        _ = lines()
        var byte: UInt8 = 0
        return withUnsafeMutableBytes(of: &byte) {
            recv(descriptor, $0.baseAddress, 1, Int32(MSG_PEEK))
        }
            == 0
    }
}
