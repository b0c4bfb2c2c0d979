import CSimdjson

/// A value as compiled: one step of the flat list that a part of a message is read by.
///
/// Whatever the bytes are, an operation leaves something in its slot: a value, or "missing" where its place is beyond
/// the end or its value means "no reading".
struct BinaryOperation: Sendable {
    private enum Action: UInt8 { case integer, float, bcd, digits, text, gb18030, hex, date }

    let slot: Int32
    private let at: Int32
    /// 0: all that follow.
    private let width: Int32
    private let action: Action
    private let order: ByteOrder
    private let shift: UInt8
    private let hasNothing: Bool
    private let mask: UInt64
    /// 0 for unsigned values.
    private let signBit: UInt64
    /// The raw values that mean "no reading", repeated to fill all four places.
    private let nothing: SIMD4<UInt64>
    /// A text there is to be read as a number, too.
    private let wantsNumber: Bool

    init(_ value: BinaryValue, slot: Int, wantsNumber: Bool) {
        self.slot = Int32(slot)
        at = Int32(clamping: value.at)
        width = Int32(clamping: value.width)
        order = value.order
        self.wantsNumber = wantsNumber
        hasNothing = !value.nothing.isEmpty
        var nothing = SIMD4<UInt64>(repeating: value.nothing.first ?? 0)
        for (place, raw) in value.nothing.prefix(4).enumerated() { nothing[place] = raw }
        self.nothing = nothing
        var bits = 8 * min(8, max(1, value.width))
        var low = 0
        var hasSign = false
        switch value.form {
        case .unsigned: action = .integer
        case .signed:
            action = .integer
            hasSign = true
        case .float: action = .float
        case .bcd: action = .bcd
        case .bcdDigits: action = .digits
        case .text: action = .text
        case .gb18030: action = .gb18030
        case .hex: action = .hex
        case .date: action = .date
        }
        if action == .integer, let range = value.bits, range.upperBound < bits {
            low = range.lowerBound
            bits = range.count
        }
        shift = UInt8(low)
        mask = bits == 64 ? .max : 1 << UInt64(bits) &- 1
        signBit = hasSign ? 1 << UInt64(bits - 1) : 0
    }

    /// Reads the value, whatever its place is in `bytes`.
    /// - Parameter room: where texts that are not in the payload as they are get written.
    @inline(__always)
    func run(
        on bytes: UnsafeRawBufferPointer, into results: UnsafeMutablePointer<gj_value>, room: BinaryRoom
    ) {
        let start = at >= 0 ? Int(at) : bytes.count + Int(at)
        let width = self.width == 0 ? bytes.count - start : Int(self.width)
        guard start >= 0, width > 0, start <= bytes.count - width else { return setMissing(results) }
        if action == .integer {
            let raw = load(bytes, start, width) >> UInt64(shift) & mask
            if hasNothing, any(nothing .== raw) { return setMissing(results) }
            return set(integer: raw, in: results)
        }
        let span = UnsafeRawBufferPointer(rebasing: bytes[start..<start + width])
        if hasNothing, width <= 8, any(nothing .== load(bytes, start, width)) { return setMissing(results) }
        runRare(on: span, into: results, room: room)
    }

    @inline(never)
    private func runRare(
        on span: UnsafeRawBufferPointer, into results: UnsafeMutablePointer<gj_value>, room: BinaryRoom
    ) {
        switch action {
        case .float: set(floatOf: span, in: results)
        case .bcd: setBCD(span, results, room)
        case .text: set(text: Self.trimmed(span), in: results)
        case .digits, .hex:
            let text = room.hex(span, reversed: order.isLittle)
            let isFit = action == .hex || text.allSatisfy { $0 <= UInt8(ascii: "9") }
            set(text: text, in: results)
            if !isFit { results[Int(slot)].is_numeric = 0 }
        case .date: set(text: room.date(span, reversed: order.isLittle), in: results)
        case .gb18030: set(text: room.utf8(GB18030.text(Self.trimmed(span))), in: results)
        case .integer: setMissing(results)
        }
    }

    /// The value as a number for whoever needs it at once: counts, lengths, kinds. Nil when it is not there or no
    /// whole number.
    @inline(__always)
    func number(in bytes: UnsafeRawBufferPointer) -> UInt64? {
        let start = at >= 0 ? Int(at) : bytes.count + Int(at)
        let width = Int(self.width)
        guard start >= 0, width > 0, width <= 8, start <= bytes.count - width else { return nil }
        let raw = load(bytes, start, width)
        return action == .bcd ? Self.decimal(raw, digits: 2 * width) : raw >> UInt64(shift) & mask
    }

    // MARK: Raw bytes

    /// 1 … 8 bytes as one number in the operation's order. The place has been checked.
    @inline(__always)
    private func load(_ bytes: UnsafeRawBufferPointer, _ start: Int, _ width: Int) -> UInt64 {
        switch (width, order) {
        case (1, _): UInt64(bytes[start])
        case (2, .big), (2, .cdab):
            UInt64(bytes.loadUnaligned(fromByteOffset: start, as: UInt16.self).byteSwapped)
        case (2, _): UInt64(bytes.loadUnaligned(fromByteOffset: start, as: UInt16.self))
        case (4, .big): UInt64(bytes.loadUnaligned(fromByteOffset: start, as: UInt32.self).byteSwapped)
        case (4, .little): UInt64(bytes.loadUnaligned(fromByteOffset: start, as: UInt32.self))
        case (8, .big): bytes.loadUnaligned(fromByteOffset: start, as: UInt64.self).byteSwapped
        case (8, .little): bytes.loadUnaligned(fromByteOffset: start, as: UInt64.self)
        default: loadOdd(bytes, start, width)
        }
    }

    @inline(never)
    private func loadOdd(_ bytes: UnsafeRawBufferPointer, _ start: Int, _ width: Int) -> UInt64 {
        var number: UInt64 = 0
        for place in 0..<width {
            let from =
                switch order {
                case .big: place
                case .little: width - 1 - place
                // Words from the last to the first, the two bytes of each as they stand.
                case .cdab: width.isMultiple(of: 2) ? (width - 2 - (place & ~1)) + (place & 1) : place
                case .badc: width.isMultiple(of: 2) ? place ^ 1 : place
                }
            number = number << 8 | UInt64(bytes[start + from])
        }
        return number
    }

    /// The number that packed digits spell, nil when one of them is no digit.
    private static func decimal(_ raw: UInt64, digits: Int) -> UInt64? {
        var number: UInt64 = 0
        for place in stride(from: digits - 1, through: 0, by: -1) {
            let digit = raw >> UInt64(4 * place) & 0xF
            guard digit < 10 else { return nil }
            number = number &* 10 &+ digit
        }
        return number
    }

    private static func trimmed(_ span: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        var end = span.firstIndex(of: 0) ?? span.count
        var start = 0
        while start < end, span[start] <= 0x20 { start += 1 }
        while end > start, span[end - 1] <= 0x20 { end -= 1 }
        return UnsafeRawBufferPointer(rebasing: span[start..<end])
    }

    // MARK: Results

    @inline(__always)
    private func setMissing(_ results: UnsafeMutablePointer<gj_value>) {
        results[Int(slot)].kind = UInt8(GJ_MISSING.rawValue)
    }

    @inline(__always)
    private func set(integer raw: UInt64, in results: UnsafeMutablePointer<gj_value>) {
        let result = results + Int(slot)
        if signBit == 0, raw > UInt64(Int64.max) {
            result.pointee.kind = UInt8(GJ_NUMBER.rawValue)
            result.pointee.number = Double(raw)
            return
        }
        let number = Int64(bitPattern: (raw ^ signBit) &- signBit)
        result.pointee.kind = UInt8(GJ_INTEGER.rawValue)
        result.pointee.integer = number
        result.pointee.number = Double(number)
    }

    private func set(floatOf span: UnsafeRawBufferPointer, in results: UnsafeMutablePointer<gj_value>) {
        let raw = load(span, 0, span.count)
        let number =
            span.count == 4
            ? Self.shortest(Float(bitPattern: UInt32(truncatingIfNeeded: raw)))
            : Double(bitPattern: raw)
        guard number.isFinite else {
            // Refused as what it is: a device that says "not a number" should be seen, unless `nothing` lists it.
            return set(text: Self.bytes(number.isNaN ? "NaN" : "infinity"), in: results)
        }
        results[Int(slot)].kind = UInt8(GJ_NUMBER.rawValue)
        results[Int(slot)].number = number
    }

    /// The decimal number of seven digits that a device meant, not the neighbour that its 24 bits can hold: 229.8 and
    /// not 229.800003.
    private static func shortest(_ single: Float) -> Double {
        let exact = Double(single)
        let size = exact.magnitude
        guard size >= 1e-4, size < 1e7 else { return exact }
        var scale = 1.0
        while size * scale < 1e6 { scale *= 10 }
        let rounded = (exact * scale).rounded() / scale
        return Float(rounded) == single ? rounded : exact
    }

    private func setBCD(
        _ span: UnsafeRawBufferPointer, _ results: UnsafeMutablePointer<gj_value>, _ room: BinaryRoom
    ) {
        guard span.count <= 8,
            let number = Self.decimal(load(span, 0, span.count), digits: 2 * span.count)
        else { return set(text: room.hex(span, reversed: order.isLittle), in: results) }
        results[Int(slot)].kind = UInt8(GJ_INTEGER.rawValue)
        results[Int(slot)].integer = Int64(number)
        results[Int(slot)].number = Double(number)
    }

    private func set(text: UnsafeRawBufferPointer, in results: UnsafeMutablePointer<gj_value>) {
        guard let base = text.baseAddress, !text.isEmpty else { return setMissing(results) }
        let start = base.assumingMemoryBound(to: UInt8.self)
        let result = results + Int(slot)
        result.pointee.kind = UInt8(GJ_STRING.rawValue)
        result.pointee.text = start
        result.pointee.length = UInt32(text.count)
        result.pointee.word = SpellingTable.word(text)
        result.pointee.is_numeric = 0
        guard wantsNumber else { return }
        var number = 0.0
        guard gj_parse_number(start, text.count, &number) != 0 else { return }
        result.pointee.is_numeric = 1
        result.pointee.number = number
    }

    private static func bytes(_ text: StaticString) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
    }
}
