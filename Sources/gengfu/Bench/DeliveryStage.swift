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
    let place: String
    private let serving: Task<Void, any Error>

    /// Serves until its task is cancelled; tells its port once it listens.
    typealias FarSide =
        @Sendable (_ ready: @escaping @Sendable (_ port: Int) async -> Void) async throws -> Void

    /// - Parameters:
    ///   - folder: where the store goes.
    ///   - delay: microseconds added to each fdatasync of the gateway.
    init(
        _ site: DeliverySite, in folder: String, delay: Int, farSide: @escaping FarSide
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
        let (ports, port) = AsyncStream.makeStream(of: Int.self)
        serving = Task {
            defer { port.finish() }
            try await farSide { port.yield($0) }
        }
        var first = ports.makeAsyncIterator()
        guard let platform = await first.next() else {
            throw BenchFailure.unsound("the far side cannot listen")
        }
        let file = try site.write(to: place, broker: broker.port, platform: platform)
        gateway = try GatewaySubject(configuration: file, delay: delay, in: place)
        publisher = try Publisher(host: "127.0.0.1", port: Int(broker.port), clientID: "bench")
    }

    /// What a far side writes its own log to: nothing but what must not be missed.
    static var log: Logger {
        var log = Logger(label: "gengfu.bench")
        log.logLevel = .critical
        return log
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
