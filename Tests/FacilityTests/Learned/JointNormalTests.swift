import Testing

@testable import Facility

@Suite struct JointNormalTests {
    /// Flow and pressure of a pump: pressure falls as flow rises, with a little noise.
    private func taught(_ count: Int, points: Int = 2, seed: UInt64 = 4) -> (JointNormal, [Double]) {
        var noise = Noise(seed: seed)
        var joint = JointNormal(count: points, halfLife: 600_000)
        var distances: [Double] = []
        for second in 0..<count {
            let flow = noise.next()
            joint.add(10 + flow, of: 0)
            joint.add(0.4 - 0.1 * flow + 0.02 * noise.next(), of: 1)
            for point in 2..<max(2, points) { joint.add(noise.next(), of: point) }
            joint.settle(at: Int64(second) * 1_000, learns: true)
            if let distance = joint.distance { distances.append(distance) }
        }
        return (joint, distances)
    }

    @Test("What is usual lies at about one, however many points there are", arguments: [2, 5, 16])
    func usual(points: Int) {
        let (_, distances) = taught(4_000, points: points)
        #expect(distances.count > 3_000)
        let mean = distances.reduce(0, +) / Double(distances.count)
        #expect((0.7...1.3).contains(mean), "\(mean)")
        #expect((distances.max() ?? 9) < 5)
    }

    @Test("Two values, each as usual, that do not go together are new")
    func together() {
        var (joint, _) = taught(4_000)
        joint.add(11.5, of: 0)
        joint.add(0.55, of: 1)
        joint.settle(at: 4_000_000, learns: true)
        #expect((joint.distance ?? 0) > 5, "more flow and more pressure")
        joint.add(11.5, of: 0)
        joint.add(0.25, of: 1)
        joint.settle(at: 4_001_000, learns: true)
        #expect((joint.distance ?? 9) < 2.5)
    }

    @Test("Unknown until enough rows and a half-life, and while one of the points is not known")
    func known() {
        #expect(taught(600).0.distance == nil)
        var (joint, _) = taught(700)
        #expect(joint.distance != nil)
        joint.forget(1)
        #expect(joint.distance == nil)
        joint.add(10, of: 0)
        joint.settle(at: 700_000, learns: true)
        #expect(joint.distance == nil)
        joint.add(0.4, of: 1)
        joint.settle(at: 701_000, learns: true)
        #expect(joint.distance != nil)
    }

    @Test("Outliers do not teach that outliers are usual, and while frozen nothing does")
    func robust() {
        var (joint, _) = taught(4_000)
        for second in 4_000..<4_020 {
            joint.add(40, of: 0)
            joint.add(3, of: 1)
            joint.settle(at: Int64(second) * 1_000, learns: true)
        }
        #expect((joint.distance ?? 0) > 5, "twenty outliers later it still is one")
        for second in 4_020..<9_000 {
            joint.add(40, of: 0)
            joint.add(3, of: 1)
            joint.settle(at: Int64(second) * 1_000, learns: false)
        }
        #expect((joint.distance ?? 0) > 5)
    }

    @Test("Points that never move, or move as one, are no trap")
    func degenerate() {
        var joint = JointNormal(count: 3, halfLife: 60_000)
        var noise = Noise(seed: 6)
        for second in 0..<500 {
            let value = noise.next()
            for (point, number) in [value, 2 * value, 7].enumerated() { joint.add(number, of: point) }
            joint.settle(at: Int64(second) * 1_000, learns: true)
        }
        #expect((joint.distance ?? 99) < 4)
        for value in [Double.greatestFiniteMagnitude, -1e300, 0] {
            joint.add(value, of: 0)
            joint.settle(at: 501_000 + Int64(value.exponent), learns: true)
        }
        joint.add(0, of: 0)
        joint.settle(at: 9_000_000, learns: true)
        #expect(joint.distance?.isFinite ?? true)
    }

    /// Two points of noise, shifted by `shift` from `from` on; distances of every message.
    private func means(over: Double, shift: Double, from: Int, count: Int, learns: (Int) -> Bool) -> [Double?]
    {
        var noise = Noise(seed: 8)
        var joint = JointNormal(count: 2, halfLife: 800_000, over: over)
        return (0..<count).map { second in
            for point in 0..<2 { joint.add(noise.next() + (second < from ? 0 : shift), of: point) }
            joint.settle(at: Int64(second) * 1_000, learns: learns(second))
            return joint.distance
        }
    }

    @Test(
        "A shift that noise hides in a message stands out in a mean, judged after an eighth of the half-life")
    func shift() {
        let single = means(over: 1, shift: 0.8, from: 1_000, count: 1_100) { $0 < 1_000 }
        let mean = means(over: 30, shift: 0.8, from: 1_000, count: 1_100) { $0 < 1_000 }
        #expect(single.firstIndex { $0 != nil } == 800)
        #expect(mean.firstIndex { $0 != nil } == 100)
        let singles = single.suffix(20).compactMap(\.self)
        let means = mean.suffix(20).compactMap(\.self)
        #expect(singles.reduce(0, +) / 20 < 2)
        #expect((means.min() ?? 0) > 2.5, "\(means)")
        #expect((mean[200..<1_000].compactMap(\.self).max() ?? 9) < 4)
    }

    @Test("Of means, what is held off for a half-life is learned after all; of messages never")
    func heldOff() {
        let mean = means(over: 10, shift: 9, from: 1_000, count: 3_000) { $0 < 1_000 }
        #expect((mean[1_700] ?? 0) > 5, "700 s after the step it is not usual")
        #expect(mean[1_810] == nil, "it begins anew")
        #expect((mean[2_500] ?? 9) < 3)
        let single = means(over: 1, shift: 9, from: 1_000, count: 3_000) { $0 < 1_000 }
        #expect((single[2_999] ?? 0) > 5)
    }

    @Test("Means go through the store and come back the same")
    func stored() throws {
        let key = LearnerKey(
            kind: .joint(halfLife: .seconds(800), over: 10), points: [PointIndex(0), PointIndex(1)])
        var noise = Noise(seed: 9)
        var learner = Learner(key)
        for second in 0..<300 {
            for point in 0..<2 { learner.add(noise.next(), of: point, at: 0, offset: 0, learns: true) }
            learner.settle(at: Int64(second) * 1_000, learns: second < 250)
        }
        var restored = try #require(Learner(key, packed: learner.packed))
        #expect(restored.packed == learner.packed)
        for point in 0..<2 {
            learner.add(3, of: point, at: 0, offset: 0, learns: true)
            restored.add(3, of: point, at: 0, offset: 0, learns: true)
        }
        learner.settle(at: 300_000, learns: true)
        restored.settle(at: 300_000, learns: true)
        #expect(restored.packed == learner.packed)
        let other = LearnerKey(kind: .joint(halfLife: .seconds(800)), points: key.points)
        #expect(Learner(other, packed: learner.packed) == nil)
    }
}
