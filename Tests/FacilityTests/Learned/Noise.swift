@testable import Facility

/// Chance with the shape of a bell, from a seed.
struct Noise {
    private var dice: Dice

    init(seed: UInt64) { dice = Dice(seed: seed) }

    /// Mean 0, standard deviation 1: twelve equal chances less six, which never goes beyond six.
    mutating func next() -> Double {
        var sum = -6.0
        for _ in 0..<12 { sum += Double.random(in: 0..<1, using: &dice) }
        return sum
    }
}
