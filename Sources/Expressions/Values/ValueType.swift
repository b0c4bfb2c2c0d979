/// What the checker knows of a value before anything runs.
package indirect enum ValueType: Hashable, Sendable {
    /// Known only at run time; goes with everything, and what does not fit is then an error value.
    case dynamic
    case null, bool, int, uint, double, string, bytes, duration, timestamp
    /// The type of types.
    case type
    case list(ValueType)
    case map(key: ValueType, value: ValueType)

    /// Whether a value of this type may be compared as a number.
    package var isNumber: Bool { self == .int || self == .uint || self == .double }

    /// Whether a value of `other` may stand where this type is asked for.
    func accepts(_ other: ValueType) -> Bool {
        switch (self, other) {
        case (.dynamic, _), (_, .dynamic): true
        case (.list(let a), .list(let b)): a.accepts(b)
        case (.map(let aKey, let aValue), .map(let bKey, let bValue)):
            aKey.accepts(bKey) && aValue.accepts(bValue)
        default: self == other
        }
    }

    /// Whether `==` and `in` make sense between the two; numbers compare across their kinds.
    func isComparable(to other: ValueType) -> Bool {
        switch (self, other) {
        case (.dynamic, _), (_, .dynamic): true
        case (.list(let a), .list(let b)): a.isComparable(to: b)
        case (.map(let aKey, let aValue), .map(let bKey, let bValue)):
            aKey.isComparable(to: bKey) && aValue.isComparable(to: bValue)
        default: self == other || (isNumber && other.isNumber)
        }
    }

    /// The type of a list or a choice that may hold either.
    func joined(with other: ValueType) -> ValueType { self == other ? self : .dynamic }
}

extension ValueType: CustomStringConvertible {
    /// As CEL writes it: `list(int)`, `map(string, dyn)`.
    package var description: String {
        switch self {
        case .dynamic: "dyn"
        case .null: "null"
        case .bool: "bool"
        case .int: "int"
        case .uint: "uint"
        case .double: "double"
        case .string: "string"
        case .bytes: "bytes"
        case .type: "type"
        case .duration: "duration"
        case .timestamp: "timestamp"
        case .list(let element): "list(\(element))"
        case .map(let key, let value): "map(\(key), \(value))"
        }
    }
}
