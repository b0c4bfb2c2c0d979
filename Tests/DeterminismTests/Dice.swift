/// Chance from a seed: a failure is a number anyone can replay.
struct Dice: RandomNumberGenerator {
    private var state: UInt64

    /// The state is drawn from the seed, too: with the seed times the step the night of one seed was that of the seed
    /// before, one draw later, and two thousand of them were a few.
    init(seed: UInt64) {
        state = seed
        state = next()
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }

    mutating func roll(_ sides: Int) -> Int { Int.random(in: 0..<sides, using: &self) }

    /// Once in so many times.
    mutating func once(in times: Int) -> Bool { roll(times) == 0 }
}
