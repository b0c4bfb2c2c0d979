/// How long to wait before the next connection attempt: doubling, bounded, with jitter so that a compound of
/// gateways does not return to its broker in one wave.
package struct Backoff: Sendable, Equatable {
    /// Milliseconds before the second attempt, without jitter.
    package static let base = 250
    /// Milliseconds at most: a broker that comes back is used within half a minute.
    package static let limit = 30_000
    /// Milliseconds a connection must have lasted to count as a success; one that is dropped at once (two
    /// gateways under one name, a broker out of memory) must not be retried in a tight loop.
    package static let provenAfter = 10_000

    package private(set) var failures = 0

    package init() {}

    /// Milliseconds to wait now, and one failure more.
    package mutating func failed(using random: inout some RandomNumberGenerator) -> Int {
        let full = min(Self.limit, Self.base << min(failures, 10))
        failures += 1
        return Int.random(in: full / 2...full, using: &random)
    }

    /// A connection ended after `lasted` milliseconds.
    package mutating func ended(
        lasted: Int, takenOver: Bool, using random: inout some RandomNumberGenerator
    ) -> Int {
        if takenOver { failures = 10 } else if lasted >= Self.provenAfter { failures = 0 }
        return failed(using: &random)
    }
}

/// A small seeded generator (splitmix64), so that a run's waits can be repeated from its seed.
package struct SeededGenerator: RandomNumberGenerator, Sendable {
    private var state: UInt64

    package init(seed: UInt64) { state = seed }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }
}
