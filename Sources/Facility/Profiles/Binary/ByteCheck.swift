/// A checksum inside a message: which sum, where it stands, over which bytes.
package struct ByteCheck: Sendable, Equatable {
    /// How it is computed; the raw values are what a profile's file says.
    package enum Kind: String, Sendable, Equatable, CaseIterable {
        /// The sum of the bytes, its lowest eight bits.
        case sum8
        /// One byte chosen so that all bytes, itself included, add up to 0.
        case sum8Zero = "sum8_zero"
        /// All bytes by exclusive or.
        case xor8
        /// Polynomial 0x8005 reflected, initial value 0xFFFF (MODBUS over Serial Line V1.02, section 6.2.2).
        case crc16Modbus = "crc16_modbus"

        /// Bytes it takes.
        package var width: Int { self == .crc16Modbus ? 2 : 1 }
    }

    package var kind: Kind
    /// Its first byte; negative: from the end, -1 is the last byte.
    package var at: Int
    package var order: ByteOrder
    /// The first byte it covers and the first one it does not; negative or zero as `end`: from the end.
    package var from: Int
    package var end: Int

    package init(kind: Kind, at: Int, order: ByteOrder = .big, from: Int = 0, end: Int) {
        self.kind = kind
        self.at = at
        self.order = order
        self.from = from
        self.end = end
    }

    /// Nil when it agrees, or when the message is too short for it, which `BinaryReader` has excluded.
    func misfit(in bytes: UnsafeRawBufferPointer) -> ByteMisfit? {
        let at = self.at < 0 ? bytes.count + self.at : self.at
        let end = self.end <= 0 ? bytes.count + self.end : self.end
        guard at >= 0, at + kind.width <= bytes.count, from <= end, end <= bytes.count else { return nil }
        let stated =
            kind.width == 1
            ? UInt64(bytes[at])
            : UInt64(order.isLittle ? bytes[at + 1] : bytes[at]) << 8
                | UInt64(order.isLittle ? bytes[at] : bytes[at + 1])
        let covered = UnsafeRawBufferPointer(rebasing: bytes[from..<end])
        let computed: UInt64
        switch kind {
        case .sum8: computed = UInt64(Self.sum(covered))
        case .sum8Zero: computed = UInt64(0 &- Self.sum(covered))
        case .xor8: computed = UInt64(covered.reduce(0, ^))
        case .crc16Modbus: computed = UInt64(Self.crc16Modbus(covered))
        }
        return stated == computed ? nil : .check(kind, stated: stated, computed: computed)
    }

    private static func sum(_ bytes: UnsafeRawBufferPointer) -> UInt8 { bytes.reduce(0, &+) }

    /// The check of every Modbus RTU frame, sent low byte first.
    package static func crc16Modbus(_ bytes: UnsafeRawBufferPointer) -> UInt16 {
        crcTable.withUnsafeBufferPointer { table in
            var crc: UInt16 = 0xFFFF
            for byte in bytes { crc = crc >> 8 ^ table[Int((crc ^ UInt16(byte)) & 0xFF)] }
            return crc
        }
    }

    private static let crcTable: [UInt16] = (0..<256).map { byte in
        (0..<8).reduce(UInt16(byte)) { crc, _ in crc & 1 == 1 ? crc >> 1 ^ 0xA001 : crc >> 1 }
    }
}

/// In which order the bytes of a number stand, by the letters Modbus manuals use: `A` is the highest byte.
package enum ByteOrder: String, Sendable, Equatable, CaseIterable {
    /// `ABCD`.
    case big
    /// `DCBA`.
    case little
    /// `CDAB`: words of two bytes, the lowest word first.
    case cdab
    /// `BADC`: words highest first, the bytes in each swapped.
    case badc

    var isLittle: Bool { self == .little }
}
