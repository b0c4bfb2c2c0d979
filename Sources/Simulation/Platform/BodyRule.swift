import Foundation

/// What a field of a request's body must look like: the schemas of `docs/grid-interface.yaml` as values.
indirect enum BodyRule: Sendable {
    /// Characters, and the least and most of them.
    case text(ClosedRange<Int>)
    case pattern(@Sendable (String) -> Bool, saying: String)
    case oneOf([String])
    case integer(ClosedRange<Int>)
    case number(ClosedRange<Double>)
    case boolean
    /// RFC 3339 with an offset.
    case time
    case list(BodyRule, most: Int)
    /// Any keys, all values alike.
    case map(BodyRule, most: Int)
    /// These fields, all of them, and no others.
    case object([(name: String, rule: BodyRule)])
    case orNull(BodyRule)
    /// A field that may be missing.
    case optional(BodyRule)

    /// One mistake, at a JSON Pointer.
    struct Mistake: Sendable, Equatable {
        var pointer: String
        var detail: String
    }

    /// Every mistake in `value`, in the order of the schema.
    func mistakes(in value: PlatformJSON, at pointer: String = "") -> [Mistake] {
        func wrong(_ detail: String) -> [Mistake] { [Mistake(pointer: pointer, detail: detail)] }
        switch (self, value) {
        case (.orNull, .null): return []
        case (.orNull(let rule), _): return rule.mistakes(in: value, at: pointer)
        case (.optional(let rule), _): return rule.mistakes(in: value, at: pointer)
        case (.text(let length), .text(let text)):
            return length.contains(text.count)
                ? [] : wrong("must have \(length) characters, has \(text.count)")
        case (.pattern(let holds, let saying), .text(let text)):
            return holds(text) ? [] : wrong("must be \(saying), is `\(text.prefix(60))`")
        case (.oneOf(let words), .text(let text)):
            return words.contains(text)
                ? [] : wrong("must be one of \(words.joined(separator: ", ")), is `\(text.prefix(60))`")
        case (.integer(let range), .number(let number)):
            guard let whole = Int(exactly: number), range.contains(whole) else {
                return wrong("must be a whole number in \(range)")
            }
            return []
        case (.number(let range), .number(let number)):
            return range.contains(number) ? [] : wrong("must be in \(range)")
        case (.boolean, .boolean): return []
        case (.time, .text(let text)):
            return Self.isTime(text) ? [] : wrong("must be an RFC 3339 time, is `\(text.prefix(60))`")
        case (.list(let rule, let most), .list(let items)):
            return (items.count > most ? wrong("has more than \(most) items") : [])
                + items.enumerated().flatMap { rule.mistakes(in: $1, at: "\(pointer)/\($0)") }
        case (.map(let rule, let most), .object(let fields)):
            return (fields.count > most ? wrong("has more than \(most) fields") : [])
                + fields.sorted { $0.key < $1.key }.flatMap {
                    rule.mistakes(in: $0.value, at: Self.pointer(pointer, $0.key))
                }
        case (.object(let rules), .object(let fields)):
            return Self.mistakes(in: fields, by: rules, at: pointer)
        default: return wrong("must be \(word)")
        }
    }

    private static func mistakes(
        in fields: [String: PlatformJSON], by rules: [(name: String, rule: BodyRule)], at pointer: String
    ) -> [Mistake] {
        var found: [Mistake] = []
        for (name, rule) in rules {
            let place = Self.pointer(pointer, name)
            if let value = fields[name] {
                found += rule.mistakes(in: value, at: place)
            } else if case .optional = rule {
                continue
            } else {
                found.append(Mistake(pointer: place, detail: "is missing"))
            }
        }
        let known = Set(rules.map(\.name))
        for name in fields.keys.sorted() where !known.contains(name) {
            found.append(
                Mistake(pointer: Self.pointer(pointer, name), detail: "is not a field of this interface"))
        }
        return found
    }

    private static func pointer(_ parent: String, _ name: String) -> String {
        let escaped = name.replacingOccurrences(of: "~", with: "~0").replacingOccurrences(of: "/", with: "~1")
        return "\(parent)/\(escaped)"
    }

    private static func isTime(_ text: String) -> Bool {
        guard text.utf8.count <= 40 else { return false }
        return (try? Date(text, strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true))) != nil
            || (try? Date(text, strategy: Date.ISO8601FormatStyle())) != nil
    }

    private var word: String {
        switch self {
        case .text, .pattern, .oneOf: "a string"
        case .time: "an RFC 3339 time"
        case .integer: "a whole number"
        case .number: "a number"
        case .boolean: "true or false"
        case .list: "an array"
        case .map, .object: "an object"
        case .optional(let rule): rule.word
        case .orNull(let rule): "\(rule.word) or null"
        }
    }
}
