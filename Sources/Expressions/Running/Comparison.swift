/// CEL's equality and order: numbers compare by worth across int, uint and double, texts by Unicode
/// scalars, and values of different types are unequal but have no order.
enum Comparison {
    enum Order { case less, equal, greater }

    @inline(__always)
    static func holds(_ relation: Relation, _ left: Double, _ right: Double) -> Bool {
        switch relation {
        case .equal: left == right
        case .notEqual: left != right
        case .less: left < right
        case .lessOrEqual: left <= right
        case .greater: left > right
        case .greaterOrEqual: left >= right
        }
    }

    /// Compares any two values, unknown going before error.
    static func truth(_ relation: Relation, _ left: Value, _ right: Value) -> Truth {
        switch (left, right) {
        case (.double(let a), .double(let b)): return Truth(holds(relation, a, b))
        case (.unknown, _), (_, .unknown): return .unknown
        case (.error(let error), _), (_, .error(let error)): return .error(error)
        default: break
        }
        switch relation {
        case .equal: return Truth(areEqual(left, right))
        case .notEqual: return Truth(!areEqual(left, right))
        case .less, .lessOrEqual, .greater, .greaterOrEqual: break
        }
        guard isOrdered(left, right) else { return .error(.noSuchOverload) }
        // No order between a number and NaN: every relation is then false.
        guard let order = order(left, right) else { return .no }
        switch relation {
        case .less: return Truth(order == .less)
        case .lessOrEqual: return Truth(order != .greater)
        case .greater: return Truth(order == .greater)
        case .greaterOrEqual, .equal, .notEqual: return Truth(order != .less)
        }
    }

    /// CEL's `==` between two values that are neither unknown nor errors.
    static func areEqual(_ left: Value, _ right: Value) -> Bool {
        switch (left, right) {
        case (.null, .null): true
        case (.bool(let a), .bool(let b)): a == b
        case (.string(let a), .string(let b)): a.hasSameScalars(as: b)
        case (.list(let a), .list(let b)): a.count == b.count && zip(a, b).allSatisfy { areEqual($0, $1) }
        case (.map(let a), .map(let b)):
            a.entries.count == b.entries.count
                && a.entries.allSatisfy { entry in
                    b[entry.key].map { areEqual(entry.value, $0) } ?? false
                }
        case (.duration(let a), .duration(let b)), (.timestamp(let a), .timestamp(let b)): a == b
        case (.bytes(let a), .bytes(let b)): a == b
        case (.type(let a), .type(let b)): a == b
        // Written in one way only, so two that differ in kind differ in worth.
        case (.fineDuration, .fineDuration), (.fineTimestamp, .fineTimestamp): left == right
        default: numericOrder(left, right) == .equal
        }
    }

    private static func isOrdered(_ left: Value, _ right: Value) -> Bool {
        switch (left, right) {
        case (.bool, .bool), (.string, .string), (.duration, .duration), (.timestamp, .timestamp),
            (.bytes, .bytes):
            true
        default: isNumber(left) && isNumber(right) || timeOrder(left, right) != nil
        }
    }

    /// Without making a `ValueType`, which allocates for a list.
    private static func isNumber(_ value: Value) -> Bool {
        switch value {
        case .int, .uint, .double: true
        default: false
        }
    }

    private static func order(_ left: Value, _ right: Value) -> Order? {
        switch (left, right) {
        case (.bool(let a), .bool(let b)): order(a ? 1 : 0, b ? 1 : 0)
        case (.duration(let a), .duration(let b)), (.timestamp(let a), .timestamp(let b)): order(a, b)
        // UTF-8 was made so that bytes sort as their scalars do.
        case (.string(let a), .string(let b)):
            a.hasSameScalars(as: b) ? .equal : a.utf8.lexicographicallyPrecedes(b.utf8) ? .less : .greater
        case (.bytes(let a), .bytes(let b)):
            a == b ? .equal : a.lexicographicallyPrecedes(b) ? .less : .greater
        default: numericOrder(left, right) ?? timeOrder(left, right)
        }
    }

    /// Of two durations or two instants one of which is finer than milliseconds.
    private static func timeOrder(_ left: Value, _ right: Value) -> Order? {
        if let a = ExactDuration(left), let b = ExactDuration(right) {
            return order(a.nanoseconds, b.nanoseconds)
        }
        guard let a = ExactInstant(left), let b = ExactInstant(right) else { return nil }
        return a < b ? .less : a == b ? .equal : .greater
    }

    /// Nil where either is NaN or no number.
    private static func numericOrder(_ left: Value, _ right: Value) -> Order? {
        switch (left, right) {
        case (.int(let a), .int(let b)): order(a, b)
        case (.uint(let a), .uint(let b)): order(a, b)
        case (.double(let a), .double(let b)): order(a, b)
        case (.int(let a), .uint(let b)): order(a, b)
        case (.uint(let a), .int(let b)): order(a, b)
        case (.int(let a), .double(let b)): order(exact: a, b)
        case (.uint(let a), .double(let b)): order(exact: a, b)
        case (.double(let a), .int(let b)): mirrored(order(exact: b, a))
        case (.double(let a), .uint(let b)): mirrored(order(exact: b, a))
        default: nil
        }
    }

    private static func order<A: BinaryInteger, B: BinaryInteger>(_ left: A, _ right: B) -> Order {
        left < right ? .less : left == right ? .equal : .greater
    }

    private static func order(_ left: Double, _ right: Double) -> Order? {
        left < right ? .less : left == right ? .equal : left > right ? .greater : nil
    }

    /// By exact worth: rounding the integer to a double would make 2⁵³ + 1 equal to 2⁵³. One place is not
    /// exact: the double nearest to the greatest integer lies one above it, and stands for it, as CEL's own
    /// implementations have it.
    private static func order<A: FixedWidthInteger>(exact left: A, _ right: Double) -> Order? {
        guard !right.isNaN else { return nil }
        let beyond = A.isSigned ? 0x1p63 : 0x1p64
        if right >= beyond { return left == .max && right == beyond ? .equal : .less }
        if right < Double(A.min) { return .greater }
        let whole = A(right)
        if left != whole { return left < whole ? .less : .greater }
        return order(0, right - right.rounded(.towardZero))
    }

    private static func mirrored(_ order: Order?) -> Order? {
        switch order {
        case .less: .greater
        case .greater: .less
        case .equal, nil: order
        }
    }
}
