import Facility

/// The compact notation of a point's values, one per step, after promtool's: tokens between blanks.
///
/// | token | stands for |
/// |---|---|
/// | `21.5`, `true`, `open` | one value |
/// | `_` | no reading |
/// | `21.5x3`, `truex3`, `openx3` | the value **and then three more**: four steps |
/// | `20+0.5x4` | 20 20.5 21 21.5 22 |
/// | `20-1x2` | 20 19 18 |
/// | `_x3` | three steps without a reading |
///
/// The counts are promtool's, with its difference between values and gaps. Of a point that is a choice a
/// token that is one of its words is that word.
enum SeriesNotation {
    /// Steps of one series; more is a slip of the keyboard.
    static let stepLimit = 100_000

    enum Mistake: Error, Equatable {
        /// No value of the point.
        case notAValue(String)
        case tooLong
    }

    /// The steps a token stands for, nil for those without a reading.
    static func expand(_ token: String, for kind: Point.Kind) throws(Mistake) -> [FieldValue?] {
        if case .choice(let words) = kind, words.contains(token) { return [.text(token)] }
        let (body, repeats) = split(token)
        guard repeats ?? 0 < stepLimit else { throw .tooLong }
        if body == "_" { return Array(repeating: nil, count: repeats ?? 1) }
        if case .number = kind, let repeats, let (first, step) = ramp(body) {
            return (0...repeats).map { .number(first + Double($0) * step) }
        }
        guard let value = value(body, of: kind) else { throw .notAValue(token) }
        return Array(repeating: value, count: 1 + (repeats ?? 0))
    }

    /// `truex3` → (`true`, 3); without a count, and for a text such as `x`, the token itself.
    private static func split(_ token: String) -> (body: String, repeats: Int?) {
        guard let sign = token.lastIndex(of: "x"), sign != token.startIndex else { return (token, nil) }
        let digits = token[token.index(after: sign)...]
        guard !digits.isEmpty, digits.allSatisfy({ $0.isASCII && $0.isNumber }) else { return (token, nil) }
        return (String(token[..<sign]), digits.count > 6 ? .max : Int(digits))
    }

    /// `20+0.5` → (20, 0.5); the sign stands behind the first digit and not in an exponent.
    private static func ramp(_ body: String) -> (first: Double, step: Double)? {
        let signs = body.indices.dropFirst().filter { body[$0] == "+" || body[$0] == "-" }
        for sign in signs {
            guard let first = NumberSpelling.parse(String(body[..<sign])),
                let step = NumberSpelling.parse(String(body[sign...]))
            else { continue }
            return (first, step)
        }
        return nil
    }

    private static func value(_ text: String, of kind: Point.Kind) -> FieldValue? {
        switch kind {
        case .number: NumberSpelling.parse(text).map(FieldValue.number)
        case .boolean: text == "true" ? .boolean(true) : text == "false" ? .boolean(false) : nil
        case .choice(let words): words.contains(text) ? .text(text) : nil
        case .text: .text(text)
        }
    }
}
