import Control
import Foundation
import MQTT

/// `gengfu bench reload`: a sheet is rewritten and put in force again and again while messages flow, since no fire may
/// wait for an installer's correction.
///
/// Broker, publisher, gateway and the thread that reads the sheet share the machine's cores, as on a gateway.
struct ReloadBench {
    let root: String
    let settings: ReloadSettings
    /// Where the store goes.
    let folder: String
    let stop = StopSignals()

    /// - Parameter each: called after each reload.
    func run(each: (ReloadFigure) -> Void) async throws -> ReloadBenchReport {
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
        let subject = try GatewaySubject(
            BrokerAddress(port: relay.port, authority: nil), site: site, delay: 0, in: place)
        defer { subject.end() }
        try await subject.ready(stop)
        let control = ControlClient(path: "\(place)/control")
        let publisher = try publish(to: broker, in: place)
        defer { publisher.stop() }
        let lines = ChildLines(of: publisher, named: "the publisher")
        let log = "\(place)/publisher.log"
        _ = try await lines.wait(for: "started", seconds: BenchPatience.start, log: log, stop: stop)
        let pause = Double(settings.seconds) / Double(settings.reloads + 2)
        var figures: [ReloadFigure] = []
        var holdBefore = 0.0
        for revision in 1...(settings.reloads + 1) {
            try await Task.sleep(for: .seconds(pause))
            try stop.check()
            if revision == 1 { holdBefore = try Self.status(control).longestHoldMilliseconds ?? 0 }
            // The last sheet is full of mistakes: it must not hold the watch any longer than a good one.
            let isFaulty = revision > settings.reloads
            let sheet = try site.sheet(revision: revision, isFaulty: isFaulty).text
            try sheet.write(toFile: "\(place)/devices.csv", atomically: true, encoding: .utf8)
            figures.append(try reload(control, isFaulty: isFaulty))
            each(figures[figures.count - 1])
        }
        _ = try await subject.complete(settings.messages, publisher: lines, stop)
        let status = try Self.status(control)
        let delays = relay.measured
        _ = try subject.finish(settings.messages)
        return ReloadBenchReport(
            machine: Machine(folder: folder), settings: settings, reloads: figures,
            holdBefore: holdBefore,
            longestHold: status.longestHoldMilliseconds ?? 0,
            longestReloadHold: status.longestReloadHoldMilliseconds ?? 0,
            delayHigh: delays.milliseconds(quantile: 0.99) ?? 0,
            delayLongest: Double(delays.longest) / 1_000)
    }

    private func publish(to broker: PrivateBroker, in place: String) throws -> ChildProgram {
        try ChildProgram(
            [
                "bench", "publish", "--messages", "\(settings.messages)", "--devices", "\(settings.devices)",
                "--rate", "\(settings.rate)", "--port", "\(broker.port)",
            ], log: "\(place)/publisher.log")
    }

    private func reload(_ control: ControlClient, isFaulty: Bool) throws -> ReloadFigure {
        let began = Monotonic.microseconds
        guard case .answer(.reload(let report)) = try control.ask(.reload) else {
            throw BenchFailure.unsound("the gateway does not answer a reload")
        }
        let milliseconds = Double(Monotonic.microseconds - began) / 1_000
        guard report.isInForce != isFaulty else {
            let said = report.diagnostics.first ?? ""
            throw BenchFailure.unsound(
                isFaulty ? "a faulty sheet is in force" : "the sheet is not in force: \(said)")
        }
        return ReloadFigure(
            isFaulty: isFaulty, milliseconds: milliseconds,
            longestHold: try Self.status(control).longestHoldMilliseconds ?? 0)
    }

    private static func status(_ control: ControlClient) throws -> StatusReport {
        guard case .answer(.status(let status)) = try control.ask(.status) else {
            throw BenchFailure.unsound("the gateway does not say how it stands")
        }
        return status
    }
}
