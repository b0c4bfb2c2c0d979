import Expressions
import Facility
import Yams

/// A value in a YAML file that knows where it stands. Asked for as a type it is not, it says so in the log
/// and answers nil, so that the caller goes on and finds the next mistake.
package struct YAMLValue {
    let node: Node
    /// The key it stands under, nil for list items and the top.
    let key: Node?
    let document: YAMLDocument

    /// Where to point: a block value's own mark is its first child, so its key stands for it.
    package var place: SourcePlace {
        switch node {
        case .mapping where key != nil && !document.isFlow(node): document.place(of: key!)
        case .sequence where key != nil && !document.isFlow(node): document.place(of: key!)
        case .scalar(let scalar) where scalar.string.isEmpty && scalar.style == .plain && key != nil:
            document.place(of: key!)
        default: document.place(of: node)
        }
    }

    package var log: DiagnosticLog { document.log }

    package func error(_ message: Message, help: HelpMessage? = nil) {
        log.error(message, at: place, help: help)
    }

    package func warning(_ message: Message, help: HelpMessage? = nil) {
        log.warning(message, at: place, help: help)
    }

    /// Whether nothing is written (`key:`, `~` or `null`).
    var isNull: Bool { kind == .nothing }

    /// What is written, by YAML 1.2's core rules: `yes`, `on` and `off` are texts.
    var kind: ValueWord {
        switch node {
        case .mapping: return .mapping
        case .sequence: return .list
        case .alias: return .text
        case .scalar(let scalar):
            guard scalar.style == .plain || scalar.style == .any else { return .text }
            switch scalar.string {
            case "", "~", "null": return .nothing
            case "true", "false": return .boolean
            default: return NumberSpelling.parse(scalar.string) == nil ? .text : .number
            }
        }
    }

    private func wrongType(_ expected: ValueWord) {
        error(.form(.wrongType(expected: expected, found: kind)))
    }

    /// Any scalar but nothing, as written: `name: 12` is the text `12`.
    package func text() -> String? {
        guard case .scalar(let scalar) = node, !isNull else {
            wrongType(.text)
            return nil
        }
        return scalar.string
    }

    /// A text with something in it besides blanks.
    package func word() -> String? {
        guard let text = text() else { return nil }
        guard text.contains(where: { !$0.isWhitespace }) else {
            error(.form(.emptyText))
            return nil
        }
        return text
    }

    package func number() -> Double? {
        guard case .scalar(let scalar) = node, kind == .number,
            let number = NumberSpelling.parse(scalar.string)
        else {
            wrongType(.number)
            return nil
        }
        return number
    }

    package func number(in range: ClosedRange<Double>) -> Double? {
        guard let number = number() else { return nil }
        guard range.contains(number) else {
            error(.form(.outOfRange(from: range.lowerBound.plain, to: range.upperBound.plain)))
            return nil
        }
        return number
    }

    package func integer(in range: ClosedRange<Int>) -> Int? {
        guard let number = number() else { return nil }
        guard let whole = Int(exactly: number), range.contains(whole) else {
            error(.form(.outOfRange(from: "\(range.lowerBound)", to: "\(range.upperBound)")))
            return nil
        }
        return whole
    }

    package func boolean() -> Bool? {
        guard case .scalar(let scalar) = node, kind == .boolean else {
            wrongType(.boolean)
            return nil
        }
        return scalar.string == "true"
    }

    /// A length of time above zero, such as `90s`.
    package func interval(allowingZero: Bool = false) -> Interval? {
        guard case .scalar(let scalar) = node, !isNull else {
            wrongType(.duration)
            return nil
        }
        guard let interval = DurationSpelling.parse(scalar.string), allowingZero || interval > .zero else {
            error(.form(.notADuration(scalar.string)))
            return nil
        }
        return interval
    }

    /// One of a closed set of words.
    package func choice<Choice: RawRepresentable<String>>(_ choices: [Choice]) -> Choice? {
        guard let text = text() else { return nil }
        let words = choices.map(\.rawValue)
        guard let position = words.firstIndex(of: text) else {
            error(.form(.notAChoice(text)), help: .nearest(to: text, among: words))
            return nil
        }
        return choices[position]
    }

    /// `{en: …, zh: …}`; both languages must be there.
    package func localizedText() -> LocalizedText? {
        guard case .mapping = node else {
            error(.form(.needsBothLanguages))
            return nil
        }
        guard let section = section() else { return nil }
        let en = section.required("en")?.word()
        let zh = section.required("zh")?.word()
        section.finish()
        guard let en, let zh else { return nil }
        return LocalizedText(en: en, zh: zh)
    }

    package func section() -> Section? {
        guard case .mapping(let mapping) = node else {
            wrongType(.mapping)
            return nil
        }
        return Section(value: self, mapping: mapping)
    }

    package func list() -> [YAMLValue]? {
        guard case .sequence(let sequence) = node else {
            wrongType(.list)
            return nil
        }
        return sequence.map { YAMLValue(node: $0, key: nil, document: document) }
    }

    /// A list, or one value standing for a list of one.
    package func oneOrMore() -> [YAMLValue]? {
        if case .scalar = node, !isNull { return [YAMLValue(node: node, key: key, document: document)] }
        return list()
    }
}
