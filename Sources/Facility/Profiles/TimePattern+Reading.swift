/// Reading a time with a compiled pattern: no allocation, no look-up by name.
extension TimePattern {
    /// What the bytes say; nil when they do not have the pattern's form. Whether there is such a time is for
    /// `CivilTime` to say.
    func find(_ bytes: UnsafeBufferPointer<UInt8>) -> Found? {
        pieces.isEmpty ? findFixed(bytes) : walk(bytes)
    }

    private func findFixed(_ bytes: UnsafeBufferPointer<UInt8>) -> Found? {
        guard bytes.count == byteCount, let base = bytes.baseAddress else { return nil }
        let mismatch = literals.withUnsafeBufferPointer { literals in
            literals.contains { base[$0.at] != $0.byte }
        }
        guard !mismatch else { return nil }
        var found = Found()
        if places.year >= 0 {
            guard let year = Self.digits(bytes, places.year, places.yearWidth) else { return nil }
            found.year = places.yearWidth == 2 ? 2_000 + year : year
        }
        if places.day >= 0 {
            guard let month = Self.digits(bytes, places.month, 2), let day = Self.digits(bytes, places.day, 2)
            else { return nil }
            (found.month, found.day) = (month, day)
        }
        guard let hour = Self.digits(bytes, places.hour, 2) else { return nil }
        found.hour = hour
        if places.minute >= 0 {
            guard let minute = Self.digits(bytes, places.minute, 2) else { return nil }
            found.minute = minute
        }
        if places.second >= 0 {
            guard let second = Self.digits(bytes, places.second, 2) else { return nil }
            found.second = second
        }
        if places.fraction >= 0 {
            guard let fraction = Self.digits(bytes, places.fraction, places.fractionWidth) else { return nil }
            found.millisecond = Self.milliseconds(fraction, digits: places.fractionWidth)
        }
        return found
    }

    private func walk(_ bytes: UnsafeBufferPointer<UInt8>) -> Found? {
        var found = Found()
        var at = 0
        var isAfternoon: Bool?
        for piece in pieces {
            switch piece {
            case .literal(let byte):
                guard at < bytes.count, bytes[at] == byte else { return nil }
                at += 1
            case .digits(let part, let width):
                guard let number = Self.digits(bytes, at, width) else { return nil }
                at += width
                Self.put(number, part, width: width, into: &found)
            case .flexible(let part):
                let width = Self.digits(bytes, at, 2) == nil ? 1 : 2
                guard let number = Self.digits(bytes, at, width) else { return nil }
                at += width
                Self.put(number, part, width: width, into: &found)
            case .monthName:
                guard let month = Self.month(bytes, &at) else { return nil }
                found.month = month
            case .weekday:
                let letters = bytes[at...].prefix { $0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7A }.count
                guard letters >= 3 else { return nil }
                at += letters
            case .half:
                guard let half = Self.half(bytes, &at) else { return nil }
                isAfternoon = half
            case .offset:
                guard let offset = Self.offset(bytes, &at) else { return nil }
                found.offset = offset
            }
        }
        guard at == bytes.count else { return nil }
        if let isAfternoon {
            guard found.hour >= 1, found.hour <= 12 else { return nil }
            found.hour = found.hour % 12 + (isAfternoon ? 12 : 0)
        }
        return found
    }

    private static func put(_ number: Int, _ part: Part, width: Int, into found: inout Found) {
        switch part {
        case .year: found.year = width == 2 ? 2_000 + number : number
        case .month: found.month = number
        case .day: found.day = number
        case .hour: found.hour = number
        case .minute: found.minute = number
        case .second: found.second = number
        case .fraction: found.millisecond = milliseconds(number, digits: width)
        case .half, .offset, .weekday: break
        }
    }

    /// Three letters of English months in lower case, each a number of base 256.
    private static let months: [UInt32] = [
        0x6A616E, 0x666562, 0x6D6172, 0x617072, 0x6D6179, 0x6A756E, 0x6A756C, 0x617567, 0x736570, 0x6F6374,
        0x6E6F76, 0x646563,
    ]

    private static func month(_ bytes: UnsafeBufferPointer<UInt8>, _ at: inout Int) -> Int? {
        let letters = bytes[at...].prefix { $0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7A }.count
        guard letters >= 3 else { return nil }
        let word = (0..<3).reduce(0 as UInt32) { $0 << 8 | UInt32(bytes[at + $1] | 0x20) }
        at += letters
        return months.firstIndex(of: word).map { $0 + 1 }
    }

    /// 上午 and 下午 begin with E4 B8; what follows is 8A or 8B, then 午 (E5 8D 88).
    private static func half(_ bytes: UnsafeBufferPointer<UInt8>, _ at: inout Int) -> Bool? {
        guard at + 1 < bytes.count else { return nil }
        if bytes[at + 1] | 0x20 == UInt8(ascii: "m") {
            let letter = bytes[at] | 0x20
            guard letter == UInt8(ascii: "a") || letter == UInt8(ascii: "p") else { return nil }
            at += 2
            return letter == UInt8(ascii: "p")
        }
        guard at + 5 < bytes.count, bytes[at] == 0xE4, bytes[at + 1] == 0xB8,
            bytes[at + 2] == 0x8A || bytes[at + 2] == 0x8B, bytes[at + 3] == 0xE5, bytes[at + 4] == 0x8D,
            bytes[at + 5] == 0x88
        else { return nil }
        defer { at += 6 }
        return bytes[at + 2] == 0x8B
    }

    /// Seconds east of UTC that `Z`, `+08`, `+0800` or `+08:00` say.
    static func offset(_ bytes: UnsafeBufferPointer<UInt8>, _ at: inout Int) -> Int? {
        guard at < bytes.count else { return nil }
        let sign = bytes[at]
        if sign | 0x20 == UInt8(ascii: "z") {
            at += 1
            return 0
        }
        guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"), let hours = digits(bytes, at + 1, 2),
            hours < 24
        else { return nil }
        at += 3
        var minutes = 0
        let colon = at < bytes.count && bytes[at] == UInt8(ascii: ":") ? 1 : 0
        if let written = digits(bytes, at + colon, 2) {
            guard written < 60 else { return nil }
            minutes = written
            at += colon + 2
        } else if colon == 1 {
            return nil
        }
        return (hours * 3_600 + minutes * 60) * (sign == UInt8(ascii: "-") ? -1 : 1)
    }

    /// The number that `width` digits from `start` spell, nil when one of them is no digit. In line, so that the
    /// widths of a date are known to the compiler.
    @inline(__always)
    static func digits(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ width: Int) -> Int? {
        guard start >= 0, start + width <= bytes.count, let base = bytes.baseAddress else { return nil }
        var number = 0
        for at in start..<start + width {
            let digit = base[at] &- UInt8(ascii: "0")
            guard digit < 10 else { return nil }
            number = number &* 10 &+ Int(digit)
        }
        return number
    }

    /// A decimal fraction of `digits` digits in whole milliseconds; finer ones are cut off.
    static func milliseconds(_ fraction: Int, digits: Int) -> Int {
        var (fraction, digits) = (fraction, digits)
        while digits > 3 {
            fraction /= 10
            digits -= 1
        }
        while digits < 3 {
            fraction *= 10
            digits += 1
        }
        return fraction
    }
}
