import Foundation
import MQTT

/// `gengfu bench idle`: what a compound costs where nothing happens, which is what it does all year: memory that no file
/// backs, processor, and what gateway and broker write to a disk that wears out.
struct IdleBench {
    let root: String
    let settings: IdleSettings
    /// Where the store goes.
    let folder: String
    let stop = StopSignals()

    /// Seconds before the first reading of the meters: connections are made, tables filled, the new store's pages touched.
    private static let warmUp = 15

    func run() async throws -> IdleReport {
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
        let subject = try GatewaySubject(
            BrokerAddress(port: broker.port, authority: nil),
            site: BenchSite(root: root, devices: settings.devices), delay: settings.syncDelay, in: place)
        defer { subject.end() }
        try await subject.ready(stop)
        return try await measure(subject, broker, in: place)
    }

    private func measure(
        _ subject: GatewaySubject, _ broker: PrivateBroker, in place: String
    ) async throws -> IdleReport {
        let count = settings.rate * (Self.warmUp + settings.seconds)
        let log = "\(place)/publisher.log"
        let publisher = try ChildProgram(
            [
                "bench", "publish", "--messages", "\(count)", "--devices", "\(settings.devices)", "--rate",
                "\(settings.rate)", "--port", "\(broker.port)",
            ], log: log)
        defer { publisher.stop() }
        let lines = ChildLines(of: publisher, named: "the publisher")
        _ = try await lines.wait(for: "started", seconds: BenchPatience.start, log: log, stop: stop)
        guard let brokerID = broker.pid else { throw BenchFailure.noBroker }
        let meters = (gateway: ProcessMeter(pid: subject.pid), broker: ProcessMeter(pid: brokerID))
        try await Task.sleep(for: .seconds(Self.warmUp))
        let before = (try meters.gateway.usage(), try meters.broker.usage(), Monotonic.microseconds)
        try await Task.sleep(for: .seconds(settings.seconds))
        try stop.check()
        let after = (try meters.gateway.usage(), try meters.broker.usage(), Monotonic.microseconds)
        let seconds = Double(after.2 - before.2) / 1_000_000
        let report = IdleReport(
            machine: Machine(folder: folder), settings: settings,
            gateway: IdleReport.Cost(from: before.0, to: after.0, seconds: seconds),
            broker: IdleReport.Cost(from: before.1, to: after.1, seconds: seconds),
            gatewayMemory: try meters.gateway.anonymousBytes(),
            brokerMemory: try meters.broker.anonymousBytes())
        // Every message is a committed reading and nothing was raised, or the figures are of something else.
        _ = try await subject.complete(count, publisher: lines, stop)
        _ = try subject.finish(count)
        return report
    }
}

/// What was asked for.
struct IdleSettings: Encodable {
    private enum CodingKeys: String, CodingKey {
        case devices, rate, seconds
        case syncDelay = "fsync_delay_us"
    }

    var devices: Int
    /// Messages per second in all.
    var rate: Int
    /// Between the two readings of the meters.
    var seconds: Int
    /// Microseconds added to each fdatasync.
    var syncDelay: Int
}
