/// An identifier in the form of a UUID that is the same on every attempt and after every restart, for platforms that want
/// one: RFC 9562 5.8 (version 8), whose bits are two FNV-1a hashes of the idempotency key.
package enum StableUUID {
    package static func text(of key: String) -> String {
        let high = hash(key.utf8, from: 0xCBF2_9CE4_8422_2325) & 0xFFFF_FFFF_FFFF_0FFF | 0x8000
        let low = hash(key.utf8, from: 0x9AE1_6A3B_2F90_404F) & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
        let digits = hex(high) + hex(low)
        var text = ""
        for (position, digit) in digits.enumerated() {
            if [8, 12, 16, 20].contains(position) { text += "-" }
            text.append(digit)
        }
        return text
    }

    private static func hash(_ bytes: String.UTF8View, from basis: UInt64) -> UInt64 {
        bytes.reduce(basis) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }

    private static func hex(_ number: UInt64) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
