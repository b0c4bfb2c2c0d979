/// Memory that reading binary messages needs and keeps: for the bytes that a text spells, and for texts that are not in
/// the payload as they are. One owner at a time; what is in it lasts until the next part of a message.
final class BinaryRoom {
    let payload = PayloadBytesRoom()
    private let texts: UnsafeMutableRawBufferPointer
    private var used = 0

    /// - Parameter textBytes: what the texts of one part of any layout can take together (`bytes(for:)`).
    init(textBytes: Int) {
        texts = .allocate(byteCount: max(Self.channelText, textBytes), alignment: 8)
    }

    deinit { texts.deallocate() }

    /// Longest text of a channel's number.
    static let channelText = 24

    /// Bytes a value's text can take here.
    static func bytes(for value: BinaryValue) -> Int {
        let width = value.width == 0 ? BinaryValue.longestText : min(value.width, BinaryValue.longestText)
        return switch value.form {
        case .unsigned, .signed, .float, .text: 0
        case .bcd, .bcdDigits, .hex, .date: 2 * width
        // Two bytes of GB 18030 are up to three of UTF-8; so is a byte that is no character.
        case .gb18030: 3 * width
        }
    }

    /// Forgets the texts of the part before.
    func clear() { used = 0 }

    /// Two digits a byte, upper case.
    func hex(_ span: UnsafeRawBufferPointer, reversed: Bool) -> UnsafeRawBufferPointer {
        let start = used
        let count = min(span.count, BinaryValue.longestText, (texts.count - used) / 2)
        for place in 0..<count {
            let byte = span[reversed ? span.count - 1 - place : place]
            put(Self.digit(byte >> 4))
            put(Self.digit(byte & 0xF))
        }
        return written(from: start)
    }

    /// Six or seven bytes as `260309101530`; a byte above 99 becomes `??`, which is no time.
    func date(_ span: UnsafeRawBufferPointer, reversed: Bool) -> UnsafeRawBufferPointer {
        let start = used
        guard texts.count - used >= 2 * span.count + 2 else { return written(from: start) }
        var place = 0
        if span.count == 7 {
            let (high, low) = reversed ? (span[6], span[5]) : (span[0], span[1])
            let year = min(9_999, Int(high) << 8 | Int(low))
            put(decimal: UInt8(year / 100))
            put(decimal: UInt8(year % 100))
            place = 2
        }
        while place < span.count {
            put(decimal: span[reversed ? span.count - 1 - place : place])
            place += 1
        }
        return written(from: start)
    }

    /// A text made elsewhere.
    func utf8(_ text: String) -> UnsafeRawBufferPointer {
        let start = used
        for byte in text.utf8 {
            guard used < texts.count else { break }
            put(byte)
        }
        return written(from: start)
    }

    /// A channel's number as its name.
    func name(_ number: Int64) -> UnsafeBufferPointer<UInt8> {
        if texts.count - used < Self.channelText { used = 0 }
        let start = used
        var rest = number.magnitude
        var end = start
        repeat {
            texts[end] = UInt8(ascii: "0") + UInt8(rest % 10)
            rest /= 10
            end += 1
        } while rest > 0
        if number < 0 {
            texts[end] = UInt8(ascii: "-")
            end += 1
        }
        used = end
        var (low, high) = (start, end - 1)
        while low < high {
            (texts[low], texts[high]) = (texts[high], texts[low])
            (low, high) = (low + 1, high - 1)
        }
        return written(from: start).bindMemory(to: UInt8.self)
    }

    private func put(decimal byte: UInt8) {
        put(byte < 100 ? UInt8(ascii: "0") + byte / 10 : UInt8(ascii: "?"))
        put(byte < 100 ? UInt8(ascii: "0") + byte % 10 : UInt8(ascii: "?"))
    }

    private func put(_ letter: UInt8) {
        texts[used] = letter
        used += 1
    }

    private func written(from start: Int) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: texts[start..<used])
    }

    private static func digit(_ nibble: UInt8) -> UInt8 {
        nibble < 10 ? UInt8(ascii: "0") + nibble : UInt8(ascii: "A") + nibble - 10
    }
}
