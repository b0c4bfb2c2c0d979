/// Reads and writes CEL's durations: `1h30m`, `-2.5s`, `300ms`.
package enum DurationText {
    /// Units are h, m, s, ms, us and ns, as CEL has them; digits finer than a nanosecond are cut off. Nil for
    /// what is no duration or longer than 292 years.
    package static func parse(_ text: String) -> ExactDuration? {
        var bytes = Array(text.utf8)[...]
        let isNegative = bytes.first == UInt8(ascii: "-")
        if isNegative || bytes.first == UInt8(ascii: "+") { bytes.removeFirst() }
        if bytes.elementsEqual([UInt8(ascii: "0")]) { return ExactDuration(nanoseconds: 0) }
        guard !bytes.isEmpty else { return nil }
        var nanoseconds: Int64 = 0
        while !bytes.isEmpty {
            guard let part = parsePart(&bytes) else { return nil }
            let (sum, overflow) = nanoseconds.addingReportingOverflow(part)
            guard !overflow else { return nil }
            nanoseconds = sum
        }
        return ExactDuration(nanoseconds: isNegative ? -nanoseconds : nanoseconds)
    }

    /// One number with its unit, in nanoseconds.
    private static func parsePart(_ bytes: inout ArraySlice<UInt8>) -> Int64? {
        let whole = takeDigits(&bytes)
        var fraction: ArraySlice<UInt8> = []
        if bytes.first == UInt8(ascii: ".") {
            bytes.removeFirst()
            fraction = takeDigits(&bytes)
        }
        guard !(whole.isEmpty && fraction.isEmpty), let unit = takeUnit(&bytes) else { return nil }
        var total: Int64 = 0
        for digit in whole {
            let (tens, tooBig) = total.multipliedReportingOverflow(by: 10)
            let (next, tooBigStill) = tens.addingReportingOverflow(Int64(digit - UInt8(ascii: "0")))
            guard !tooBig, !tooBigStill else { return nil }
            total = next
        }
        let (scaled, overflow) = total.multipliedReportingOverflow(by: unit)
        guard !overflow else { return nil }
        total = scaled
        // Of an hour, 3.6 × 10¹² nanoseconds, what is behind the eighteenth decimal is no millionth of one; so
        // many digits times an hour need 128 bits.
        var portion: Int128 = 0
        var scale: Int128 = 1
        for digit in fraction.prefix(18) {
            portion = portion * 10 + Int128(digit - UInt8(ascii: "0"))
            scale *= 10
        }
        let (sum, tooLong) = total.addingReportingOverflow(Int64(portion * Int128(unit) / scale))
        return tooLong ? nil : sum
    }

    private static func takeDigits(_ bytes: inout ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let digits = bytes.prefix { $0.isDigit }
        bytes.removeFirst(digits.count)
        return digits
    }

    /// The unit's length in nanoseconds.
    private static func takeUnit(_ bytes: inout ArraySlice<UInt8>) -> Int64? {
        let units: [(name: String, nanoseconds: Int64)] = [
            ("ns", 1), ("us", 1000), ("ms", 1_000_000), ("s", 1_000_000_000),
            ("m", 60_000_000_000), ("h", 3_600_000_000_000),
        ]
        for unit in units where bytes.starts(with: unit.name.utf8) {
            bytes.removeFirst(unit.name.utf8.count)
            return unit.nanoseconds
        }
        return nil
    }

    /// As CEL converts a duration to text: seconds with up to nine decimals, `90.5s`.
    package static func write(_ duration: ExactDuration) -> String {
        let fraction = duration.parts.nanoseconds.magnitude
        let sign = duration.nanoseconds < 0 ? "-" : ""
        var text = sign + String(duration.parts.seconds.magnitude)
        if fraction != 0 {
            var digits = String(1_000_000_000 + fraction).dropFirst()
            while digits.hasSuffix("0") { digits.removeLast() }
            text += "." + digits
        }
        return text + "s"
    }
}

extension UInt8 {
    var isDigit: Bool { self >= UInt8(ascii: "0") && self <= UInt8(ascii: "9") }

    var isLetter: Bool {
        let lower = self | 0x20
        return lower >= UInt8(ascii: "a") && lower <= UInt8(ascii: "z") || self == UInt8(ascii: "_")
    }

    /// The worth of a hexadecimal digit.
    var hexadecimalDigit: UInt32? {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(self - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(self - UInt8(ascii: "a")) + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(self - UInt8(ascii: "A")) + 10
        default: nil
        }
    }
}
