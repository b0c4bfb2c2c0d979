import Foundation
import Synchronization
import Testing

/// Nights drawn by seeds, with the real store on a disk in memory that loses, tears, fails and fills up.
///
/// `GENGFU_SEED=7` runs that night alone and tells it; `GENGFU_SEEDS` says how many (`deploy/soak.sh`, and `.ci/run`
/// with 2,000), `GENGFU_FIRST_SEED` where to begin.
@Suite("Simulated nights")
struct SimulatedNightTests {
    private static func number(_ name: String) -> UInt64? {
        ProcessInfo.processInfo.environment[name].flatMap { UInt64($0) }
    }

    /// Enough within the suite for every kind of fault; a debug build takes its time.
    #if DEBUG
        private static let fewSeeds: UInt64 = 24
    #else
        private static let fewSeeds: UInt64 = 100
    #endif

    /// What must have been at stake at least once in so many nights. A danger read long after it began, and filed under
    /// its own time, comes more than twice a night; by a jump of our own clock it looks so now and then.
    private static let stakes = [
        "acknowledged": 1, "centre": 1, "cleared": 1, "danger": 1, "device time": 1, "doubt": 100,
        "exercise": 200, "refuted": 4, "told": 1,
    ]

    /// What a run of nights came to.
    private struct Sum {
        var faults = FaultCounts()
        var stakes: [String: Int] = [:]
        var failures: [String] = []

        mutating func take(_ night: SimulatedNight) {
            faults.add(night.faults)
            for (stake, count) in night.model.stakes { stakes[stake, default: 0] += count }
            guard !night.model.broken.isEmpty, failures.count < 20 else { return }
            failures.append("GENGFU_SEED=\(night.seed): " + night.model.broken.joined(separator: "; "))
        }
    }

    /// Shared by the threads of a run.
    private final class Total: Sendable {
        let next: Atomic<UInt64>
        let sum = Mutex(Sum())

        init(from seed: UInt64) { next = Atomic(seed) }
    }

    @Test(
        "Through every fault nothing acknowledged is lost, one danger is one case, and all comes right at the end"
    )
    func nights() async {
        if let seed = Self.number("GENGFU_SEED") { return tell(seed) }
        let count = Self.number("GENGFU_SEEDS") ?? Self.fewSeeds
        let first = Self.number("GENGFU_FIRST_SEED") ?? 1
        let began = ContinuousClock.now
        let sum = await Self.run(first..<first + count)
        for failure in sum.failures { Issue.record("\(failure)") }
        for kind in FaultCounts.Kind.allCases where sum.faults[kind] < kind.least(of: Int(count)) {
            Issue.record("\(kind.rawValue): only \(sum.faults[kind]) in \(count) nights")
        }
        for (stake, share) in Self.stakes where sum.stakes[stake, default: 0] < Int(count) / share {
            Issue.record("\(stake) was at stake only \(sum.stakes[stake, default: 0]) times")
        }
        guard Self.number("GENGFU_SEEDS") != nil else { return }
        let faults = FaultCounts.Kind.allCases.map { "\($0.rawValue) \(sum.faults[$0])" }
        FileHandle.standardError.write(
            Data(
                """
                \(count) nights from seed \(first) in \(ContinuousClock.now - began)
                faults: \(faults.joined(separator: ", "))
                at stake: \(sum.stakes.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", "))

                """.utf8))
    }

    @Test("The same seed is the same night, step by step", arguments: [3, 8, 17] as [UInt64])
    func again(seed: UInt64) {
        let first = SimulatedNight(seed: seed)
        first.run()
        let second = SimulatedNight(seed: seed)
        second.run()
        #expect(first.story == second.story)
        #expect(first.hash == second.hash)
        #expect(first.story.count > 100)
    }

    private func tell(_ seed: UInt64) {
        let night = SimulatedNight(seed: seed)
        night.run()
        let story = night.story.joined(separator: "\n") + "\nhash \(night.hash)\n"
        FileHandle.standardError.write(Data(story.utf8))
        #expect(night.model.broken == [], "GENGFU_SEED=\(seed)")
    }

    /// Each night on one thread; as many threads as there are processors, none of them of Swift's pool.
    private static func run(_ seeds: Range<UInt64>) async -> Sum {
        let workers =
            ProcessInfo.processInfo.environment["GENGFU_SEEDS"] == nil
            ? 1 : ProcessInfo.processInfo.activeProcessorCount
        let total = Total(from: seeds.lowerBound)
        await withDiscardingTaskGroup { group in
            for _ in 0..<workers {
                group.addTask {
                    await withCheckedContinuation { ended in
                        let thread = Thread {
                            while true {
                                let seed = total.next.wrappingAdd(1, ordering: .relaxed).oldValue
                                guard seed < seeds.upperBound else { break }
                                let night = SimulatedNight(seed: seed)
                                night.run()
                                total.sum.withLock { $0.take(night) }
                            }
                            ended.resume()
                        }
                        thread.stackSize = 8 << 20
                        thread.start()
                    }
                }
            }
        }
        return total.sum.withLock { $0 }
    }
}

extension FaultCounts.Kind {
    /// How often it must at least have come in so many nights.
    func least(of nights: Int) -> Int {
        switch self {
        case .clockBack, .drill, .works, .emergency, .endInOpening: nights / 40
        default: nights / 8
        }
    }
}
