/// GB/T 26875.3-2011, how a transmission device (用户信息传输装置) tells a monitoring centre of fire alarms: the frames,
/// what they say, and how to find them in a stream. `docs` of the numbers: the standard's clauses as two or more
/// independent transcriptions give them; the text itself was not seen.
package enum GB26875 {
    /// `@@`, which begins a frame (6.2).
    static let start: UInt8 = 0x40
    /// `##`, which ends it.
    static let end: UInt8 = 0x23
    /// Start, serial, version, time, two addresses, length and command: what stands before the application unit.
    static let headerLength = 27
    /// A frame with an empty application unit: the header, the checksum and the end.
    package static let shortestFrame = 30
    /// Longest application unit, bytes.
    package static let longestUnit = 1_024
    package static let longestFrame = shortestFrame + longestUnit
}

extension GB26875 {
    /// One frame as it was found, or as it is to be sent. That it exists says that its checksum, its end, its length
    /// and its command were right; what the application unit says is `ApplicationUnit`'s.
    package struct Frame: Sendable, Equatable {
        /// The initiator's number of the exchange; the answer echoes it.
        package var serial: UInt16
        /// 1 by the standard; captures have 0 and 16 as well, so nothing is made of it.
        package var majorVersion: UInt8
        package var userVersion: UInt8
        /// When it was sent, on the sender's wall clock.
        package var time: TimeLabel
        package var source: Address
        package var destination: Address
        package var command: Command
        /// At most `longestUnit` bytes.
        package var unit: [UInt8]

        package init(
            serial: UInt16, majorVersion: UInt8 = 1, userVersion: UInt8 = 1, time: TimeLabel, source: Address,
            destination: Address, command: Command, unit: [UInt8] = []
        ) {
            self.serial = serial
            self.majorVersion = majorVersion
            self.userVersion = userVersion
            self.time = time
            self.source = source
            self.destination = destination
            self.command = command
            self.unit = unit
        }

        /// Reads what stands between a start and an end that the scanner has held against each other.
        init(checked bytes: UnsafeRawBufferPointer) {
            serial = UInt16(bytes[2]) | UInt16(bytes[3]) << 8
            majorVersion = bytes[4]
            userVersion = bytes[5]
            time = TimeLabel(bytes[6..<12])
            source = Address(bytes[12..<18])
            destination = Address(bytes[18..<24])
            command = Command(rawValue: bytes[26])
            unit = Array(bytes[headerLength..<(bytes.count - 3)])
        }

        /// The frame as it goes out.
        package var bytes: [UInt8] {
            precondition(unit.count <= longestUnit, "an application unit has at most 1024 bytes")
            var bytes: [UInt8] = [start, start]
            bytes.reserveCapacity(shortestFrame + unit.count)
            bytes += [UInt8(truncatingIfNeeded: serial), UInt8(serial >> 8), majorVersion, userVersion]
            bytes += time.bytes
            bytes += source.bytes
            bytes += destination.bytes
            bytes += [UInt8(unit.count & 0xFF), UInt8(unit.count >> 8), command.rawValue]
            bytes += unit
            bytes.append(bytes[2...].reduce(0, &+))
            bytes += [end, end]
            return bytes
        }
    }

    /// What a frame is for (6.3). Codes 0 and 7 … 127 are reserved, those above are makers' own.
    package struct Command: RawRepresentable, Sendable, Hashable {
        package var rawValue: UInt8

        package init(rawValue: UInt8) { self.rawValue = rawValue }

        package static let control = Command(rawValue: 1)
        package static let send = Command(rawValue: 2)
        package static let acknowledge = Command(rawValue: 3)
        package static let request = Command(rawValue: 4)
        package static let reply = Command(rawValue: 5)
        package static let refuse = Command(rawValue: 6)

        /// Whether a receiver may take it; an unknown one is answered with `refuse`.
        package var isKnown: Bool { (1...6).contains(rawValue) || rawValue >= 128 }
    }

    /// Six bytes that name a transmission device or a centre: a number with its lowest byte first (11111 is
    /// `672b00000000`), or as one maker does, an IPv4 address and a port (192.168.1.4:27933 is `c0a801046d1d`). So
    /// it is known by its bytes.
    package struct Address: Sendable, Hashable {
        /// Always six, in the frame's order.
        package let bytes: [UInt8]

        init(_ bytes: Slice<UnsafeRawBufferPointer>) { self.bytes = Array(bytes) }

        /// The address that is this number's low 48 bits.
        package init(number: UInt64) {
            bytes = (0..<6).map { UInt8(truncatingIfNeeded: number >> UInt64(8 * $0)) }
        }

        /// - Returns: nil unless there are twelve hexadecimal digits.
        package init?(hex: String) {
            let digits = hex.utf8.compactMap { digit -> UInt8? in
                switch digit {
                case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
                case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
                case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
                default: nil
                }
            }
            guard hex.utf8.count == 12, digits.count == 12 else { return nil }
            bytes = (0..<6).map { digits[2 * $0] << 4 | digits[2 * $0 + 1] }
        }

        /// Twelve hexadecimal digits in the frame's order.
        package var hex: String { GB26875.hex(bytes) }

        package var number: UInt64 { bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) } }
    }

    /// Two small hexadecimal digits for each byte.
    static func hex(_ bytes: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(
            decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
