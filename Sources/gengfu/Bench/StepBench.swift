import Facility
import Foundation
import Ring
import SiteConfiguration

/// The path without a broker: copy, decode, engine, journal, commit, batch by batch, on a drawn timeline.
///
/// Made to be run under callgrind (deploy/callgrind.sh): it reads no clock but SQLite's and ours at a commit, draws
/// no lot and starts no thread, so two runs differ only by their number of messages.
struct StepBench {
    /// As many as the loop commits at once (`CommitPace.groupSize`).
    static let batchSize = 200
    /// Different payloads made beforehand; their making costs the same in every run.
    private static let templates = 2_000
    private static let devices = 12
    /// The compound's time per batch: 2,000 messages a second, so that the load spans many seconds of the devices'
    /// clocks.
    private static let millisecondsPerBatch: Int64 = 100
    /// The telemetry session of the only broker.
    static let session: UInt16 = 1
    /// 2026-03-09T02:15:30Z.
    private static let start: Int64 = 1_773_022_530

    /// What came of it, for whoever doubts that the path was walked.
    struct Outcome: Encodable {
        var messages = 0
        var readings = 0
        var commits = 0
    }

    let root: String

    /// - Parameter count: messages; a multiple of `batchSize`.
    func run(_ count: Int) throws -> Outcome {
        let folder = try IngestBench.temporaryFolder(in: NSTemporaryDirectory())
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let file = try BenchSite(root: root, devices: Self.devices).write(
            to: folder, port: 1_883, authority: nil)
        guard let site = SiteLoader.load(file: file).site else {
            throw BenchFailure.unsound("the benchmark's own site has mistakes")
        }
        let began = Timestamp(milliseconds: Self.start * 1_000)
        let ring = try RingWriter(
            directory: folder, limits: RingLimits(journalBytes: 16 << 20), epoch: 1, now: began)
        var unreadable: [String] = []
        let recovery = try ring.recover(journalFrom: began, unreadable: &unreadable)
        var engine = Engine(
            site: site, numbering: try ring.numbering(for: site), recovery: recovery, now: began)
        return try drive(&engine, into: ring, count)
    }

    private func drive(_ engine: inout Engine, into ring: RingWriter, _ count: Int) throws -> Outcome {
        var load = StepLoad(messages: Self.templates, devices: Self.devices)
        let batch = MessageBatch(limit: Self.batchSize)
        var effects = Effects()
        var outcome = Outcome()
        let began = Timestamp(milliseconds: Self.start * 1_000)
        engine.start(now: began, effects: &effects)
        for sessionClass in SessionClass.allCases {
            engine.sessionChanged(
                sessionClass.session(ofBroker: 0), .connected(sessionPresent: false), now: began,
                effects: &effects)
        }
        while outcome.messages < count {
            let milliseconds =
                Self.start * 1_000 + Int64(outcome.commits) * Self.millisecondsPerBatch
            load.fill(batch, first: outcome.messages, second: milliseconds / 1_000)
            let now = Timestamp(milliseconds: milliseconds)
            for position in 0..<batch.count { engine.step(batch, at: position, now: now, effects: &effects) }
            engine.advance(to: now, effects: &effects)
            guard effects.opened.isEmpty, effects.incidents.isEmpty, effects.losses.isEmpty else {
                throw BenchFailure.unsound("the load raised an incident or lost a message")
            }
            outcome.messages += batch.count
            outcome.readings += effects.readingCount
            _ = try ring.commit(effects, at: now)
            outcome.commits += 1
            effects.removeAll()
            batch.removeAll()
        }
        guard outcome.readings == outcome.messages * Self.readingsPerMessage else {
            throw BenchFailure.unsound("\(outcome.readings) readings of \(outcome.messages) messages")
        }
        return outcome
    }

    /// Floor, direction, door, occupancy, speed, humidity, temperature.
    private static let readingsPerMessage = 8
}

/// Payloads made beforehand, with the time written over: what is left per message is the copy that the C callback
/// makes anyway.
private struct StepLoad {
    private let topics: [[UInt8]]
    private var payloads: [[UInt8]]
    /// Where the time stands in each payload.
    private let timeOffsets: [Int]

    init(messages: Int, devices: Int) {
        let mark = LoadPublisher.shanghaiText(0)
        topics = (0..<messages).map { Array(LoadPublisher.topic(device: $0 % devices).utf8) }
        payloads = (0..<messages).map {
            LoadPublisher.payload(device: $0 % devices, sequence: $0 / devices, time: mark)
        }
        timeOffsets = payloads.map { payload in
            let text = String(decoding: payload, as: UTF8.self)
            guard let place = text.range(of: mark) else { preconditionFailure("a payload without a time") }
            return text.utf8.distance(from: text.startIndex, to: place.lowerBound)
        }
    }

    /// - Parameter second: what the devices' clocks show, since 1970.
    mutating func fill(_ batch: MessageBatch, first: Int, second: Int64) {
        let time = Array(LoadPublisher.shanghaiText(second).utf8)
        for sequence in first..<first + StepBench.batchSize {
            let position = sequence % payloads.count
            let offset = timeOffsets[position]
            payloads[position].replaceSubrange(offset..<offset + time.count, with: time)
            topics[position].withUnsafeBytes { topic in
                payloads[position].withUnsafeBytes { payload in
                    let fits = batch.append(
                        session: StepBench.session, mid: UInt16(sequence % 65_535 + 1), retained: false,
                        topic: topic, payload: payload)
                    precondition(fits, "the arena holds more than a batch of small messages")
                }
            }
        }
    }
}
