import Facility

/// A slot to bytes and back (`BlockFormat`).
extension SlotColumns {
    // MARK: Writing

    /// - Parameter messageCount: of the whole block.
    func write(to pen: inout BlockPen, messageCount: Int) {
        let isInEvery = count == messageCount && messages.indices.allSatisfy { messages[$0] == Int64($0) }
        pen.put(varint: UInt64(count))
        pen.put(
            (isInEvery ? BlockFormat.Flag.inEveryMessage : 0)
                | (marks.isEmpty ? BlockFormat.Flag.unmarked : 0))
        if !isInEvery { IntegerColumn.write(messages, to: &pen) }
        if !marks.isEmpty { IntegerColumn.write(marks.map(Int64.init), to: &pen) }
        let (forms, words, exponent) = decimals()
        IntegerColumn.write(forms.map(Int64.init), to: &pen)
        for form in Self.formsWithWords {
            let part = Self.words(words, of: form, forms)
            guard !part.isEmpty else { continue }
            switch form {
            case Form.double: Self.write(doubles: part, to: &pen)
            case Form.decimal:
                pen.put(UInt8(exponent))
                IntegerColumn.write(part.map(Int64.init(bitPattern:)), to: &pen)
            case Form.text:
                pen.put(varint: UInt64(texts.count))
                for text in texts { pen.put(text) }
                IntegerColumn.write(part.map(Int64.init(bitPattern:)), to: &pen)
            default: IntegerColumn.write(part.map(Int64.init(bitPattern:)), to: &pen)
            }
        }
    }

    private static let formsWithWords = [
        Form.truth, Form.text, Form.signed, Form.unsigned, Form.double, Form.decimal,
    ]

    private static func words(_ words: [UInt64], of form: UInt8, _ forms: [UInt8]) -> [UInt64] {
        var part: [UInt64] = []
        part.reserveCapacity(words.count)
        for position in words.indices where forms[position] == form { part.append(words[position]) }
        return part
    }

    /// Doubles that are integers over one common power of ten become those integers: meters speak decimal. What no
    /// power up to 10^7 gives back bit for bit stays a double.
    private func decimals() -> (forms: [UInt8], words: [UInt64], exponent: Int) {
        guard forms.contains(Form.double) else { return (forms, words, 0) }
        var exponent = 0
        for position in words.indices where forms[position] == Form.double {
            let number = Double(bitPattern: words[position])
            guard Self.whole(number, exponent) == nil else { continue }
            exponent = Self.exponent(of: number, from: exponent + 1) ?? exponent
        }
        var forms = forms
        var words = words
        for position in words.indices where forms[position] == Form.double {
            guard let whole = Self.whole(Double(bitPattern: words[position]), exponent) else { continue }
            forms[position] = Form.decimal
            words[position] = UInt64(bitPattern: whole)
        }
        return (forms, words, exponent)
    }

    private static func exponent(of number: Double, from least: Int) -> Int? {
        guard least <= BlockFormat.greatestExponent else { return nil }
        return (least...BlockFormat.greatestExponent).first { whole(number, $0) != nil }
    }

    /// The integer that over 10^exponent is this very double; nil: there is none.
    private static func whole(_ number: Double, _ exponent: Int) -> Int64? {
        let power = BlockFormat.powers[exponent]
        let scaled = number * power
        // 2 to the 53: every integer below it has its own double. What is no number is not below it either.
        guard scaled.magnitude < 9_007_199_254_740_992.0 else { return nil }
        let nearest = Int64(scaled + (scaled < 0 ? -0.5 : 0.5))
        guard (Double(nearest) / power).bitPattern == number.bitPattern else { return nil }
        return nearest
    }

    /// Each double against the one before it: how many of the bytes that differ, and where they lie.
    private static func write(doubles: [UInt64], to pen: inout BlockPen) {
        var previous: UInt64 = 0
        for word in doubles {
            let change = word ^ previous
            previous = word
            let trailing = change == 0 ? 0 : change.trailingZeroBitCount / 8
            let bytes = change == 0 ? 0 : 8 - trailing - change.leadingZeroBitCount / 8
            pen.put(UInt8(trailing << 4 | bytes))
            pen.put(change >> UInt64(trailing * 8), bytes: bytes)
        }
    }

    // MARK: Reading

    /// - Parameters:
    ///   - messageCount: of the whole block.
    ///   - mostReadings: that the block has left.
    init(
        point: UInt32, from cursor: inout BlockCursor, messageCount: Int, mostReadings: Int
    ) throws(BlockDamage) {
        self.init(point: point)
        let count = try cursor.count(upTo: mostReadings)
        let flags = try cursor.byte()
        if flags & BlockFormat.Flag.inEveryMessage != 0 {
            guard count == messageCount else { throw .malformed }
            messages = (0..<Int64(count)).map { $0 }
        } else {
            messages = try IntegerColumn.read(count, from: &cursor)
            var last: Int64 = 0
            for message in messages {
                guard message >= last, message < Int64(messageCount) else { throw .malformed }
                last = message
            }
        }
        if flags & BlockFormat.Flag.unmarked == 0 {
            marks = try Self.bytes(count, &cursor, upTo: 15)
        }
        forms = try Self.bytes(count, &cursor, upTo: Form.decimal)
        words = [UInt64](repeating: 0, count: count)
        try readWords(from: &cursor)
    }

    private static func bytes(
        _ count: Int, _ cursor: inout BlockCursor, upTo most: UInt8
    ) throws(BlockDamage) -> [UInt8] {
        let values = try IntegerColumn.read(count, from: &cursor)
        guard values.allSatisfy({ $0 >= 0 && $0 <= Int64(most) }) else { throw .malformed }
        return values.map { UInt8(truncatingIfNeeded: $0) }
    }

    private mutating func readWords(from cursor: inout BlockCursor) throws(BlockDamage) {
        for form in Self.formsWithWords {
            var part = 0
            for found in forms where found == form { part += 1 }
            guard part > 0 else { continue }
            switch form {
            case Form.double: spread(try Self.doubles(part, &cursor), form)
            case Form.text:
                let known = try cursor.count(upTo: cursor.end - cursor.offset)
                texts.reserveCapacity(known)
                for _ in 0..<known { texts.append(try cursor.text()) }
                let places = try IntegerColumn.read(part, from: &cursor)
                guard places.allSatisfy({ $0 >= 0 && $0 < Int64(known) }) else { throw .malformed }
                spread(places, form)
            case Form.decimal:
                exponent = Int(try cursor.byte())
                guard exponent <= BlockFormat.greatestExponent else { throw .malformed }
                spread(try IntegerColumn.read(part, from: &cursor), form)
            default: spread(try IntegerColumn.read(part, from: &cursor), form)
            }
        }
    }

    private mutating func spread(_ part: [Int64], _ form: UInt8) {
        guard part.count < count else {
            words = part.map(UInt64.init(bitPattern:))
            return
        }
        var next = 0
        for position in words.indices where forms[position] == form {
            words[position] = UInt64(bitPattern: part[next])
            next += 1
        }
    }

    private static func doubles(_ count: Int, _ cursor: inout BlockCursor) throws(BlockDamage) -> [Int64] {
        var values: [Int64] = []
        values.reserveCapacity(count)
        var previous: UInt64 = 0
        for _ in 0..<count {
            let head = try cursor.byte()
            let trailing = Int(head >> 4)
            let bytes = Int(head & 0x0F)
            guard trailing + bytes <= 8 else { throw .malformed }
            let change = bytes == 0 ? 0 : try cursor.word(bytes: bytes) << UInt64(trailing * 8)
            previous ^= change
            values.append(Int64(bitPattern: previous))
        }
        return values
    }
}
