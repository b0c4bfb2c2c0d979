import Foundation
import Logging
import MQTT
import Simulation

/// Broker, far side, gateway and publisher of a delivery benchmark. The far side listens in this process, so that one
/// clock times both ends of the way.
final class DeliveryStage {
    let broker: PrivateBroker
    let gateway: GatewaySubject
    let publisher: Publisher
    let server: ReceiptServer
    let place: String
    private let serving: Task<Void, any Error>

    /// - Parameters:
    ///   - folder: where the store goes.
    ///   - delay: microseconds added to each fdatasync of the gateway.
    ///   - latency: of the far side's answers.
    init(
        _ site: DeliverySite, in folder: String, delay: Int, latency: Duration = .zero,
        heard: @escaping @Sendable (ReceiptServer.Receipt) -> Void
    ) async throws {
        let configuration = "\(site.root)/deploy/mosquitto/gengfu.conf"
        for file in [configuration, "\(site.root)/DeviceProfiles"]
        where !FileManager.default.fileExists(atPath: file) {
            throw BenchFailure.missing(file: file)
        }
        place = try IngestBench.temporaryFolder(in: folder)
        do throws(PrivateBroker.Failure) {
            broker = try PrivateBroker(configuration: configuration)
        } catch {
            throw BenchFailure.broker("\(error)")
        }
        var log = Logger(label: "gengfu.bench")
        log.logLevel = .critical
        let server = ReceiptServer(latency: latency, log: log, heard: heard)
        self.server = server
        let (ports, port) = AsyncStream.makeStream(of: Int.self)
        serving = Task {
            defer { port.finish() }
            try await server.run { port.yield($0) }
        }
        var first = ports.makeAsyncIterator()
        guard let platform = await first.next() else {
            throw BenchFailure.unsound("the far side cannot listen")
        }
        let file = try site.write(to: place, broker: broker.port, platform: platform)
        gateway = try GatewaySubject(configuration: file, delay: delay, in: place)
        publisher = try Publisher(host: "127.0.0.1", port: Int(broker.port), clientID: "bench")
    }

    func end() async {
        publisher.close()
        gateway.end()
        serving.cancel()
        _ = await serving.result
        broker.stop()
        try? FileManager.default.removeItem(atPath: place)
    }
}
