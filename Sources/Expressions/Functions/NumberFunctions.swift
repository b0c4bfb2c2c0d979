/// `math.…`: numbers that the operators alone cannot say.
enum NumberFunctions {
    static func apply(_ function: Builtin, _ value: Value) -> Value {
        switch (function, value) {
        case (.greatest, _), (.least, _): extreme(of: [value], function == .greatest)
        case (.ceil, .double(let number)): .double(number.rounded(.up))
        case (.floor, .double(let number)): .double(number.rounded(.down))
        case (.round, .double(let number)): .double(number.rounded(.toNearestOrAwayFromZero))
        case (.trunc, .double(let number)): .double(number.rounded(.towardZero))
        case (.sqrt, .double(let number)): .double(number.squareRoot())
        case (.sqrt, .int(let number)): .double(Double(number).squareRoot())
        case (.sqrt, .uint(let number)): .double(Double(number).squareRoot())
        case (.isNaN, .double(let number)): .bool(number.isNaN)
        case (.isInf, .double(let number)): .bool(number.isInfinite)
        case (.isFinite, .double(let number)): .bool(number.isFinite)
        case (.bitNot, .int(let bits)): .int(~bits)
        case (.bitNot, .uint(let bits)): .uint(~bits)
        case (.abs, _): magnitude(value)
        case (.sign, _): sign(value)
        default: .error(.noSuchOverload)
        }
    }

    static func apply(_ function: Builtin, _ left: Value, _ right: Value) -> Value {
        switch (left, right) {
        case (.int(let a), .int(let b)):
            bits(function, UInt64(bitPattern: a), UInt64(bitPattern: b), by: b) {
                .int(Int64(bitPattern: $0))
            }
        case (.uint(let a), .uint(let b)) where function != .bitShiftLeft && function != .bitShiftRight:
            bits(function, a, b, by: 0, Value.uint)
        case (.uint(let a), .int(let b)) where function == .bitShiftLeft || function == .bitShiftRight:
            bits(function, a, 0, by: b, Value.uint)
        default: .error(.noSuchOverload)
        }
    }

    /// Shifting by 64 and more leaves nothing; to the right, also of an int, noughts come in from the left.
    private static func bits(
        _ function: Builtin, _ left: UInt64, _ right: UInt64, by count: Int64, _ make: (UInt64) -> Value
    ) -> Value {
        switch function {
        case .bitAnd: make(left & right)
        case .bitOr: make(left | right)
        case .bitXor: make(left ^ right)
        case .bitShiftLeft: count < 0 ? .error(.invalidArgument) : make(left << count)
        case .bitShiftRight: count < 0 ? .error(.invalidArgument) : make(left >> count)
        default: .error(.noSuchOverload)
        }
    }

    private static func magnitude(_ value: Value) -> Value {
        switch value {
        case .double(let number): .double(number.magnitude)
        case .int(let number): number == .min ? .error(.overflow) : .int(Swift.abs(number))
        case .uint: value
        default: .error(.noSuchOverload)
        }
    }

    private static func sign(_ value: Value) -> Value {
        switch value {
        case .double(let number): .double(number > 0 ? 1 : number < 0 ? -1 : number)
        case .int(let number): .int(number.signum())
        case .uint(let number): .uint(min(number, 1))
        default: .error(.noSuchOverload)
        }
    }

    /// The greatest or least by worth, the first of several; of the elements when it is one list.
    static func extreme(of values: [Value], _ isGreatest: Bool) -> Value {
        var numbers = values
        if values.count == 1, case .list(let elements) = values[0] { numbers = elements }
        var best: Value?
        for number in numbers {
            switch number {
            case .int, .uint, .double: break
            default: return .error(.noSuchOverload)
            }
            guard let known = best else {
                best = number
                continue
            }
            if Comparison.truth(isGreatest ? .greater : .less, number, known) == .yes { best = number }
        }
        return best ?? .error(.invalidArgument)
    }
}
