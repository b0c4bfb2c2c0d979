import Testing

@testable import Facility

/// A million random steps over the whole watch (in a release build; a debug build takes a fiftieth), with a plain model
/// beside it. A failing seed and step can be walked again.
@Suite struct WalkTests {
    #if DEBUG
        private static let steps = 5_000
    #else
        private static let steps = 250_000
    #endif

    @Test(
        "In a million steps a latch opens for a person alone, life is never suppressed, a drill hides nothing unexpected and no step of a case comes without the one before it",
        arguments: [1, 1 << 30, 2 << 30, 3 << 30] as [UInt64])
    func walk(seed: UInt64) {
        var walk = Walk(seed: seed)
        for count in 0..<Self.steps {
            guard walk.step(count) else {
                Issue.record("seed \(seed), step \(count): \(walk.model.broken)")
                return
            }
        }
        // What was never at stake is not proved.
        let stakes = walk.model.stakes
        for promise in [
            "drill", "exercise", "cleared", "refuted", "suppressed", "told", "grown", "step", "redone",
        ] {
            #expect(stakes[promise, default: 0] >= Self.steps / 5_000, "\(promise): \(stakes)")
        }
    }
}
