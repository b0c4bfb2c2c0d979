import Expressions

/// Writes the journal's numbers and values into memory that the caller made large enough.
struct JournalPen {
    private let memory: UnsafeMutableRawBufferPointer
    private(set) var count = 0

    init(_ memory: UnsafeMutableRawBufferPointer) {
        self.memory = memory
    }

    mutating func put(_ byte: UInt8) {
        memory[count] = byte
        count &+= 1
    }

    mutating func put(varint value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            put(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        put(UInt8(truncatingIfNeeded: rest))
    }

    mutating func put(signed value: Int64) {
        put(varint: JournalFormat.zigzag(value))
    }

    /// Tag and value.
    mutating func put(_ value: Value, _ quality: Quality, _ isLate: Bool) {
        let marks =
            quality.rawValue << JournalFormat.qualityShift | (isLate ? JournalFormat.lateBit : 0)
        switch value {
        case .bool(let holds): put(marks | (holds ? JournalFormat.Form.yes : JournalFormat.Form.no))
        case .double(let number): put(number, marks)
        case .string(let text): put(text, marks)
        case .int(let number):
            put(marks | JournalFormat.Form.signed)
            put(signed: number)
        case .uint(let number):
            put(marks | JournalFormat.Form.unsigned)
            put(varint: number)
        case .null: put(marks | JournalFormat.Form.null)
        default: put(marks | JournalFormat.Form.unknown)
        }
    }

    private mutating func put(_ text: String, _ marks: UInt8) {
        put(marks | JournalFormat.Form.text)
        put(varint: UInt64(text.utf8.count))
        let copied: Void? = text.utf8.withContiguousStorageIfAvailable { utf8 in
            UnsafeMutableRawBufferPointer(rebasing: memory[count...]).copyMemory(
                from: UnsafeRawBufferPointer(utf8))
            count += utf8.count
        }
        if copied == nil { text.utf8.forEach { put($0) } }
    }

    /// As an integer, or as an integer over a power of ten where that gives the same bits back: meters speak
    /// decimal, and 21.5 is two bytes instead of eight. One trial at the greatest exponent decides whether there is
    /// such a power; the least one is looked for from below, since most numbers have one digit or two.
    private mutating func put(_ number: Double, _ marks: UInt8) {
        let exact = 9_007_199_254_740_992.0  // 2 to the 53: every integer below it has its own double
        if number.magnitude < exact {
            let whole = Int64(number)
            if Double(whole) == number, whole != 0 || number.sign == .plus {
                put(marks | JournalFormat.Form.decimal)
                put(signed: whole)
                return
            }
            let power = JournalFormat.power(JournalFormat.greatestExponent)
            let scaled = number * power
            if scaled.magnitude < exact {
                // Rounded by hand: `rounded()` is a call into libm.
                let nearest = Int64(scaled + (number < 0 ? -0.5 : 0.5))
                if nearest != 0, Double(nearest) / power == number {
                    putDecimal(number, nearest, marks)
                    return
                }
            }
        }
        put(marks | JournalFormat.Form.double)
        memory.storeBytes(of: number.bitPattern.littleEndian, toByteOffset: count, as: UInt64.self)
        count += 8
    }

    /// - Parameter longest: the number at the greatest exponent.
    private mutating func putDecimal(_ number: Double, _ longest: Int64, _ marks: UInt8) {
        for exponent in 1..<JournalFormat.greatestExponent {
            let power = JournalFormat.power(exponent)
            let nearest = Int64(number * power + (number < 0 ? -0.5 : 0.5))
            guard Double(nearest) / power == number else { continue }
            put(marks | JournalFormat.Form.decimal + UInt8(exponent))
            return put(signed: nearest)
        }
        put(marks | JournalFormat.Form.decimal + UInt8(JournalFormat.greatestExponent))
        put(signed: longest)
    }
}
