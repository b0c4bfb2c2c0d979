/// A set of Unicode scalars: `[a-z]`, `\d`, `.`, or a letter without regard to case.
struct ScalarSet: Sendable {
    var ranges: [ClosedRange<UInt32>]
    /// Unicode's categories, as `CategorySet` counts them.
    var categories: UInt32 = 0
    var isNegated = false
    var ignoresCase = false

    func contains(_ scalar: Unicode.Scalar) -> Bool {
        for range in ranges where range.lowerBound <= scalar.value && scalar.value <= range.upperBound {
            return !isNegated
        }
        return (categories != 0 || ignoresCase) && containsBeyondRanges(scalar) ? !isNegated : isNegated
    }

    /// By category or by another case: rare, and therefore apart.
    @inline(never)
    private func containsBeyondRanges(_ scalar: Unicode.Scalar) -> Bool {
        if categories & CategorySet.bit(of: scalar) != 0 { return true }
        guard ignoresCase else { return false }
        return Self.otherCases(of: scalar).contains { value in
            ranges.contains { $0.contains(value) }
                || Unicode.Scalar(value).map { categories & CategorySet.bit(of: $0) != 0 } ?? false
        }
    }

    /// Upper and lower form, where they are one scalar.
    private static func otherCases(of scalar: Unicode.Scalar) -> [UInt32] {
        if scalar.isASCII {
            let lower = scalar.value | 0x20
            return (0x61...0x7A).contains(lower) ? [scalar.value ^ 0x20] : []
        }
        return [scalar.properties.lowercaseMapping, scalar.properties.uppercaseMapping].compactMap {
            $0.unicodeScalars.count == 1 ? $0.unicodeScalars.first?.value : nil
        }
    }

    /// Everything that is not in these ranges, as ranges, so that `[^\D5]` can be said.
    static func complement(of ranges: [ClosedRange<UInt32>]) -> [ClosedRange<UInt32>] {
        var result: [ClosedRange<UInt32>] = []
        var next: UInt32 = 0
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if range.lowerBound > next { result.append(next...(range.lowerBound - 1)) }
            next = max(next, range.upperBound + 1)
        }
        if next <= 0x10FFFF { result.append(next...0x10FFFF) }
        return result
    }

    /// ASCII, as in RE2.
    static let digit = ScalarSet(ranges: [0x30...0x39])
    static let word = ScalarSet(ranges: [0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A])
    static let space = ScalarSet(ranges: [0x09...0x0A, 0x0C...0x0D, 0x20...0x20])
    static let anything = ScalarSet(ranges: [0...0x10FFFF])
    static let notNewline = ScalarSet(ranges: [0x0A...0x0A], isNegated: true)

    /// The set of `\d`, `\W` and their like.
    static func named(_ letter: Unicode.Scalar) -> [ClosedRange<UInt32>]? {
        switch letter {
        case "d": digit.ranges
        case "w": word.ranges
        case "s": space.ranges
        case "D": complement(of: digit.ranges)
        case "W": complement(of: word.ranges)
        case "S": complement(of: space.ranges)
        default: nil
        }
    }

    /// The set of `[:alpha:]` and its like, ASCII as in RE2; nil for a name it does not have.
    static func posix(_ name: String) -> [ClosedRange<UInt32>]? {
        switch name {
        case "alnum": [0x30...0x39, 0x41...0x5A, 0x61...0x7A]
        case "alpha": [0x41...0x5A, 0x61...0x7A]
        case "ascii": [0x00...0x7F]
        case "blank": [0x09...0x09, 0x20...0x20]
        case "cntrl": [0x00...0x1F, 0x7F...0x7F]
        case "digit": digit.ranges
        case "graph": [0x21...0x7E]
        case "lower": [0x61...0x7A]
        case "print": [0x20...0x7E]
        case "punct": [0x21...0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E]
        case "space": [0x09...0x0D, 0x20...0x20]
        case "upper": [0x41...0x5A]
        case "word": word.ranges
        case "xdigit": [0x30...0x39, 0x41...0x46, 0x61...0x66]
        default: nil
        }
    }
}
