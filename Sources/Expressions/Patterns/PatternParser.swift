/// Reads RE2's syntax: `.` `[…]` `[[:alpha:]]` `\d\w\s\pL\b\A\z` `\Q…\E` `^` `$` `|` `(…)` `(?:…)` `(?i)` `*` `+` `?`
/// `{n,m}`.
struct PatternParser {
    private let scalars: [Unicode.Scalar]
    private var position = 0
    private var depth = 0
    private var ignoresCase = false
    private var dotTakesNewline = false
    private var isMultiline = false

    /// Named groups in their order; empty when nobody asks where they match.
    private(set) var groups: [String] = []
    private let keepsGroups: Bool

    init(_ pattern: String, keepsGroups: Bool = false) {
        scalars = Array(pattern.unicodeScalars)
        self.keepsGroups = keepsGroups
    }

    private var current: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard current == scalar else { return false }
        position += 1
        return true
    }

    mutating func parse() throws(PatternFailure) -> PatternTree {
        let tree = try parseChoice()
        guard current == nil else { throw .unopenedGroup }
        return tree
    }

    private mutating func parseChoice() throws(PatternFailure) -> PatternTree {
        var branches = [try parseSequence()]
        while take("|") { branches.append(try parseSequence()) }
        return branches.count == 1 ? branches[0] : .choice(branches)
    }

    private mutating func parseSequence() throws(PatternFailure) -> PatternTree {
        var parts: [PatternTree] = []
        while let scalar = current, scalar != "|", scalar != ")" {
            var part = try parseAtom()
            var repetitions = 0
            while let (least, most) = try takeRepetition() {
                repetitions += 1
                guard repetitions <= 4 else { throw .badRepetition }
                // Reluctance decides which match is taken, never whether there is one.
                part = .repetition(part, least: least, most: most, isReluctant: take("?"))
            }
            parts.append(part)
        }
        return parts.count == 1 ? parts[0] : .sequence(parts)
    }

    private mutating func takeRepetition() throws(PatternFailure) -> (least: Int, most: Int?)? {
        if take("*") { return (0, nil) }
        if take("+") { return (1, nil) }
        if take("?") { return (0, 1) }
        // A brace that is no repetition is itself, as in RE2.
        guard current == "{", position + 1 < scalars.count, ("0"..."9").contains(scalars[position + 1])
        else { return nil }
        position += 1
        let least = try takeCount()
        var most: Int? = least
        if take(",") { most = current == "}" ? nil : try takeCount() }
        guard take("}"), least <= most ?? least else { throw .badRepetition }
        return (least, most)
    }

    private mutating func takeCount() throws(PatternFailure) -> Int {
        var count: Int?
        while let scalar = current, ("0"..."9").contains(scalar) {
            count = (count ?? 0) * 10 + Int(scalar.value - 0x30)
            guard count! <= 1000 else { throw .badRepetition }
            position += 1
        }
        guard let count else { throw .badRepetition }
        return count
    }

    private mutating func parseAtom() throws(PatternFailure) -> PatternTree {
        let scalar = scalars[position]
        position += 1
        switch scalar {
        case ".": return .set(dotTakesNewline ? .anything : .notNewline)
        case "^": return .position(isMultiline ? .lineStart : .textStart)
        case "$": return .position(isMultiline ? .lineEnd : .textEnd)
        case "(": return try parseGroup()
        case "[": return .set(try parseClass())
        case "*", "+", "?": throw .nothingToRepeat
        case "\\": return try parseEscape()
        default: return literal(scalar)
        }
    }

    private func literal(_ scalar: Unicode.Scalar) -> PatternTree {
        guard ignoresCase else { return .scalar(scalar) }
        return .set(ScalarSet(ranges: [scalar.value...scalar.value], ignoresCase: true))
    }

    private mutating func parseGroup() throws(PatternFailure) -> PatternTree {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Limits.depth else { throw .tooLarge }
        let outer = (ignoresCase, dotTakesNewline, isMultiline)
        var group: Int?
        if take("?") {
            if take("P") || current == "<" {
                group = try takeGroupName()
            } else if try takeFlags() {
                // `(?i)` holds to the end of the group it stands in.
                return .nothing
            }
        }
        let tree = try parseChoice()
        guard take(")") else { throw .unclosedGroup }
        (ignoresCase, dotTakesNewline, isMultiline) = outer
        return group.map { .group($0, tree) } ?? tree
    }

    /// The group's number from 1, nil when groups are not kept.
    private mutating func takeGroupName() throws(PatternFailure) -> Int? {
        guard take("<") else { throw .unsupported("(?P") }
        var name = ""
        while let scalar = current, ScalarSet.word.contains(scalar) {
            name.unicodeScalars.append(scalar)
            position += 1
        }
        guard take(">") else { throw .unsupported("(?<") }
        guard keepsGroups else { return nil }
        guard !groups.contains(name) else { throw .repeatedGroup(name) }
        groups.append(name)
        return groups.count
    }

    /// True when the flags stand alone, false when a group follows.
    private mutating func takeFlags() throws(PatternFailure) -> Bool {
        var value = true
        while let scalar = current {
            position += 1
            switch scalar {
            case "i": ignoresCase = value
            case "s": dotTakesNewline = value
            case "m": isMultiline = value
            case "U": break
            case "-": value = false
            case ":": return false
            case ")": return true
            default: throw .unsupported("(?\(scalar)")
            }
        }
        throw .unclosedGroup
    }

    private mutating func parseEscape() throws(PatternFailure) -> PatternTree {
        guard let letter = current else { throw .unsupported("\\") }
        if let ranges = ScalarSet.named(letter) {
            position += 1
            return .set(ScalarSet(ranges: ranges))
        }
        if let category = try takeCategory(letter) {
            return .set(ScalarSet(ranges: category.ranges, categories: category.mask))
        }
        if letter == "Q" { return takeQuoted() }
        let positions: [Unicode.Scalar: Pattern.Position] = [
            "A": .textStart, "z": .textEnd, "b": .wordEdge, "B": .noWordEdge,
        ]
        if let place = positions[letter] {
            position += 1
            return .position(place)
        }
        return literal(try takeEscapedScalar())
    }

    /// `pL`, `p{Lu}`, `P{^N}`; nil where no such thing stands.
    private mutating func takeCategory(_ letter: Unicode.Scalar) throws(PatternFailure) -> CategorySet? {
        guard letter == "p" || letter == "P" else { return nil }
        position += 1
        var name = ""
        var isNegated = letter == "P"
        if take("{") {
            if take("^") { isNegated.toggle() }
            while let scalar = current, ScalarSet.word.contains(scalar), name.utf8.count < 8 {
                name.unicodeScalars.append(scalar)
                position += 1
            }
            guard take("}") else { throw .unsupported("\\p{") }
        } else if let scalar = current {
            name.unicodeScalars.append(scalar)
            position += 1
        }
        guard let set = CategorySet(name, isNegated: isNegated) else { throw .unsupported("\\p{\(name)}") }
        return set
    }

    /// From `Q` to `\E` or the end, every scalar is itself.
    private mutating func takeQuoted() -> PatternTree {
        position += 1
        var parts: [PatternTree] = []
        while let scalar = current {
            if scalar == "\\", position + 1 < scalars.count, scalars[position + 1] == "E" {
                position += 2
                break
            }
            parts.append(literal(scalar))
            position += 1
        }
        return parts.count == 1 ? parts[0] : .sequence(parts)
    }

    /// After the backslash: a scalar by its letter, its number or itself.
    private mutating func takeEscapedScalar() throws(PatternFailure) -> Unicode.Scalar {
        guard let letter = current else { throw .unsupported("\\") }
        position += 1
        let controls: [Unicode.Scalar: Unicode.Scalar] = [
            "a": "\u{07}", "f": "\u{0C}", "n": "\n", "r": "\r", "t": "\t", "v": "\u{0B}",
        ]
        if let control = controls[letter] { return control }
        if letter == "x" { return try takeHexadecimal() }
        if let octal = takeOctal(letter) { return octal }
        let isWord = ScalarSet.word.contains(letter)
        guard !isWord || letter == "_" else { throw .unsupported("\\\(letter)") }
        return letter
    }

    /// `\0`, `\12`, `\123`; a single digit from 1 would refer back to a group, which RE2 cannot.
    private mutating func takeOctal(_ first: Unicode.Scalar) -> Unicode.Scalar? {
        func digit(_ scalar: Unicode.Scalar?) -> UInt32? {
            scalar.flatMap { ("0"..."7").contains($0) ? $0.value - 0x30 : nil }
        }
        guard var worth = digit(first), first == "0" || digit(current) != nil else { return nil }
        for _ in 0..<2 {
            guard let next = digit(current) else { break }
            worth = worth * 8 + next
            position += 1
        }
        return Unicode.Scalar(worth)
    }

    private mutating func takeHexadecimal() throws(PatternFailure) -> Unicode.Scalar {
        let isBraced = take("{")
        var worth: UInt32 = 0
        var count = 0
        while let digit = current.flatMap({ $0.isASCII ? UInt8($0.value).hexadecimalDigit : nil }) {
            if !isBraced, count == 2 { break }
            worth = worth << 4 | digit
            count += 1
            position += 1
            guard count <= 6 else { break }
        }
        guard count > 0, isBraced ? take("}") : count == 2, let scalar = Unicode.Scalar(worth) else {
            throw .unsupported("\\x")
        }
        return scalar
    }

    private mutating func parseClass() throws(PatternFailure) -> ScalarSet {
        var set = ScalarSet(ranges: [], isNegated: take("^"), ignoresCase: ignoresCase)
        var isFirst = true
        while isFirst || current != "]" {
            isFirst = false
            guard let scalar = current else { throw .unclosedClass }
            if scalar == "[", position + 1 < scalars.count, scalars[position + 1] == ":" {
                set.ranges += try takePosixClass()
                continue
            }
            if scalar == "\\", position + 1 < scalars.count, ["p", "P"].contains(scalars[position + 1]) {
                position += 1
                if let category = try takeCategory(scalars[position]) {
                    set.ranges += category.ranges
                    set.categories |= category.mask
                }
                continue
            }
            if scalar == "\\", position + 1 < scalars.count,
                let ranges = ScalarSet.named(scalars[position + 1])
            {
                position += 2
                set.ranges += ranges
                continue
            }
            let first = try takeClassScalar()
            guard current == "-", position + 1 < scalars.count, scalars[position + 1] != "]" else {
                set.ranges.append(first.value...first.value)
                continue
            }
            position += 1
            let last = try takeClassScalar()
            guard first.value <= last.value else { throw .badRange }
            set.ranges.append(first.value...last.value)
        }
        position += 1
        return set
    }

    /// `[:alpha:]` or `[:^alpha:]`, at its bracket.
    private mutating func takePosixClass() throws(PatternFailure) -> [ClosedRange<UInt32>] {
        position += 2
        let isNegated = take("^")
        var name = ""
        while let scalar = current, scalar != ":", name.utf8.count < 8 {
            name.unicodeScalars.append(scalar)
            position += 1
        }
        guard take(":"), take("]"), let ranges = ScalarSet.posix(name) else {
            throw .unsupported("[:\(name)")
        }
        return isNegated ? ScalarSet.complement(of: ranges) : ranges
    }

    private mutating func takeClassScalar() throws(PatternFailure) -> Unicode.Scalar {
        guard let scalar = current else { throw .unclosedClass }
        position += 1
        return scalar == "\\" ? try takeEscapedScalar() : scalar
    }
}
