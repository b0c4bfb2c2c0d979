import Facility

/// Reads where a value stands among bytes and how it is written: `{at: 29, type: i16, order: little, nothing: 0xFFFF}`.
struct BinaryValueReader {
    /// The order of numbers that do not say their own.
    var order = ByteOrder.big
    /// The block that `register` counts in; nil: there is none.
    var registers: RegisterBlock?

    /// Registers or bits that an answer holds.
    struct RegisterBlock {
        var function: UInt8
        var start: Int
        /// nil: as many as the answer holds.
        var count: Int?

        var isBits: Bool { function <= 2 }
    }

    private struct Kind {
        var form: BinaryValue.Form
        /// 0: said by `width`.
        var width: Int
    }

    private static let numbers: [(name: String, kind: Kind)] =
        (1...8).map { ("u\(8 * $0)", Kind(form: .unsigned, width: $0)) }
        + (1...8).map { ("i\(8 * $0)", Kind(form: .signed, width: $0)) }
        + [("f32", Kind(form: .float, width: 4)), ("f64", Kind(form: .float, width: 8))]
    private static let others: [(name: String, kind: Kind)] = [
        ("bcd", Kind(form: .bcd, width: 0)), ("ascii", Kind(form: .text, width: 0)),
        ("utf8", Kind(form: .text, width: 0)), ("gb18030", Kind(form: .gb18030, width: 0)),
        ("hex", Kind(form: .hex, width: 0)), ("date", Kind(form: .date, width: 0)),
    ]
    /// For lists that people read.
    static let typeNames = (numbers + others).map(\.name)

    /// Reads a value that stands in a mapping of its own.
    func read(_ value: YAMLValue) -> BinaryValue? {
        guard let section = value.section() else { return nil }
        defer { section.finish() }
        return read(section, wantsDigits: false)
    }

    /// - Parameter wantsDigits: packed digits are wanted as digits, for texts and dates, rather than as a number.
    func read(_ section: Section, wantsDigits: Bool) -> BinaryValue? {
        let place = readPlace(section)
        let bits = readBits(section)
        let type = section.optional("type")
        let name = type.flatMap { $0.word() } ?? (registers == nil ? "u8" : "u16")
        // A coil is one bit and needs no type; anything else in whole bytes does, except single bits.
        if type == nil, bits == nil, registers?.isBits != true { _ = section.required("type") }
        guard let kind = (Self.numbers + Self.others).first(where: { $0.name == name })?.kind else {
            type?.error(.form(.notAChoice(name)), help: .nearest(to: name, among: Self.typeNames))
            return nil
        }
        let width = readWidth(section, kind, name)
        let order = section.optional("order").map { $0.choice(ByteOrder.allCases) } ?? self.order
        let nothing = readNothing(section)
        guard let place, let width, let order, let nothing else { return nil }
        var form = kind.form
        if wantsDigits, form == .bcd { form = .bcdDigits }
        var chosen = place.bit.map { $0...$0 } ?? bits?.range
        if let range = bits?.range {
            if form != .unsigned, form != .signed {
                bits?.value.error(.profile(.binary(.onlyForBits(type: name))))
                chosen = nil
            } else if range.upperBound >= 8 * width {
                bits?.value.error(.profile(.binary(.bitsBeyond(bytes: width))))
                chosen = nil
            }
        }
        if let at = checkRegister(place, width: width, section) {
            return BinaryValue(
                at: at, width: width, form: form, order: order, bits: chosen, nothing: nothing)
        }
        return nil
    }

    // MARK: The place

    private struct Place {
        var at: Int
        var bit: Int?
        /// Where the register is written.
        var register: (number: Int, value: YAMLValue)?
    }

    private func readPlace(_ section: Section) -> Place? {
        let at = section.optional("at")
        let register = section.optional("register")
        if let at, register != nil {
            at.error(.profile(.binary(.atOrRegister)))
            return nil
        }
        if let at { return at.whole(in: -65_535...65_535).map { Place(at: $0) } }
        guard let register else {
            section.missingOneOf(["at", "register"], .form(.missingKey("at")))
            return nil
        }
        guard let registers else {
            register.error(.profile(.binary(.registerWithoutRegisters)))
            return nil
        }
        guard let number = register.whole(in: 0...65_535) else { return nil }
        let step = number - registers.start
        let (byte, bit) = registers.isBits ? (step / 8, step % 8) : (2 * step, nil)
        return Place(at: ModbusAnswer.head + byte, bit: bit, register: (number, register))
    }

    /// The first byte, if the whole value lies in the block.
    private func checkRegister(_ place: Place, width: Int, _ section: Section) -> Int? {
        guard let registers, let (number, value) = place.register else { return place.at }
        let last = number + (registers.isBits ? 0 : (width + 1) / 2 - 1)
        let end = registers.count.map { registers.start + $0 - 1 } ?? 65_535
        guard number >= registers.start, last <= end else {
            value.error(.profile(.binary(.registerOutside(from: registers.start, to: end))))
            return nil
        }
        return place.at
    }

    // MARK: The rest

    private func readWidth(_ section: Section, _ kind: Kind, _ name: String) -> Int? {
        guard let value = section.optional("width") else {
            switch kind.form {
            case .date: return 6
            case .bcd:
                section.log.error(.profile(.binary(.widthNeeded(type: name))), at: section.place)
                return nil
            default: return registers?.isBits == true ? 1 : kind.width
            }
        }
        switch kind.form {
        case .unsigned, .signed, .float:
            value.error(.profile(.binary(.widthUnfit(type: name))))
            return nil
        case .date: return value.whole(in: 6...7)
        default: return value.whole(in: 1...BinaryValue.longestText)
        }
    }

    private func readBits(_ section: Section) -> (range: ClosedRange<Int>?, value: YAMLValue)? {
        if let value = section.optional("bit") {
            return (value.whole(in: 0...63).map { $0...$0 }, value)
        }
        guard let value = section.optional("bits") else { return nil }
        let ends = value.list()?.compactMap { $0.whole(in: 0...63) } ?? []
        guard ends.count == 2, ends[0] <= ends[1] else {
            value.error(.profile(.binary(.bitsNotAscending)))
            return (nil, value)
        }
        return (ends[0]...ends[1], value)
    }

    private func readNothing(_ section: Section) -> [UInt64]? {
        guard let value = section.optional("nothing") else { return [] }
        let raw = value.oneOrMore()?.map { $0.unsigned() } ?? []
        guard raw.count <= 4 else {
            value.error(.profile(.binary(.tooManyNothings(limit: 4))))
            return nil
        }
        return raw.contains(nil) ? nil : raw.compactMap { $0 }
    }
}

extension YAMLValue {
    /// A whole number, decimal or as `0x1F`.
    func whole(in range: ClosedRange<Int>) -> Int? {
        guard let text = text() else { return nil }
        let isNegative = text.hasPrefix("-")
        let digits = isNegative ? String(text.dropFirst()) : text
        guard let magnitude = Self.unsigned(digits), let size = Int(exactly: magnitude) else {
            error(.profile(.binary(.notWhole(text))))
            return nil
        }
        let number = isNegative ? -size : size
        guard range.contains(number) else {
            error(.form(.outOfRange(from: "\(range.lowerBound)", to: "\(range.upperBound)")))
            return nil
        }
        return number
    }

    /// A whole number of up to 64 bits, decimal or as `0xFFFF`.
    func unsigned() -> UInt64? {
        guard let text = text() else { return nil }
        if let number = Self.unsigned(text) { return number }
        error(.profile(.binary(.notWhole(text))))
        return nil
    }

    static func unsigned(_ text: String) -> UInt64? {
        text.hasPrefix("0x") ? UInt64(text.dropFirst(2), radix: 16) : UInt64(text)
    }

    /// Bytes as hexadecimal digits, blanks between them allowed.
    func hexBytes() -> [UInt8]? {
        guard let text = text() else { return nil }
        let digits = text.filter { !$0.isWhitespace }.map(\.hexDigitValue)
        guard !digits.isEmpty, digits.count.isMultiple(of: 2), !digits.contains(nil) else {
            error(.profile(.invalidHex(String(text.prefix(20)))))
            return nil
        }
        return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0]! << 4 | digits[$0 + 1]!) }
    }
}
