/// Reads and writes CEL's durations (`1h30m`, `-2.5s`, `300ms`), kept in whole milliseconds because
/// that is how finely the house tells time.
enum DurationText {
    enum Failure: Error { case malformed, finerThanMilliseconds }

    /// Milliseconds. Units are h, m, s, ms, us and ns, as CEL has them.
    static func parse(_ text: String) throws(Failure) -> Int64 {
        var bytes = Array(text.utf8)[...]
        let isNegative = bytes.first == UInt8(ascii: "-")
        if isNegative || bytes.first == UInt8(ascii: "+") { bytes.removeFirst() }
        if bytes.elementsEqual([UInt8(ascii: "0")]) { return 0 }
        guard !bytes.isEmpty else { throw .malformed }
        var nanoseconds: Int64 = 0
        while !bytes.isEmpty {
            let part = try parsePart(&bytes)
            let (sum, overflow) = nanoseconds.addingReportingOverflow(part)
            guard !overflow else { throw .malformed }
            nanoseconds = sum
        }
        guard nanoseconds % 1_000_000 == 0 else { throw .finerThanMilliseconds }
        return (isNegative ? -1 : 1) * (nanoseconds / 1_000_000)
    }

    /// One number with its unit, in nanoseconds.
    private static func parsePart(_ bytes: inout ArraySlice<UInt8>) throws(Failure) -> Int64 {
        let whole = takeDigits(&bytes)
        var fraction: ArraySlice<UInt8> = []
        if bytes.first == UInt8(ascii: ".") {
            bytes.removeFirst()
            fraction = takeDigits(&bytes)
        }
        guard !(whole.isEmpty && fraction.isEmpty), let unit = takeUnit(&bytes) else { throw .malformed }
        var total: Int64 = 0
        for digit in whole {
            let (tens, tooBig) = total.multipliedReportingOverflow(by: 10)
            let (next, tooBigStill) = tens.addingReportingOverflow(Int64(digit - UInt8(ascii: "0")))
            guard !tooBig, !tooBigStill else { throw .malformed }
            total = next
        }
        let (scaled, overflow) = total.multipliedReportingOverflow(by: unit)
        guard !overflow else { throw .malformed }
        total = scaled
        var place = unit
        for digit in fraction {
            guard (place >= 10 && place % 10 == 0) || digit == UInt8(ascii: "0") else {
                throw .finerThanMilliseconds
            }
            place /= 10
            let (next, overflow) = total.addingReportingOverflow(place * Int64(digit - UInt8(ascii: "0")))
            guard !overflow else { throw .malformed }
            total = next
        }
        return total
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

    /// As CEL converts a duration to text: seconds with up to three decimals, `90.5s`.
    static func write(_ milliseconds: Int64) -> String {
        let magnitude = milliseconds.magnitude
        let fraction = magnitude % 1000
        var text = (milliseconds < 0 ? "-" : "") + String(magnitude / 1000)
        if fraction != 0 {
            var digits = String(1000 + fraction).dropFirst()
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
