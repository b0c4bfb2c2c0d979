/// The functions of the language itself: one case, one row in `overloads` and one line in `apply` each.
enum Builtin: UInt8, CaseIterable {
    case size, startsWith, endsWith, contains, matches
    case duration, timestamp, int, uint, double, string, bool, dyn

    /// One way a function may be called. Of a member call the first parameter stands before the dot.
    struct Overload {
        let function: Builtin
        let isMember: Bool
        let parameters: [ValueType]
        let result: ValueType
    }

    var name: String { String(describing: self) }

    static let byName = Dictionary(uniqueKeysWithValues: allCases.map { ($0.name, $0) })

    var overloads: [Overload] {
        switch self {
        case .size:
            [.string, .list(.dynamic), .map(key: .dynamic, value: .dynamic)].flatMap {
                [function([$0], .int), member([$0], .int)]
            }
        case .startsWith, .endsWith, .contains: [member([.string, .string], .bool)]
        case .matches: [member([.string, .string], .bool), function([.string, .string], .bool)]
        case .duration: [function([.string], .duration), function([.duration], .duration)]
        case .timestamp: [.string, .int, .timestamp].map { function([$0], .timestamp) }
        case .int: [.int, .uint, .double, .string, .timestamp].map { function([$0], .int) }
        case .uint: [.uint, .int, .double, .string].map { function([$0], .uint) }
        case .double: [.double, .int, .uint, .string].map { function([$0], .double) }
        case .string:
            [.string, .bool, .int, .uint, .double, .duration, .timestamp].map { function([$0], .string) }
        case .bool: [.bool, .string].map { function([$0], .bool) }
        case .dyn: [function([.dynamic], .dynamic)]
        }
    }

    private func function(_ parameters: [ValueType], _ result: ValueType) -> Overload {
        Overload(function: self, isMember: false, parameters: parameters, result: result)
    }

    private func member(_ parameters: [ValueType], _ result: ValueType) -> Overload {
        Overload(function: self, isMember: true, parameters: parameters, result: result)
    }

    /// A function of one value that is neither unknown nor an error.
    func apply(_ value: Value) -> Value {
        switch self {
        case .size: Self.size(of: value)
        case .duration: Conversion.duration(value)
        case .timestamp: Conversion.timestamp(value)
        case .int: Conversion.int(value)
        case .uint: Conversion.uint(value)
        case .double: Conversion.double(value)
        case .string: Conversion.string(value)
        case .bool: Conversion.bool(value)
        case .dyn: value
        case .startsWith, .endsWith, .contains, .matches: .error(.noSuchOverload)
        }
    }

    /// A function of two values that are neither unknown nor errors.
    func apply(_ left: Value, _ right: Value) -> Value {
        guard case .string(let text) = left, case .string(let other) = right else {
            return .error(.noSuchOverload)
        }
        switch self {
        case .startsWith: return .bool(text.utf8.starts(with: other.utf8))
        case .endsWith: return .bool(text.utf8.reversed().starts(with: other.utf8.reversed()))
        case .contains: return .bool(Self.occurs(other, in: text))
        case .matches:
            guard let pattern = try? Pattern(other) else { return .error(.invalidPattern) }
            return pattern.matches(text).value
        default: return .error(.noSuchOverload)
        }
    }

    /// A text's size is its Unicode scalars.
    private static func size(of value: Value) -> Value {
        switch value {
        case .string(let text): .int(Int64(text.unicodeScalars.count))
        case .list(let elements): .int(Int64(elements.count))
        case .map(let map): .int(Int64(map.entries.count))
        default: .error(.noSuchOverload)
        }
    }

    /// Looks for bytes, since in UTF-8 one character's bytes never begin inside another's.
    private static func occurs(_ part: String, in text: String) -> Bool {
        let part = part.utf8
        guard let first = part.first else { return true }
        var rest = text.utf8[...]
        while rest.count >= part.count, let start = rest.firstIndex(of: first) {
            rest = rest[start...]
            if rest.starts(with: part) { return true }
            rest = rest.dropFirst()
        }
        return false
    }
}
