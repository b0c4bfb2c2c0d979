import Control
import Facility
import Foundation
import Simulation
import Synchronization

/// Publishes ES1500 messages at QoS 1, as fast as the broker takes them or at a steady pace.
struct LoadPublisher {
    /// 127.0.0.1, or the path of the broker's Unix socket with port 0.
    var host: String
    var port: Int
    var devices: Int
    /// Messages per second; 0: as fast as the broker takes them.
    var rate: Int
    var count: Int
    /// Control socket of a gateway that must not fall further behind than `backlogLimit`; nil: nobody waits.
    var control: String?

    /// Half of what the shipped broker keeps per client: beyond the whole it would drop.
    static let backlogLimit = 50_000

    /// The topic of a device's running state.
    static func topic(device: Int) -> String { "TerminalData/E\(device)/real_ok" }

    /// Matches all of them.
    static let filter = "TerminalData/+/real_ok"

    /// Sends `count` messages and waits for every PUBACK.
    /// - Parameter onStart: called when the connection stands and the first message is about to go.
    func run(onStart: () -> Void) throws {
        let publisher = try Publisher(host: host, port: port, clientID: "load")
        let gauge = control.map { Backlog(control: $0) }
        onStart()
        let started = Monotonic.microseconds
        var lastSecond: Int64 = -1
        var time = ""
        for sequence in 0..<count {
            pace(sequence, since: started)
            while let gauge, sequence - gauge.received > Self.backlogLimit { usleep(1_000) }
            let second = Self.wallSeconds()
            if second != lastSecond {
                lastSecond = second
                time = Self.shanghaiText(second)
            }
            let device = sequence % devices
            let payload = Self.payload(device: device, sequence: sequence / devices, time: time)
            try publisher.publish(topic: Self.topic(device: device), payload: payload)
        }
        try publisher.flush()
        publisher.close()
    }

    /// Waits until this message is due; in steps of a millisecond, so that a pace is a stream and not bursts.
    private func pace(_ sequence: Int, since started: Int64) {
        guard rate > 0 else { return }
        let due = started + Int64(sequence) * 1_000_000 / Int64(rate)
        let early = due - Monotonic.microseconds
        if early > 1_000 { usleep(UInt32(early)) }
    }

    private static func wallSeconds() -> Int64 {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        return Int64(now.tv_sec)
    }

    /// `yyyy-MM-dd HH:mm:ss` at UTC+8, as the terminal writes it: without a zone.
    static func shanghaiText(_ seconds: Int64) -> String {
        var time = time_t(seconds + 8 * 3_600)
        var parts = tm()
        gmtime_r(&time, &parts)
        var text = [CChar](repeating: 0, count: 32)
        strftime(&text, text.count, "%Y-%m-%d %H:%M:%S", &parts)
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// A lift on its way between floors; all values are strings, as the terminal sends them.
    static func payload(device: Int, sequence: Int, time: String) -> [UInt8] {
        let floor = 1 + (device + sequence) % 28
        let speed = sequence % 3 == 0 ? "0" : "1.\(sequence % 100)"
        return Array(
            """
            {"Parameters":{"Id":"E\(device)","Version":"1.5","Time":"\(time)"},\
            "State":{"Floor":"\(floor)","Status":"\(sequence % 3)","Door":"0","People":"\(sequence % 2)",\
            "Speed":"\(speed)","Hum":"4\(sequence % 10)","Temp":"2\(sequence % 10).5"}}
            """.utf8)
    }
}

/// How many messages the gateway has taken, asked ten times a second: some 0.1 % of its CPU.
private final class Backlog: Sendable {
    private let taken = Atomic<Int>(0)

    var received: Int { taken.load(ordering: .relaxed) }

    init(control: String) {
        Thread.detachNewThread { [weak self] in
            let client = ControlClient(path: control)
            while let self {
                if case .answer(.status(let status)) = try? client.ask(.status) {
                    self.taken.store(status.received, ordering: .relaxed)
                }
                usleep(100_000)
            }
        }
    }
}

extension StatusReport {
    /// Messages of all sessions since the program's start.
    var received: Int { Int(sessions.reduce(0) { $0 + $1.messages }) }
}
