import CodecHost
import CodecWire
import Foundation
import Simulation
import Synchronization

/// How long one device's poisonous payload keeps the other devices' uplinks waiting: a device of the same model, whose
/// codec is the very same file, and one of another.
struct PoisonBench {
    /// What a codec can do at its worst.
    static let poisons = [
        ("loop", "while (true);"),
        ("allocation", "return {data: new Uint8Array(3e8).fill(1)[5]};"),
        ("regex", "return {data: /^(a+)+$/.test('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!')};"),
    ]
    /// Turns, each of one uplink from either of the others, and those in which the poison comes first. Its first uplink
    /// ends the child that serves everybody; the others run beside it.
    private static let turns = 400
    private static let poisoned: Set<Int> = [100, 101, 150, 200, 300]
    /// Microseconds between two turns.
    private static let pause: UInt32 = 5_000
    private static let patience: Int64 = 30_000_000

    struct Outcome: Encodable {
        var poison: String
        /// Uplinks of the others.
        var uplinks: Int
        var worst: Double
        /// Before the first poison.
        var worstWithout: Double

        private enum CodingKeys: String, CodingKey {
            case poison, uplinks
            case worst = "worst_ms"
            case worstWithout = "worst_without_ms"
        }
    }

    private let name: String
    private let neighbour: CodecScript
    private let other: CodecScript
    /// When which job was answered, in microseconds.
    private let answers = Answers()
    private let host: CodecHost

    /// Shared with the host's thread.
    private final class Answers: Sendable {
        private let times = Mutex<[Int64: Int64]>([:])

        func take(_ results: [CodecResult]) {
            let now = Monotonic.microseconds
            times.withLock { for result in results { $0[result.id] = now } }
        }

        func time(of id: Int64) -> Int64? { times.withLock { $0[id] } }
    }

    /// - Parameter body: JavaScript that is run for a frame that begins with 1.
    init(name: String, body: String) {
        self.name = name
        func script(_ harm: String) -> CodecScript {
            let source = """
                function decodeUplink(input) {
                    if (input.bytes[0] === 1) { \(harm) }
                    return {data: {sum: input.bytes.reduce(function (a, b) { return a + b; }, 0)}};
                }
                """
            return CodecScript(name: "bench", network: .ttn, source: Array(source.utf8))
        }
        neighbour = script(body)
        other = script("")
        let answers = answers
        host = CodecHost(
            program: .find(),
            deliver: {
                answers.take($0)
                return true
            })
    }

    /// - Returns: nil when no answer comes: there is no program to run codecs.
    func run() -> Outcome? {
        guard host.start() else { return nil }
        defer { host.stop() }
        // Both children have to be warm, as they are a moment after the gateway's start.
        host.offer([job(1, neighbour, device: 1), job(2, other, device: 2)])
        guard wait(for: [1, 2]) else { return nil }
        usleep(500_000)
        var offered: [(id: Int64, at: Int64, isBefore: Bool)] = []
        for turn in 0..<Self.turns {
            let id = Int64(turn) * 3 + 10
            var jobs = [job(id, neighbour, device: 1), job(id + 1, other, device: 2)]
            if Self.poisoned.contains(turn) {
                jobs.insert(job(id + 2, neighbour, device: 3, payload: [1]), at: 0)
            }
            let now = Monotonic.microseconds
            host.offer(jobs)
            let isBefore = turn < (Self.poisoned.min() ?? 0)
            offered += [(id, now, isBefore), (id + 1, now, isBefore)]
            usleep(Self.pause)
        }
        guard wait(for: offered.map(\.id)) else { return nil }
        func worst(_ offered: [(id: Int64, at: Int64, isBefore: Bool)]) -> Double {
            Double(offered.compactMap { item in answers.time(of: item.id).map { $0 - item.at } }.max() ?? 0)
                / 1_000
        }
        return Outcome(
            poison: name, uplinks: offered.count, worst: worst(offered.filter { !$0.isBefore }),
            worstWithout: worst(offered.filter(\.isBefore)))
    }

    private func job(
        _ id: Int64, _ script: CodecScript, device: UInt64, payload: [UInt8] = [2, 3]
    ) -> CodecJob {
        CodecJob(
            id: id, script: script, port: 1, receivedAt: 1_773_022_531_000, payload: payload, device: device)
    }

    private func wait(for ids: [Int64]) -> Bool {
        let deadline = Monotonic.microseconds + Self.patience
        while Monotonic.microseconds < deadline {
            if ids.allSatisfy({ answers.time(of: $0) != nil }) { return true }
            usleep(1_000)
        }
        return false
    }
}
