/// SipHash-2-4 (Aumasson and Bernstein, 2012): a keyed hash for short texts, which nobody can try all card numbers
/// against without its key. Not for passwords, and no replacement for a MAC over long documents.
enum SipHash {
    /// - Returns: 64 bits that look random to whoever does not have the key.
    static func hash(_ bytes: some Collection<UInt8>, key low: UInt64, _ high: UInt64) -> UInt64 {
        var state = State(low, high)
        var word: UInt64 = 0
        var filled: UInt64 = 0
        for byte in bytes {
            word |= UInt64(byte) << (8 * filled)
            filled += 1
            guard filled == 8 else { continue }
            state.absorb(word)
            (word, filled) = (0, 0)
        }
        state.absorb(word | UInt64(bytes.count & 0xFF) << 56)
        return state.finish()
    }

    private struct State {
        private var v0, v1, v2, v3: UInt64

        init(_ low: UInt64, _ high: UInt64) {
            v0 = low ^ 0x736F_6D65_7073_6575
            v1 = high ^ 0x646F_7261_6E64_6F6D
            v2 = low ^ 0x6C79_6765_6E65_7261
            v3 = high ^ 0x7465_6462_7974_6573
        }

        mutating func absorb(_ word: UInt64) {
            v3 ^= word
            round()
            round()
            v0 ^= word
        }

        mutating func finish() -> UInt64 {
            v2 ^= 0xFF
            for _ in 0..<4 { round() }
            return v0 ^ v1 ^ v2 ^ v3
        }

        private mutating func round() {
            v0 &+= v1
            v1 = Self.turned(v1, 13) ^ v0
            v0 = Self.turned(v0, 32)
            v2 &+= v3
            v3 = Self.turned(v3, 16) ^ v2
            v0 &+= v3
            v3 = Self.turned(v3, 21) ^ v0
            v2 &+= v1
            v1 = Self.turned(v1, 17) ^ v2
            v2 = Self.turned(v2, 32)
        }

        private static func turned(_ word: UInt64, _ bits: UInt64) -> UInt64 {
            word << bits | word >> (64 - bits)
        }
    }
}
