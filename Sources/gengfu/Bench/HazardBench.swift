import Facility
import Foundation
import SiteConfiguration

/// Conditions of a whole compound on one core: messages are decoded, windows filled and every condition asked, in
/// memory, without a broker and a disk.
///
/// Every message changes every point of its device, so each of the device's hazards is asked once per message: that is
/// how many condition evaluations are counted. No value is dangerous; a raise ends the benchmark.
struct HazardBench {
    /// What is measured against, on one core of any machine that we run on.
    static let floor = (evaluationsPerSecond: 3_000_000, share: 0.10, anonymousBytes: Int64(96) << 20)
    /// Messages per second at which the share of a core is worked out.
    static let rate = 5_000
    static let points = 10
    static let hazards = 25
    /// Window calls of each device, and the samples in each.
    static let windows = 4
    static let samples = 60
    /// Payloads made beforehand; any two that follow one another differ in every value.
    private static let payloads = 64
    /// As many as the loop commits at once (`CommitPace.groupSize`).
    private static let batchSize = 200
    /// 2024-03-01T00:00:00Z.
    private static let start: Int64 = 1_709_251_200_000

    struct Outcome: Encodable {
        var devices: Int
        var points = HazardBench.points
        var hazardsPerDevice = HazardBench.hazards
        var windowsPerDevice = HazardBench.windows
        var samplesPerWindow = HazardBench.samples
        var messages: Int
        var readings: Int
        var evaluations: Int
        var evaluationsPerSecond: Int
        var messagesPerSecond: Int
        var nanosecondsPerEvaluation: Double
        /// Share of one core at 5,000 messages a second.
        var coreShare: Double
        /// The same with the readings given, not decoded.
        var evaluationsPerSecondDecoded: Int
        var anonymousBytes: Int64

        enum CodingKeys: String, CodingKey {
            case devices, points, messages, readings, evaluations
            case hazardsPerDevice = "hazards_per_device"
            case windowsPerDevice = "windows_per_device"
            case samplesPerWindow = "samples_per_window"
            case evaluationsPerSecond = "evaluations_per_second"
            case messagesPerSecond = "messages_per_second"
            case nanosecondsPerEvaluation = "nanoseconds_per_evaluation"
            case coreShare = "core_share_at_5000_messages_per_second"
            case evaluationsPerSecondDecoded = "evaluations_per_second_without_decoding"
            case anonymousBytes = "anonymous_bytes"
        }

        var isBelowFloor: Bool {
            evaluationsPerSecond < HazardBench.floor.evaluationsPerSecond
                || coreShare > HazardBench.floor.share
                || anonymousBytes > HazardBench.floor.anonymousBytes
        }
    }

    let devices: Int
    /// Messages measured, after the windows are full.
    let messages: Int

    func run() throws -> Outcome {
        let site = try HazardBenchSite(devices: devices).site()
        let now = Timestamp(milliseconds: Self.start)
        var engine = Engine(
            site: site, numbering: Numbering(devices: devices, points: site.points.count),
            recovery: Recovery(epoch: 0), now: now)
        var effects = Effects()
        engine.start(now: now, effects: &effects)
        effects.removeAll()
        var load = HazardLoad(devices: devices, payloads: Self.payloads)
        let meter = ProcessMeter(pid: getpid())
        // A device's windows hold their samples after as many messages, and a few more turn everything over.
        try drive(&engine, &load, &effects, count: devices * (Self.samples + 4))
        let before = try meter.usage().cpuNanoseconds
        let readings = try drive(&engine, &load, &effects, count: messages)
        let taken = try meter.usage().cpuNanoseconds - before
        let bytes = try meter.anonymousBytes()
        guard readings == messages * Self.points else {
            throw BenchFailure.unsound("\(readings) readings of \(messages) messages")
        }
        let decoded = try driveDecoded(&engine, &load, &effects, meter)
        let evaluations = messages * Self.hazards
        return Outcome(
            devices: devices, messages: messages, readings: readings, evaluations: evaluations,
            evaluationsPerSecond: Int(Double(evaluations) * 1e9 / Double(taken)),
            messagesPerSecond: Int(Double(messages) * 1e9 / Double(taken)),
            nanosecondsPerEvaluation: Double(taken) / Double(evaluations),
            coreShare: Double(taken) / Double(messages) * Double(Self.rate) / 1e9,
            evaluationsPerSecondDecoded: Int(Double(evaluations) * 1e9 / Double(decoded)),
            anonymousBytes: bytes)
    }

    /// - Returns: readings decoded.
    @discardableResult
    private func drive(
        _ engine: inout Engine, _ load: inout HazardLoad, _ effects: inout Effects, count: Int
    ) throws -> Int {
        let batch = MessageBatch(limit: Self.batchSize)
        var readings = 0
        var left = count
        while left > 0 {
            batch.removeAll()
            let now = load.fill(batch, count: min(left, Self.batchSize), start: Self.start, rate: Self.rate)
            left -= batch.count
            for position in 0..<batch.count { engine.step(batch, at: position, now: now, effects: &effects) }
            guard effects.incidents.isEmpty, effects.losses.isEmpty else {
                throw BenchFailure.unsound("the load raised an incident or lost a message")
            }
            readings += effects.readingCount
            effects.removeAll()
        }
        return readings
    }

    /// - Returns: CPU time, nanoseconds.
    private func driveDecoded(
        _ engine: inout Engine, _ load: inout HazardLoad, _ effects: inout Effects, _ meter: ProcessMeter
    ) throws -> Int64 {
        let before = try meter.usage().cpuNanoseconds
        var left = messages
        var readings: [Reading] = []
        while left > 0 {
            for _ in 0..<min(left, Self.batchSize) {
                let now = load.fill(&readings, start: Self.start, rate: Self.rate)
                engine.take(readings, now: now, effects: &effects)
            }
            left -= Self.batchSize
            guard effects.incidents.isEmpty else { throw BenchFailure.unsound("the load raised an incident") }
            effects.removeAll()
        }
        return try meter.usage().cpuNanoseconds - before
    }
}

/// Messages of all devices in turn, each at its own time.
private struct HazardLoad {
    private let topics: [[UInt8]]
    private let payloads: [[UInt8]]
    private let values: [[Double]]
    private var sent = 0

    init(devices: Int, payloads count: Int) {
        topics = (0..<devices).map { Array("bench/\($0)/state".utf8) }
        // 10.00 to 49.99, and from one payload to the next every value is another one.
        values = (0..<count).map { Self.values(ofPayload: $0) }
        payloads = values.map { values in
            let members = values.enumerated().map { "\"p\($0)\":\($1)" }
            return Array("{\(members.joined(separator: ","))}".utf8)
        }
    }

    private static func values(ofPayload payload: Int) -> [Double] {
        (0..<HazardBench.points).map { point in
            let hundredths = 1_000 + (payload * 617 + point * 331) % 4_000
            return Double(hundredths) / 100
        }
    }

    private func time(_ start: Int64, _ rate: Int) -> Timestamp {
        Timestamp(milliseconds: start + Int64(sent) * 1_000 / Int64(rate))
    }

    /// - Returns: the time of the batch's end.
    mutating func fill(_ batch: MessageBatch, count: Int, start: Int64, rate: Int) -> Timestamp {
        for _ in 0..<count {
            let device = sent % topics.count
            let payload = (sent / topics.count + device) % payloads.count
            topics[device].withUnsafeBytes { topic in
                payloads[payload].withUnsafeBytes { payload in
                    let fits = batch.append(
                        session: 1, mid: UInt16(sent % 65_535 + 1), retained: false, topic: topic,
                        payload: payload)
                    precondition(fits, "the arena holds more than a batch of small messages")
                }
            }
            sent += 1
        }
        return time(start, rate)
    }

    mutating func fill(_ readings: inout [Reading], start: Int64, rate: Int) -> Timestamp {
        let device = sent % topics.count
        let payload = (sent / topics.count + device) % payloads.count
        sent += 1
        let at = time(start, rate)
        readings.removeAll(keepingCapacity: true)
        for point in 0..<HazardBench.points {
            readings.append(
                Reading(
                    device: DeviceIndex(device), point: PointIndex(point),
                    value: .double(values[payload][point]), observedAt: at, receivedAt: at))
        }
        return at
    }
}
