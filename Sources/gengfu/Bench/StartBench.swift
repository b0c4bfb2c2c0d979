import Foundation
import MQTT
import Simulation

/// `gengfu bench start`: from the start of the program on a full ring to the first PUBACK, for so long nobody watches
/// after an update or a power cut.
struct StartBench {
    let root: String
    let settings: StartSettings
    /// Where the store goes.
    let folder: String
    let stop = StopSignals()

    /// Messages between two looks at how full the ring is.
    private static let slice = 200_000

    /// - Parameter each: told of each start, in milliseconds.
    func run(each: (Double) -> Void) async throws -> StartReport {
        let configuration = "\(root)/deploy/mosquitto/gengfu.conf"
        for file in [configuration, "\(root)/DeviceProfiles"]
        where !FileManager.default.fileExists(atPath: file) {
            throw BenchFailure.missing(file: file)
        }
        let place = try IngestBench.temporaryFolder(in: folder)
        defer { try? FileManager.default.removeItem(atPath: place) }
        let broker: PrivateBroker
        do throws(PrivateBroker.Failure) {
            broker = try PrivateBroker(configuration: configuration)
        } catch {
            throw BenchFailure.broker("\(error)")
        }
        defer { broker.stop() }
        let relay = try AcknowledgementRelay(broker: broker.port)
        defer { relay.stop() }
        let site = BenchSite(root: root, devices: settings.devices)
        let file = try site.write(to: place, port: relay.port, authority: nil)
        try await fill(file, broker, in: place)
        let publisher = try Publisher(host: "127.0.0.1", port: Int(broker.port), clientID: "bench")
        defer { publisher.close() }
        var starts: [Double] = []
        for number in 0..<settings.starts {
            try stop.check()
            let payload = LoadPublisher.payload(
                device: 0, sequence: number,
                time: LoadPublisher.shanghaiText(Int64(Date().timeIntervalSince1970)))
            try publisher.publish(topic: LoadPublisher.topic(device: 0), payload: payload)
            try publisher.flush()
            starts.append(try await start(file, relay, in: place))
            each(starts[number])
        }
        return StartReport(machine: Machine(folder: folder), settings: settings, starts: starts.sorted())
    }

    /// Messages until the oldest readings give way.
    private func fill(_ file: String, _ broker: PrivateBroker, in place: String) async throws {
        let gateway = try GatewaySubject(configuration: file, delay: 0, in: place)
        defer { gateway.end() }
        try await gateway.ready(stop)
        for number in 1...settings.slices {
            let publisher = try ChildProgram(
                [
                    "bench", "publish", "--messages", "\(Self.slice)", "--devices", "\(settings.devices)",
                    "--port", "\(broker.port)",
                ] + (gateway.control.map { ["--control", $0] } ?? []), log: "\(place)/publisher.log")
            let lines = ChildLines(of: publisher, named: "the publisher")
            try await lines.waitForEnd(seconds: BenchPatience.round, stop: stop)
            var isFull = false
            try await gateway.poll("the last message", seconds: BenchPatience.round, every: 100, stop) {
                isFull = $0.losses.contains { $0.cause == .evicted }
                return $0.received >= number * Self.slice
            }
            if isFull { return }
        }
        throw BenchFailure.unsound("the ring is not full after \(settings.slices * Self.slice) messages")
    }

    /// One life: started, heard, and ended in order.
    private func start(_ file: String, _ relay: AcknowledgementRelay, in place: String) async throws -> Double
    {
        relay.forgetFirst()
        let began = Monotonic.microseconds
        let gateway = try GatewaySubject(configuration: file, delay: settings.syncDelay, in: place)
        defer { gateway.end() }
        let deadline = ContinuousClock.now + .seconds(BenchPatience.start)
        while true {
            if let first = relay.firstAcknowledged { return Double(first - began) / 1_000 }
            try stop.check()
            guard ContinuousClock.now < deadline else {
                throw BenchFailure.late(waitingFor: "the first PUBACK", seconds: BenchPatience.start)
            }
            try await Task.sleep(for: .milliseconds(2))
        }
    }
}

/// What was asked for.
struct StartSettings: Encodable {
    private enum CodingKeys: String, CodingKey {
        case devices, starts
        case syncDelay = "fsync_delay_us"
    }

    var devices: Int
    var starts: Int
    /// Microseconds added to each fdatasync.
    var syncDelay: Int
    /// Slices of messages after which a ring that is not full yet is given up.
    var slices = 40
}
