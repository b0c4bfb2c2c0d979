/// A map literal's value, in the order it was written, since Swift's dictionaries have a new order in
/// every process and whatever reaches output must not.
///
/// CEL takes `1`, `1u` and `1.0` for the same key: a key is stored as it was written and looked up in
/// one normal form.
package struct ValueMap: Sendable {
    package struct Entry: Hashable, Sendable {
        package let key: Value
        package let value: Value

        package init(key: Value, value: Value) {
            self.key = key
            self.value = value
        }
    }

    package let entries: [Entry]
    private let positions: [Value: Int]

    /// Nil when a key occurs twice or is not a bool, int, uint or string.
    package init?(_ entries: [Entry]) {
        var positions: [Value: Int] = [:]
        for (position, entry) in entries.enumerated() {
            switch entry.key {
            case .bool, .int, .uint, .string: break
            default: return nil
            }
            guard let key = Self.normalForm(of: entry.key) else { return nil }
            guard positions.updateValue(position, forKey: key) == nil else { return nil }
        }
        self.entries = entries
        self.positions = positions
    }

    /// The value under a key, nil where there is none.
    package subscript(key: Value) -> Value? {
        guard let key = Self.normalForm(of: key), let position = positions[key] else { return nil }
        return entries[position].value
    }

    private static func normalForm(of key: Value) -> Value? {
        switch key {
        case .bool, .int, .string: key
        case .uint(let number): Int64(exactly: number).map(Value.int) ?? key
        case .double(let number):
            Int64(exactly: number).map(Value.int) ?? UInt64(exactly: number).map(Value.uint)
        default: nil
        }
    }
}

extension ValueMap: Hashable {
    package static func == (left: ValueMap, right: ValueMap) -> Bool { left.entries == right.entries }
    package func hash(into hasher: inout Hasher) { hasher.combine(entries) }
}
