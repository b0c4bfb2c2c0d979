/// Where the audit log stands: its last line's number and hash. Whoever holds one can tell later whether any line up to
/// it was changed, removed, reordered or cut off, although the disk and its owner are elsewhere.
///
/// `gengfu audit verify --head 1204:5f1c…` holds a store against one.
package struct AuditHead: Sendable, Equatable, Codable {
    /// The store's epoch, 40 bits: the log of another store has another beginning.
    package var store: UInt64
    /// Of the line, from 1; 0 before the first.
    package var number: Int64
    /// SHA-256, 32 bytes.
    package var hash: [UInt8]

    /// Bytes of a SHA-256.
    package static let hashBytes = 32

    package init(store: UInt64, number: Int64, hash: [UInt8]) {
        self.store = store
        self.number = number
        self.hash = hash
    }

    /// The hash in 64 small hexadecimal digits.
    package var hex: String { Self.hex(hash) }

    /// The store's epoch as incidents' ids write it: 10 small hexadecimal digits.
    package var storeName: String { Self.name(ofStore: store) }

    package static func name(ofStore epoch: UInt64) -> String {
        let digits = String(epoch, radix: 16)
        return String(repeating: "0", count: max(0, 10 - digits.count)) + digits
    }

    package static func hex(_ bytes: some Sequence<UInt8>) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    /// A line's number and hash as a person hands them over: `1204:5f1c…`, 64 hexadecimal digits.
    package static func point(_ text: String) -> (number: Int64, hash: [UInt8])? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, let number = Int64(parts[0]), number > 0,
            let hash = bytes(ofHex: parts[1]), hash.count == hashBytes
        else { return nil }
        return (number, hash)
    }

    /// nil for an odd count of digits and for anything else than digits.
    package static func bytes(ofHex text: some StringProtocol) -> [UInt8]? {
        let digits = text.utf8.map { digit -> UInt8? in
            switch digit {
            case 0x30...0x39: digit - 0x30
            case 0x41...0x46: digit - 0x41 + 10
            case 0x61...0x66: digit - 0x61 + 10
            default: nil
            }
        }
        guard digits.count % 2 == 0 else { return nil }
        var bytes: [UInt8] = []
        for position in stride(from: 0, to: digits.count, by: 2) {
            guard let high = digits[position], let low = digits[position + 1] else { return nil }
            bytes.append(high << 4 | low)
        }
        return bytes
    }
}
