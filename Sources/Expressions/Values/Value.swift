/// What a variable holds and what an expression yields: the one value type of the house, so that a
/// reading goes from the decoder into a condition without being converted.
///
/// 17 bytes; copying a number, a truth, a time or a short text (up to 15 UTF-8 bytes) touches no reference
/// count. Equality and hashing here are structural (`.int(1) != .double(1)`, texts equal when their
/// Unicode scalars are); the language's own `==` is `Comparison.areEqual`.
///
/// The house tells time in milliseconds and CEL in nanoseconds: what is whole milliseconds is `duration` or
/// `timestamp`, and only what is finer, which no reading ever is, takes `fineDuration` or `fineTimestamp`
/// (`docs/decisions/0011-nanoseconds-apart.md`).
package enum Value: Sendable {
    /// Never read, stale or stuck: not an error, and never taken for safe.
    case unknown
    case null
    case bool(Bool)
    case int(Int64)
    case uint(UInt64)
    case double(Double)
    case string(String)
    case bytes([UInt8])
    case list([Value])
    case map(ValueMap)
    /// A length of time in milliseconds, of either sign.
    case duration(milliseconds: Int64)
    /// An instant in milliseconds since 1970-01-01T00:00:00Z.
    case timestamp(milliseconds: Int64)
    /// A length of time that is no whole number of milliseconds; made by `ExactDuration` alone.
    case fineDuration(nanoseconds: Int64)
    /// An instant that is no whole number of milliseconds, so many nanoseconds (1 to 999,999) after one;
    /// made by `ExactInstant` alone.
    case fineTimestamp(milliseconds: Int64, nanoseconds: Int32)
    /// What `type(x)` yields and what `int`, `list` … name.
    case type(TypeName)
    case error(EvaluationError)

    /// The type a value carries at run time; `dynamic` for unknown and error, which have none.
    package var type: ValueType {
        switch self {
        case .unknown, .error: .dynamic
        case .null: .null
        case .bool: .bool
        case .int: .int
        case .uint: .uint
        case .double: .double
        case .string: .string
        case .bytes: .bytes
        case .list: .list(.dynamic)
        case .map: .map(key: .dynamic, value: .dynamic)
        case .duration, .fineDuration: .duration
        case .timestamp, .fineTimestamp: .timestamp
        case .type: .type
        }
    }
}

extension Value: Hashable {
    package static func == (left: Value, right: Value) -> Bool {
        switch (left, right) {
        case (.unknown, .unknown), (.null, .null): true
        case (.bool(let a), .bool(let b)): a == b
        case (.int(let a), .int(let b)): a == b
        case (.uint(let a), .uint(let b)): a == b
        case (.double(let a), .double(let b)): a == b
        case (.string(let a), .string(let b)): a.hasSameScalars(as: b)
        case (.bytes(let a), .bytes(let b)): a == b
        case (.list(let a), .list(let b)): a == b
        case (.map(let a), .map(let b)): a == b
        case (.duration(let a), .duration(let b)): a == b
        case (.timestamp(let a), .timestamp(let b)): a == b
        case (.fineDuration(let a), .fineDuration(let b)): a == b
        case (.fineTimestamp(let a, let aRest), .fineTimestamp(let b, let bRest)): a == b && aRest == bRest
        case (.type(let a), .type(let b)): a == b
        case (.error(let a), .error(let b)): a == b
        default: false
        }
    }

    package func hash(into hasher: inout Hasher) {
        switch self {
        case .unknown: hasher.combine(0)
        case .null: hasher.combine(1)
        case .bool(let value): hasher.combine(value)
        case .int(let value): hasher.combine(value)
        case .uint(let value): hasher.combine(value)
        case .double(let value): hasher.combine(value)
        case .string(let value): value.utf8.forEach { hasher.combine($0) }
        case .bytes(let value): hasher.combine(value)
        case .list(let value): hasher.combine(value)
        case .map(let value): hasher.combine(value)
        case .duration(let value), .timestamp(let value), .fineDuration(let value): hasher.combine(value)
        case .fineTimestamp(let value, let rest):
            hasher.combine(value)
            hasher.combine(rest)
        case .type(let value): hasher.combine(value)
        case .error(let value): hasher.combine(value)
        }
    }
}

extension String {
    /// Equality by Unicode scalars, as CEL has it: Swift's own `==` also takes a composed and a
    /// decomposed letter for equal.
    func hasSameScalars(as other: String) -> Bool {
        let (left, right) = (utf8, other.utf8)
        guard left.count == right.count else { return false }
        let same = left.withContiguousStorageIfAvailable { left in
            right.withContiguousStorageIfAvailable { Self.holdSame($0, left) }
        }
        return (same ?? nil) ?? left.elementsEqual(right)
    }

    /// Eight bytes at a time, of two stretches of one length: `elementsEqual` takes thirty instructions a byte.
    private static func holdSame(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>)
        -> Bool
    {
        let (left, right, count) = (UnsafeRawBufferPointer(left), UnsafeRawBufferPointer(right), left.count)
        var place = 0
        while place + 8 <= count {
            if left.loadUnaligned(fromByteOffset: place, as: UInt64.self)
                != right.loadUnaligned(fromByteOffset: place, as: UInt64.self)
            {
                return false
            }
            place += 8
        }
        while place < count {
            if left[place] != right[place] { return false }
            place += 1
        }
        return true
    }
}
