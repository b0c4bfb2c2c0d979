/// Where the bytes of a binary message are: MQTT carries bytes, but many makers and every platform in between write
/// them as text, alone or inside JSON.
package enum PayloadBytes: Sendable, Equatable {
    /// The payload itself.
    case raw
    /// The payload is text that spells them.
    case text(Spelling)
    /// A string in a JSON payload spells them; the other fields of the same document can be read, too.
    case json(pointer: String, Spelling)

    /// How text spells bytes.
    package enum Spelling: String, Sendable, Equatable, CaseIterable {
        /// Two hexadecimal digits a byte, in either case; blanks, `:` and `-` may stand between bytes and `0x` before.
        case hex
        /// RFC 4648, section 4 or 5; the padding may be missing.
        case base64
    }

    /// JSON Pointer (RFC 6901) to the text, nil when the payload is no JSON.
    package var pointer: String? {
        if case .json(let pointer, _) = self { return pointer }
        return nil
    }

    /// What can be wrong with a text that should spell bytes.
    package enum Mistake: Error, Sendable, Equatable {
        /// There is no text where it should be, or an empty one.
        case nothing
        /// A character, counted from 1, that the spelling does not have.
        case badCharacter(Spelling, at: Int)
        /// The last byte, or the last group of base64, is not complete.
        case cutShort(Spelling)
        /// More bytes than there is room for.
        case tooMany(limit: Int)
    }
}

/// Room for the bytes that a text spells, kept for the next message so that none allocates.
///
/// One owner at a time; the bytes are valid until the next call.
package final class PayloadBytesRoom {
    /// Bytes a text may spell: no terminal of a compound sends more in one message, and text twice as long is the
    /// largest that a codec has to walk through.
    package static let limit = 64 << 10

    private let room = UnsafeMutableRawBufferPointer.allocate(byteCount: limit, alignment: 8)

    package init() {}

    deinit { room.deallocate() }

    /// Turns text into the bytes it spells.
    package func read(
        _ text: UnsafeRawBufferPointer, as spelling: PayloadBytes.Spelling
    ) throws(PayloadBytes.Mistake) -> UnsafeRawBufferPointer {
        let count = spelling == .hex ? try hex(text) : try base64(text)
        guard count > 0 else { throw .nothing }
        return UnsafeRawBufferPointer(rebasing: room[..<count])
    }

    private func hex(_ text: UnsafeRawBufferPointer) throws(PayloadBytes.Mistake) -> Int {
        var count = 0
        var high: UInt8?
        var at = 0
        if text.count >= 2, text[0] == UInt8(ascii: "0"), text[1] | 0x20 == UInt8(ascii: "x") { at = 2 }
        while at < text.count {
            let letter = text[at]
            at += 1
            let digit = Self.hexDigit(letter)
            if digit > 15 {
                guard high == nil, Self.isSeparator(letter) else { throw .badCharacter(.hex, at: at) }
                continue
            }
            guard let first = high else {
                high = digit
                continue
            }
            guard count < Self.limit else { throw .tooMany(limit: Self.limit) }
            room[count] = first << 4 | digit
            count += 1
            high = nil
        }
        guard high == nil else { throw .cutShort(.hex) }
        return count
    }

    /// Above 15 for what is no digit.
    @inline(__always)
    private static func hexDigit(_ letter: UInt8) -> UInt8 {
        let digit = letter &- UInt8(ascii: "0")
        if digit < 10 { return digit }
        let small = (letter | 0x20) &- UInt8(ascii: "a")
        return small < 6 ? small + 10 : .max
    }

    private static func isSeparator(_ letter: UInt8) -> Bool {
        switch letter {
        case 0x09, 0x0A, 0x0D, 0x20, UInt8(ascii: ":"), UInt8(ascii: "-"): true
        default: false
        }
    }

    private func base64(_ text: UnsafeRawBufferPointer) throws(PayloadBytes.Mistake) -> Int {
        var count = 0
        var group: UInt32 = 0
        var digits = 0
        var isOver = false
        for at in text.indices {
            let letter = text[at]
            if letter == 0x20 || letter == 0x09 || letter == 0x0A || letter == 0x0D { continue }
            if letter == UInt8(ascii: "=") {
                guard digits >= 2 || isOver else { throw .badCharacter(.base64, at: at + 1) }
                isOver = true
                continue
            }
            guard !isOver, let digit = Self.base64Digit(letter) else {
                throw .badCharacter(.base64, at: at + 1)
            }
            group = group << 6 | digit
            digits += 1
            guard digits == 4 else { continue }
            guard count + 3 <= Self.limit else { throw .tooMany(limit: Self.limit) }
            put(group, bytes: 3, at: count)
            count += 3
            (group, digits) = (0, 0)
        }
        guard digits != 1 else { throw .cutShort(.base64) }
        guard digits > 0 else { return count }
        guard count + digits - 1 <= Self.limit else { throw .tooMany(limit: Self.limit) }
        put(group << UInt32(6 * (4 - digits)), bytes: digits - 1, at: count)
        return count + digits - 1
    }

    private func put(_ group: UInt32, bytes: Int, at start: Int) {
        for place in 0..<bytes {
            room[start + place] = UInt8(truncatingIfNeeded: group >> UInt32(16 - 8 * place))
        }
    }

    private static func base64Digit(_ letter: UInt8) -> UInt32? {
        switch letter {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(letter - UInt8(ascii: "A"))
        case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(letter - UInt8(ascii: "a")) + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(letter - UInt8(ascii: "0")) + 52
        case UInt8(ascii: "+"), UInt8(ascii: "-"): 62
        case UInt8(ascii: "/"), UInt8(ascii: "_"): 63
        default: nil
        }
    }
}
