import Facility

/// Eight bytes per message: session, packet identifier, hash, little endian.
///
/// They do not compress (the hash is noise), so they are as short as they can be and simply laid side by
/// side.
enum IdentityPacking {
    static let bytesEach = 8

    static func pack(_ identities: [MessageIdentity], into bytes: inout [UInt8]) {
        bytes.removeAll(keepingCapacity: true)
        bytes.reserveCapacity(identities.count * bytesEach)
        for identity in identities {
            let word =
                UInt64(identity.session) | UInt64(identity.mid) << 16 | UInt64(identity.hash32) << 32
            withUnsafeBytes(of: word.littleEndian) { bytes.append(contentsOf: $0) }
        }
    }

    /// Bytes left over at the end are ignored: they are no whole identity.
    static func unpack(_ bytes: UnsafeRawBufferPointer) -> [MessageIdentity] {
        (0..<bytes.count / bytesEach).map { position in
            let word = UInt64(
                littleEndian: bytes.loadUnaligned(fromByteOffset: position * bytesEach, as: UInt64.self))
            return MessageIdentity(
                session: UInt16(truncatingIfNeeded: word), mid: UInt16(truncatingIfNeeded: word >> 16),
                hash32: UInt32(truncatingIfNeeded: word >> 32))
        }
    }
}
