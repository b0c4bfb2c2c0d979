import Foundation
import Simulation
import Synchronization

/// `gengfu bench drain`: a platform was away, so many deliveries wait in the outbox; it comes back and answers each after
/// a fixed time. What is asked is how much of the time goes into anything but its answers.
struct DrainBench {
    let root: String
    let settings: DrainSettings
    /// Where the store goes.
    let folder: String
    let stop = StopSignals()

    /// What the far side heard since it is back.
    private final class Tally: Sendable {
        private struct State {
            var keys: Set<String> = []
            var repeats = 0
            var first: Int64 = 0
            var last: Int64 = 0
        }

        private let state = Mutex(State())

        func hear(_ key: String) {
            let now = Monotonic.microseconds
            state.withLock { state in
                if state.keys.isEmpty { state.first = now }
                guard state.keys.insert(key).inserted else {
                    state.repeats += 1
                    return
                }
                state.last = now
            }
        }

        var count: Int { state.withLock { $0.keys.count } }
        var repeats: Int { state.withLock { $0.repeats } }
        var seconds: Double { state.withLock { Double($0.last - $0.first) / 1_000_000 } }
    }

    /// - Parameter each: told now and then how many are at the far side.
    func run(each: (Int) -> Void) async throws -> DrainReport {
        let site = DeliverySite(
            root: root, flickers: settings.devices, concurrency: settings.concurrency, ratePerSecond: 10_000)
        let tally = Tally()
        let latency = Duration.milliseconds(settings.latency)
        let server = ReceiptServer(latency: latency, log: DeliveryStage.log) { tally.hear($0.idempotencyKey) }
        let stage = try await DeliveryStage(site, in: folder, delay: settings.syncDelay) {
            try await server.run(onReady: $0)
        }
        do {
            let report = try await measure(stage, server, tally, each)
            await stage.end()
            return report
        } catch {
            await stage.end()
            throw error
        }
    }

    private func measure(
        _ stage: DeliveryStage, _ server: ReceiptServer, _ tally: Tally, _ each: (Int) -> Void
    ) async throws -> DrainReport {
        server.setDown(true)
        try await stage.gateway.ready(stop)
        for turn in 0..<settings.deliveries / settings.devices {
            for number in 0..<settings.devices {
                let (topic, payload) = DeliverySite.flicker(number, isOn: turn % 2 == 0)
                try stage.publisher.publish(topic: topic, payload: payload)
            }
            try stop.check()
        }
        try stage.publisher.flush()
        try await stage.gateway.poll("the waiting deliveries", seconds: BenchPatience.round, every: 500, stop)
        {
            $0.destinations.first?.waiting ?? 0 >= settings.deliveries
        }
        server.setDown(false)
        let deadline = ContinuousClock.now + .seconds(settings.patience)
        while tally.count < settings.deliveries {
            try stop.check()
            guard ContinuousClock.now < deadline else {
                throw BenchFailure.unsound(
                    "\(tally.count) of \(settings.deliveries) deliveries after \(settings.patience) s")
            }
            each(tally.count)
            try await Task.sleep(for: .seconds(1))
        }
        return DrainReport(
            machine: Machine(folder: folder), settings: settings, seconds: tally.seconds,
            repeats: tally.repeats)
    }
}

/// What was asked for.
struct DrainSettings: Encodable {
    private enum CodingKeys: String, CodingKey {
        case deliveries, devices, concurrency
        case latency = "latency_ms"
        case syncDelay = "fsync_delay_us"
    }

    /// A multiple of `devices`.
    var deliveries: Int
    var devices: Int
    /// Exchanges under way at once.
    var concurrency: Int
    /// Milliseconds before the far side answers.
    var latency: Int
    /// Microseconds added to each fdatasync.
    var syncDelay: Int

    /// Seconds that the answers alone take.
    var ideal: Double { Double(deliveries) * Double(latency) / 1_000 / Double(concurrency) }
    /// Seconds after which it is given up: five times the ideal, and five minutes for a breaker to close.
    var patience: Int { 300 + Int(ideal * 5) }
}
