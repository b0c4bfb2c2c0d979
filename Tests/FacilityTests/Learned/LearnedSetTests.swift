import Expressions
import Testing

@testable import Facility

@Suite struct LearnedSetTests {
    private static let points = [PointIndex(1), PointIndex(2), PointIndex(5)]
    private static let specs: [LearnedSpec] = [
        LearnedSpec(.baseline, points: [points[0]]), LearnedSpec(.expected, points: [points[0]]),
        LearnedSpec(.zscore, points: [points[0]]),
        LearnedSpec(.zscore, points: [points[1]], duration: .minutes(30)),
        LearnedSpec(.cusum, points: [points[0]], duration: .minutes(30)),
        LearnedSpec(.cusum, points: [points[0]], duration: .minutes(30), number: 1),
        LearnedSpec(.novelty, points: points, duration: .hours(1)),
    ]

    /// Minutes of all three points, from `start` on.
    private func teach(_ set: inout LearnedSet, minutes: Range<Int>, _ noise: inout Noise) {
        for minute in minutes {
            let at = Timestamp(milliseconds: 1_767_542_400_000 + Int64(minute) * 60_000)
            for (point, scale) in zip(Self.points, [1.0, 10, 0.1]) {
                set.add(
                    point: point, value: .double(5 + scale * noise.next()), observedAt: at, offset: 28_800)
            }
            set.settle(at: at)
        }
    }

    private func values(_ set: LearnedSet, minute: Int) -> [Value] {
        Self.specs.indices.map {
            set.value(
                $0, at: Timestamp(milliseconds: 1_767_542_400_000 + Int64(minute) * 60_000), offset: 28_800)
        }
    }

    @Test("Functions that look at the same learn it once")
    func shared() {
        #expect(LearnedSet(Self.specs).keys.count == 5)
        let many = (0..<100).map { LearnedSpec(.zscore, points: [PointIndex($0)], duration: .minutes(1)) }
        let set = LearnedSet(many)
        #expect(set.keys.count == LearnedSet.limit)
        #expect(set.value(99, at: Timestamp(milliseconds: 0), offset: 0) == .unknown)
    }

    @Test("What was stored and read back goes on exactly as if nothing had happened")
    func stored() {
        var noise = Noise(seed: 12)
        var set = LearnedSet(Self.specs)
        teach(&set, minutes: 0..<9_000, &noise)
        #expect(values(set, minute: 9_000).allSatisfy { $0 != .unknown })
        var copy = LearnedSet(Self.specs)
        for learner in set.keys.indices {
            let isTaken = copy.restore(learner, packed: set.learners[learner].packed)
            #expect(isTaken)
            #expect(set.learners[learner].packed.count < 4_096)
        }
        var same = noise
        teach(&set, minutes: 9_000..<10_500, &noise)
        teach(&copy, minutes: 9_000..<10_500, &same)
        #expect(values(set, minute: 10_500) == values(copy, minute: 10_500))
        #expect(set.learners.map(\.packed) == copy.learners.map(\.packed))
    }

    @Test("Bytes that are cut, from another version or of anything else are not taken, and never a trap")
    func damaged() {
        var noise = Noise(seed: 13)
        var set = LearnedSet(Self.specs)
        teach(&set, minutes: 0..<6_000, &noise)
        var dice = Dice(seed: 5)
        for learner in set.keys.indices {
            let good = set.learners[learner].packed
            var fresh = LearnedSet(Self.specs)
            let cut = stride(from: 0, to: good.count, by: max(1, good.count / 97)).map {
                Array(good.prefix($0))
            }
            for bytes in cut + [good + [0], [9] + good.dropFirst()] {
                let isTaken = fresh.restore(learner, packed: bytes)
                #expect(!isTaken)
            }
            for _ in 0..<200 {
                var bytes = good
                for _ in 0..<4 { bytes[dice.roll(bytes.count)] = UInt8(dice.roll(256)) }
                guard fresh.restore(learner, packed: bytes) else { continue }
                var more = noise
                teach(&fresh, minutes: 6_000..<6_040, &more)
            }
        }
    }

    @Test("A text teaches nothing, and a doubtful reading is judged only")
    func doubtful() {
        var noise = Noise(seed: 14)
        var set = LearnedSet(Self.specs)
        teach(&set, minutes: 0..<3_000, &noise)
        let at = Timestamp(milliseconds: 1_767_542_400_000 + 3_000 * 60_000)
        set.add(point: Self.points[1], value: .string("5"), observedAt: at, offset: 0)
        set.add(point: Self.points[1], value: .double(900), observedAt: at, offset: 0, isDoubtful: true)
        guard let explanation = set.explanation(3) else { Issue.record("no explanation"); return }
        #expect(explanation.score > 30 && explanation.observed == 900 && explanation.point == Self.points[1])
        #expect(abs(explanation.expected - 5) < 4 && abs(explanation.spread - 10) < 3)
        #expect(explanation.learned == 3_000 && explanation.since.milliseconds == 1_767_542_400_000)
        #expect(abs(set.value(3, at: at, offset: 0).asDouble - explanation.score) < 1e-9)
        set.forget(Self.points[1])
        #expect(set.value(3, at: at, offset: 0) == .unknown && set.explanation(3) == nil)
    }
}

extension Value {
    fileprivate var asDouble: Double { if case .double(let number) = self { number } else { .nan } }
}
