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
}
