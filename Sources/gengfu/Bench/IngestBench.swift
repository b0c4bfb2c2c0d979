import Foundation
import MQTT

/// `gengfu bench ingest`: rounds of the plainest subscriber and of the whole path, each with a fresh broker on the
/// configuration we ship, so that neither finds what the other left.
///
/// Throughput is printed and proves little: with broker and publisher on the same cores the broker is the bottleneck
/// and a subscriber idles most of the time. What a gateway costs is its CPU per message.
struct IngestBench {
    let root: String
    let settings: IngestSettings
    /// Where the stores go; the disk under it is the one that is measured.
    let folder: String
    let stop = StopSignals()

    /// - Parameter each: called after each round.
    func run(each: (BenchRound) -> Void) async throws -> IngestReport {
        for file in ["\(root)/deploy/mosquitto/gengfu.conf", "\(root)/DeviceProfiles"]
        where !FileManager.default.fileExists(atPath: file) {
            throw BenchFailure.missing(file: file)
        }
        var rounds: [BenchRound] = []
        for number in 1...settings.rounds {
            // Who goes first changes, so that what warms or tires the machine favours neither.
            let order: [BenchRound.Subject] = number % 2 == 1 ? [.bare, .gateway] : [.gateway, .bare]
            for subject in order {
                let round = try await measure(subject, number)
                rounds.append(round)
                each(round)
            }
        }
        return IngestReport(machine: Machine(folder: folder), settings: settings, rounds: rounds)
    }

    private func measure(_ kind: BenchRound.Subject, _ number: Int) async throws -> BenchRound {
        try stop.check()
        let place = try Self.temporaryFolder(in: folder)
        defer { try? FileManager.default.removeItem(atPath: place) }
        let broker = try startBroker(socket: "\(place)/publisher")
        defer { broker.stop() }
        let relay = settings.rate > 0 && !settings.tls ? try AcknowledgementRelay(broker: broker.port) : nil
        defer { relay?.stop() }
        let address = BrokerAddress(
            port: relay?.port ?? broker.port, authority: broker.certificates?.authority)
        let subject: any BenchSubject =
            switch kind {
            case .bare: try BareSubject(address, count: settings.messages, in: place)
            case .gateway:
                try GatewaySubject(
                    address, site: BenchSite(root: root, devices: settings.devices),
                    delay: settings.syncDelay, in: place)
            }
        defer { subject.end() }
        try await subject.ready(stop)
        return try await round(number, kind, subject, broker, relay, in: place)
    }

    /// Meters before the first message, meters after the last.
    private func round(
        _ number: Int, _ kind: BenchRound.Subject, _ subject: any BenchSubject, _ broker: PrivateBroker,
        _ relay: AcknowledgementRelay?, in place: String
    ) async throws -> BenchRound {
        let meter = ProcessMeter(pid: subject.pid)
        let syncsBefore = subject.syncs?.count() ?? 0
        let before = try meter.usage()
        let log = "\(place)/publisher.log"
        let publisher = try startPublisher(for: subject, broker: broker, log: log, in: place)
        defer { publisher.stop() }
        let lines = ChildLines(of: publisher, named: "the publisher")
        let started = try await lines.wait(for: "started", seconds: BenchPatience.start, log: log, stop: stop)
        let ended = try await subject.complete(settings.messages, publisher: lines, stop)
        let after = try meter.usage()
        let seconds = Double(ended - (Int64(started) ?? ended)) / 1_000_000
        let count = Double(settings.messages)
        var values = Self.cost(from: before, to: after, messages: count)
        values[.messagesPerSecond] = count / seconds
        values[.anonymous] = Double(try meter.anonymousBytes())
        if let syncs = subject.syncs {
            let now = syncs.count()
            values[.syncs] = Double(now - syncsBefore)
            values[.syncMedian] = Spread(syncs.durations(from: syncsBefore, to: now).map(Double.init))?.median
        }
        if let measured = relay?.measured {
            values[.delayMedian] = measured.milliseconds(quantile: 0.5)
            values[.delayHigh] = measured.milliseconds(quantile: 0.99)
            values[.delayLongest] = Double(measured.longest) / 1_000
        }
        values.merge(try subject.finish(settings.messages)) { $1 }
        return BenchRound(
            round: number, subject: kind, messages: settings.messages, seconds: seconds, values: values)
    }

    /// What a process used per message. The CPU clock says how much in all, the ticks how it splits.
    private static func cost(
        from before: ProcessMeter.Usage, to after: ProcessMeter.Usage, messages: Double
    ) -> [BenchMetric: Double] {
        let cpu = Double(after.cpuNanoseconds - before.cpuNanoseconds) / 1_000 / messages
        let user = Double(after.userTicks - before.userTicks)
        let ticks = user + Double(after.systemTicks - before.systemTicks)
        var values: [BenchMetric: Double] = [
            .cpuPerMessage: cpu,
            .writtenPerMessage: Double(after.writtenBytes - before.writtenBytes) / messages,
        ]
        if ticks > 0 {
            values[.userPerMessage] = cpu * user / ticks
            values[.systemPerMessage] = cpu * (ticks - user) / ticks
        }
        return values
    }

    /// With TLS the subject speaks it and the publisher takes a Unix socket: its own TLS is not what is measured.
    private func startBroker(socket: String) throws -> PrivateBroker {
        var options = PrivateBroker.Options()
        options.usesTLS = settings.tls
        if settings.tls { options.lines = ["listener 0 \(socket)"] }
        do throws(PrivateBroker.Failure) {
            return try PrivateBroker(
                configuration: "\(root)/deploy/mosquitto/gengfu.conf", options: options)
        } catch {
            throw BenchFailure.broker("\(error)")
        }
    }

    private func startPublisher(
        for subject: any BenchSubject, broker: PrivateBroker, log: String, in place: String
    ) throws -> ChildProgram {
        let way = settings.tls ? ["--socket", "\(place)/publisher"] : ["--port", "\(broker.port)"]
        let limit = subject.control.map { ["--control", $0] } ?? []
        return try ChildProgram(
            [
                "bench", "publish", "--messages", "\(settings.messages)", "--devices", "\(settings.devices)",
                "--rate", "\(settings.rate)",
            ] + way + limit, log: log)
    }

    /// A folder of our own that only we can read.
    static func temporaryFolder(in parent: String) throws(BenchFailure) -> String {
        var template = Array("\(parent)/gengfu-bench-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw .missing(file: parent) }
        return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
