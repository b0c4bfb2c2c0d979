import Glibc
import Simulation

/// Publishes ES1500 messages at QoS 1, as fast as the broker takes them or at a steady pace.
struct LoadPublisher {
    var port: Int
    var devices: Int
    /// Messages per second; 0: as fast as the broker takes them.
    var rate: Int
    var count: Int

    /// Sends `count` messages and waits for every PUBACK.
    func run() throws {
        let publisher = try Publisher(host: "127.0.0.1", port: port, clientID: "load")
        let started = Monotonic.microseconds
        var lastSecond: Int64 = -1
        var time = ""
        for sequence in 0..<count {
            pace(sequence, since: started)
            let second = Self.wallSeconds()
            if second != lastSecond {
                lastSecond = second
                time = Self.shanghaiText(second)
            }
            let device = sequence % devices
            let payload = Self.payload(device: device, sequence: sequence / devices, time: time)
            try publisher.publish(topic: "TerminalData/E\(device)/real_ok", payload: payload)
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
