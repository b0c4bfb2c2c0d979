/// CEL's arithmetic: 64-bit integers that overflow into an error, IEEE doubles, joined texts and lists,
/// and lengths of time. Kinds of numbers do not mix.
enum Arithmetic: UInt8 {
    case add, subtract, multiply, divide, remainder

    init?(_ operation: BinaryOperator) {
        switch operation {
        case .add: self = .add
        case .subtract: self = .subtract
        case .multiply: self = .multiply
        case .divide: self = .divide
        case .remainder: self = .remainder
        default: return nil
        }
    }

    /// Unknown goes before error, error before a value.
    func apply(_ left: Value, _ right: Value) -> Value {
        switch (left, right) {
        case (.double(let a), .double(let b)): doubles(a, b)
        case (.unknown, _), (_, .unknown): .unknown
        case (.error(let error), _), (_, .error(let error)): .error(error)
        case (.int(let a), .int(let b)): integers(a, b).map(Value.int, Value.error)
        case (.uint(let a), .uint(let b)): integers(a, b).map(Value.uint, Value.error)
        case (.string(let a), .string(let b)) where self == .add:
            a.utf8.count + b.utf8.count > Limits.textBytes ? .error(.tooLarge) : .string(a + b)
        case (.bytes(let a), .bytes(let b)) where self == .add:
            a.count + b.count > Limits.textBytes ? .error(.tooLarge) : .bytes(a + b)
        case (.list(let a), .list(let b)) where self == .add:
            a.count + b.count > Limits.elements ? .error(.tooLarge) : .list(a + b)
        default: times(left, right)
        }
    }

    private func doubles(_ left: Double, _ right: Double) -> Value {
        switch self {
        case .add: .double(left + right)
        case .subtract: .double(left - right)
        case .multiply: .double(left * right)
        case .divide: .double(left / right)
        case .remainder: .error(.noSuchOverload)
        }
    }

    private enum Outcome<Number> {
        case number(Number)
        case failed(EvaluationError)

        func map(_ number: (Number) -> Value, _ error: (EvaluationError) -> Value) -> Value {
            switch self {
            case .number(let result): number(result)
            case .failed(let failure): error(failure)
            }
        }
    }

    private func integers<Number: FixedWidthInteger>(_ left: Number, _ right: Number) -> Outcome<Number> {
        let (result, overflow): (Number, Bool)
        switch self {
        case .add: (result, overflow) = left.addingReportingOverflow(right)
        case .subtract: (result, overflow) = left.subtractingReportingOverflow(right)
        case .multiply: (result, overflow) = left.multipliedReportingOverflow(by: right)
        case .divide:
            if right == 0 { return .failed(.divisionByZero) }
            (result, overflow) = left.dividedReportingOverflow(by: right)
        case .remainder:
            if right == 0 { return .failed(.modulusByZero) }
            (result, overflow) = left.remainderReportingOverflow(dividingBy: right)
        }
        return overflow ? .failed(.overflow) : .number(result)
    }

    /// Sums and differences of lengths of time and instants.
    private func times(_ left: Value, _ right: Value) -> Value {
        switch (self, TypeName(of: left), TypeName(of: right)) {
        case (.add, .duration, .duration), (.subtract, .duration, .duration):
            guard let a = ExactDuration(left), let b = ExactDuration(right) else { return .error(.overflow) }
            return integers(a.nanoseconds, b.nanoseconds)
                .map({ ExactDuration(nanoseconds: $0).value }, Value.error)
        case (.add, .duration, .timestamp): return instant(right, left)
        case (.add, .timestamp, .duration), (.subtract, .timestamp, .duration): return instant(left, right)
        case (.subtract, .timestamp, .timestamp):
            guard let a = ExactInstant(left), let b = ExactInstant(right) else { return .error(.overflow) }
            return a.since(b)?.value ?? .error(.overflow)
        default: return .error(.noSuchOverload)
        }
    }

    /// An instant and a length of time later, or earlier.
    private func instant(_ instant: Value, _ length: Value) -> Value {
        guard let instant = ExactInstant(instant), let length = ExactDuration(length),
            // 2⁶³ nanoseconds backwards are the one length that has no opposite.
            self == .add || length.nanoseconds != .min
        else { return .error(.overflow) }
        let signed = self == .add ? length : ExactDuration(nanoseconds: -length.nanoseconds)
        return instant.adding(signed)?.value ?? .error(.overflow)
    }

    /// Unary minus.
    static func negate(_ value: Value) -> Value {
        switch value {
        case .double(let number): .double(-number)
        case .int(let number): number == .min ? .error(.overflow) : .int(-number)
        case .unknown, .error: value
        default: .error(.noSuchOverload)
        }
    }

    /// The type of the result, nil where the operator has no meaning.
    func resultType(_ left: ValueType, _ right: ValueType) -> ValueType? {
        switch (self, left, right) {
        case (.add, .list(let a), .list(let b)): .list(a.joined(with: b))
        case (.remainder, .double, _), (.remainder, _, .double): nil
        case (_, .int, .int), (_, .uint, .uint), (_, .double, .double): left
        case (.add, .string, .string): .string
        case (.add, .bytes, .bytes): .bytes
        case (.add, .duration, .duration), (.subtract, .duration, .duration): .duration
        case (.add, .timestamp, .duration), (.add, .duration, .timestamp): .timestamp
        case (.subtract, .timestamp, .duration): .timestamp
        case (.subtract, .timestamp, .timestamp): .duration
        case (_, .dynamic, .dynamic): .dynamic
        case (_, .dynamic, let known), (_, let known, .dynamic): takes(known) ? .dynamic : nil
        default: nil
        }
    }

    /// Whether the operator has any meaning with this type on one side.
    private func takes(_ type: ValueType) -> Bool {
        switch type {
        case .int, .uint: true
        case .double: self != .remainder
        case .string, .bytes, .list: self == .add
        case .duration, .timestamp: self == .add || self == .subtract
        default: false
        }
    }
}
