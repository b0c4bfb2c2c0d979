import Facility

/// Numbers as JSON writes them, so that `1_000`, `0x1F` and `nan` are not taken for what nobody meant.
enum NumberSpelling {
    static func parse(_ text: String) -> Double? {
        var bytes = text.utf8[...]
        if bytes.first == UInt8(ascii: "-") || bytes.first == UInt8(ascii: "+") { bytes.removeFirst() }
        guard let first = bytes.first, isDigit(first) else { return nil }
        guard bytes.allSatisfy({ isDigit($0) || ".eE+-".utf8.contains($0) }) else { return nil }
        guard let number = Double(text), number.isFinite else { return nil }
        return number
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
}

extension Double {
    /// `16`, not `16.0`.
    var plain: String { Int64(exactly: self).map(String.init) ?? "\(self)" }
}

/// Lengths of time as people write them: `500ms`, `90s`, `5m`, `1h`, `1h30m`, `2d`.
package enum DurationSpelling {
    private static let units: [(name: String, milliseconds: Int64)] = [
        ("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000),
    ]

    /// Nil for anything else, and for more than ten years.
    package static func parse(_ text: String) -> Interval? {
        var rest = text[...]
        var total: Int64 = 0
        var smallest = Int64.max
        guard !rest.isEmpty else { return nil }
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            let name = rest[digits.endIndex...].prefix { $0.isLetter }
            guard let count = Int64(digits), digits.count <= 12,
                let unit = units.first(where: { $0.name == name }), unit.milliseconds < smallest
            else { return nil }
            smallest = unit.milliseconds
            let (part, overflow) = count.multipliedReportingOverflow(by: unit.milliseconds)
            guard !overflow, part <= 315_360_000_000 else { return nil }
            total += part
            rest = rest[name.endIndex...]
        }
        return Interval(milliseconds: total)
    }
}

/// Sizes in bytes: `256MiB`, `2GiB`, `512KiB`, `1MB`, a bare number of bytes.
package enum SizeSpelling {
    private static let units: [(name: String, bytes: Int64)] = [
        ("", 1), ("B", 1), ("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30), ("kB", 1_000),
        ("MB", 1_000_000),
        ("GB", 1_000_000_000),
    ]

    /// Bytes; nil: it is no size.
    package static func parse(_ text: String) -> Int64? {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        let name = text[digits.endIndex...].drop { $0 == " " }
        guard digits.count <= 15, let count = Int64(digits),
            let unit = units.first(where: { $0.name == name })
        else { return nil }
        let (bytes, overflow) = count.multipliedReportingOverflow(by: unit.bytes)
        return overflow ? nil : bytes
    }
}
