import Testing

@testable import MQTT

/// The waits between connection attempts.
@Suite struct BackoffTests {
    @Test("Waits double, stay within half and whole of their bound, and never exceed 30 s")
    func doubling() {
        var random = SeededGenerator(seed: 7)
        var backoff = Backoff()
        for failure in 0..<40 {
            let full = min(30_000, 250 << min(failure, 10))
            let wait = backoff.failed(using: &random)
            #expect((full / 2...full).contains(wait))
        }
    }

    @Test("The same seed waits the same, another seed waits otherwise")
    func seeded() {
        func waits(_ seed: UInt64) -> [Int] {
            var random = SeededGenerator(seed: seed)
            var backoff = Backoff()
            return (0..<12).map { _ in backoff.failed(using: &random) }
        }
        #expect(waits(1) == waits(1))
        #expect(waits(1) != waits(2))
    }

    @Test("A connection that lasted ten seconds starts the waits anew, one dropped at once does not")
    func proven() {
        var random = SeededGenerator(seed: 1)
        var backoff = Backoff()
        for _ in 0..<6 { _ = backoff.failed(using: &random) }
        let unproven = backoff.ended(lasted: 100, takenOver: false, using: &random)
        let proven = backoff.ended(lasted: 10_000, takenOver: false, using: &random)
        let takenOver = backoff.ended(lasted: 60_000, takenOver: true, using: &random)
        #expect(unproven >= 8_000)
        #expect(proven <= 250)
        #expect(takenOver >= 15_000)
    }
}
