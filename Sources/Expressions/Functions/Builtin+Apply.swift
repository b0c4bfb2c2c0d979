/// What functions do to values that are neither unknown nor errors.
extension Builtin {
    /// A function of one value.
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
        case .bytes: Conversion.bytes(value)
        case .type: Conversion.type(value)
        case .dyn: value
        case .join, .trim, .reverse, .lowerAscii, .upperAscii, .quote: TextFunctions.apply(self, value, [])
        case .encode: Base64.encode(value)
        case .decode: Base64.decode(value)
        case _ where isCalendar: Calendar.apply(self, value, zone: nil)
        default: NumberFunctions.apply(self, value)
        }
    }

    /// A function of two values.
    func apply(_ left: Value, _ right: Value) -> Value {
        switch self {
        case .startsWith, .endsWith, .contains, .matches: texts(left, right)
        case .bitAnd, .bitOr, .bitXor, .bitShiftLeft, .bitShiftRight:
            NumberFunctions.apply(self, left, right)
        default: apply([left, right])
        }
    }

    /// A function of any number of values.
    func apply(_ values: [Value]) -> Value {
        isVariadic
            ? NumberFunctions.extreme(of: values, self == .greatest)
            : TextFunctions.apply(self, values[0], Array(values.dropFirst()))
    }

    private func texts(_ left: Value, _ right: Value) -> Value {
        guard case .string(let text) = left, case .string(let other) = right else {
            return .error(.noSuchOverload)
        }
        switch self {
        case .startsWith: return .bool(text.utf8.starts(with: other.utf8))
        case .endsWith: return .bool(text.utf8.reversed().starts(with: other.utf8.reversed()))
        case .contains: return .bool(Self.occurs(other, in: text))
        default:
            guard let pattern = try? Pattern(other) else { return .error(.invalidPattern) }
            return pattern.matches(text).value
        }
    }

    /// A text's size is its Unicode scalars.
    private static func size(of value: Value) -> Value {
        switch value {
        case .string(let text): .int(Int64(text.unicodeScalars.count))
        case .bytes(let bytes): .int(Int64(bytes.count))
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
