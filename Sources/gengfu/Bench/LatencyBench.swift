import Foundation
import Simulation
import Synchronization

/// `gengfu bench latency`: from a sensor's PUBLISH to the last byte of the case at its destination, alone and behind a
/// backlog. Broker, publisher, gateway and far side share the machine's cores, as on a gateway.
struct LatencyBench {
    let root: String
    let settings: LatencySettings
    /// Where the store goes.
    let folder: String
    let stop = StopSignals()

    /// When an alarm was published and when it was heard of, in microseconds of the monotonic clock.
    private final class Times: Sendable {
        private let heard = Mutex<[String: Int64]>([:])

        func hear(_ device: String) {
            let now = Monotonic.microseconds
            heard.withLock { if $0[device] == nil { $0[device] = now } }
        }

        func at(_ device: String) -> Int64? { heard.withLock { $0[device] } }

        func count(of prefix: Character) -> Int {
            heard.withLock { $0.keys.count { $0.first == prefix } }
        }
    }

    func run() async throws -> LatencyReport {
        var site = DeliverySite(root: root, alarms: settings.alarms + Self.warmUp)
        site.minors = settings.minors
        site.lifts = settings.rate > 0 ? settings.lifts : 0
        site.kind = settings.kind
        let times = Times()
        let stage = try await DeliveryStage(
            site, in: folder, delay: settings.syncDelay, farSide: Self.farSide(settings.kind, times))
        do {
            let report = try await measure(stage, times)
            await stage.end()
            return report
        } catch {
            await stage.end()
            throw error
        }
    }

    private static func farSide(_ kind: DeliveryKind, _ times: Times) -> DeliveryStage.FarSide {
        switch kind {
        case .http:
            let server = ReceiptServer(log: DeliveryStage.log) { receipt in
                if receipt.action == .report { times.hear(receipt.device) }
            }
            return { try await server.run(onReady: $0) }
        case .gb26875:
            let server = FireCentreServer { heard in
                if let device = DeliverySite.device(at: heard) { times.hear(device) }
            }
            return { try await server.run(onReady: $0) }
        }
    }

    /// Alarms that are sent first and not counted: connections are made and pages touched by them.
    private static let warmUp = 5

    private func measure(_ stage: DeliveryStage, _ times: Times) async throws -> LatencyReport {
        try await stage.gateway.ready(stop)
        for number in 0..<settings.minors {
            let (topic, payload) = DeliverySite.minor(number)
            try stage.publisher.publish(topic: topic, payload: payload)
        }
        try stage.publisher.flush()
        try await stage.gateway.poll("the minor incidents", seconds: BenchPatience.round, every: 200, stop) {
            $0.incidents.total >= settings.minors
        }
        let load = try settings.rate > 0 ? startLoad(stage) : nil
        defer { load?.stop() }
        if let load {
            let lines = ChildLines(of: load, named: "the publisher")
            _ = try await lines.wait(
                for: "started", seconds: BenchPatience.start, log: "\(stage.place)/load.log", stop: stop)
        }
        var syncsBefore = stage.gateway.syncs?.count() ?? 0
        var delays: [Int64] = []
        for number in 0..<settings.alarms + Self.warmUp {
            if number == Self.warmUp { syncsBefore = stage.gateway.syncs?.count() ?? 0 }
            try stop.check()
            let delay = try await sample(number, stage, times)
            if number >= Self.warmUp { delays.append(delay) }
            // Out of step with every period in the gateway and the load.
            try await Task.sleep(for: .milliseconds(Int.random(in: 40...90)))
        }
        let syncs = stage.gateway.syncs
        let durations = syncs?.durations(from: syncsBefore, to: syncs?.count() ?? 0) ?? []
        let waiting = settings.minors - times.count(of: "D")
        if settings.minors > 0, waiting == 0 {
            throw BenchFailure.unsound("all minor incidents were told before the last alarm: nothing waited")
        }
        return LatencyReport(
            machine: Machine(folder: folder), settings: settings, delays: delays.sorted(),
            syncs: durations.sorted(), stillWaiting: waiting)
    }

    private func sample(_ number: Int, _ stage: DeliveryStage, _ times: Times) async throws -> Int64 {
        let (topic, payload) = DeliverySite.alarm(number)
        let began = Monotonic.microseconds
        try stage.publisher.publish(topic: topic, payload: payload)
        let deadline = ContinuousClock.now + .seconds(Self.patience)
        while true {
            if let heard = times.at("G\(number)") { return heard - began }
            try stop.check()
            guard ContinuousClock.now < deadline else {
                throw BenchFailure.late(waitingFor: "alarm \(number)", seconds: Self.patience)
            }
            try await Task.sleep(for: .milliseconds(2))
        }
    }

    /// Three times what promise 3 allows.
    private static let patience = 30

    private func startLoad(_ stage: DeliveryStage) throws -> ChildProgram {
        try ChildProgram(
            [
                "bench", "publish", "--messages", "\(settings.rate * 3_600)", "--devices",
                "\(settings.lifts)",
                "--rate", "\(settings.rate)", "--port", "\(stage.broker.port)",
            ], log: "\(stage.place)/load.log")
    }
}

/// What was asked for.
struct LatencySettings: Encodable {
    private enum CodingKeys: String, CodingKey {
        case kind, alarms, minors, rate, lifts
        case syncDelay = "fsync_delay_us"
    }

    var kind: DeliveryKind
    /// Each of a detector of its own.
    var alarms: Int
    /// Minor incidents that wait for the same destination meanwhile.
    var minors: Int
    /// Telemetry messages per second meanwhile; 0: none.
    var rate: Int
    var lifts = 1_000
    /// Microseconds added to each fdatasync.
    var syncDelay: Int
}
