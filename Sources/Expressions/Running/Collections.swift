/// Lists and maps: building, looking up, membership.
enum Collections {
    /// A list with an unknown or failed element is unknown or failed itself.
    static func list(_ elements: [Value]) -> Value { defect(in: elements) ?? .list(elements) }

    /// From keys and values in turn.
    static func map(_ keysAndValues: [Value]) -> Value {
        if let defect = defect(in: keysAndValues) { return defect }
        let entries = stride(from: 0, to: keysAndValues.count, by: 2).map {
            ValueMap.Entry(key: keysAndValues[$0], value: keysAndValues[$0 + 1])
        }
        return ValueMap(entries).map(Value.map) ?? .error(.invalidMapKey)
    }

    static func defect(in values: [Value]) -> Value? {
        var found: Value?
        for value in values {
            switch value {
            case .unknown: return .unknown
            case .error: found = found ?? value
            default: break
            }
        }
        return found
    }

    static func contains(_ element: Value, in collection: Value) -> Truth {
        if case .unknown = element { return .unknown }
        if case .unknown = collection { return .unknown }
        if case .error(let error) = element { return .error(error) }
        switch collection {
        case .list(let elements):
            for place in elements.indices where Comparison.areEqual(elements[place], element) { return .yes }
            return .no
        case .map(let map): return Truth(map[element] != nil)
        case .error(let error): return .error(error)
        default: return .error(.noSuchOverload)
        }
    }

    /// `list[0]`, `map['key']`.
    static func element(of collection: Value, at key: Value) -> Value {
        if let defect = collection.defect(or: key) { return defect }
        switch collection {
        case .map(let map): return map[key] ?? .error(.noSuchKey)
        case .list(let elements):
            guard let position = position(key) else { return .error(.noSuchOverload) }
            guard position >= 0, position < elements.count else { return .error(.indexOutOfRange) }
            return elements[Int(position)]
        default: return .error(.noSuchOverload)
        }
    }

    /// A whole number of any kind.
    private static func position(_ key: Value) -> Int64? {
        switch key {
        case .int(let number): number
        case .uint(let number): Int64(clamping: number)
        case .double(let number): Int64(exactly: number)
        default: nil
        }
    }

    static func field(of base: Value, _ name: Value) -> Value {
        switch base {
        case .map(let map): map[name] ?? .error(.noSuchKey)
        case .unknown, .error: base
        default: .error(.noSuchOverload)
        }
    }

    static func hasField(_ base: Value, _ name: Value) -> Value {
        switch base {
        case .map(let map): .bool(map[name] != nil)
        case .unknown, .error: base
        default: .error(.noSuchOverload)
        }
    }
}
