/// Why an expression could not yield a value. It carries nothing, so that an error costs no more to
/// pass on than a number.
package enum EvaluationError: UInt8, Hashable, Sendable, CaseIterable {
    case divisionByZero
    case modulusByZero
    /// An integer, duration or timestamp left its 64 bits.
    case overflow
    /// An operator or function met a value of a type it has no meaning for.
    case noSuchOverload
    case noSuchKey
    case indexOutOfRange
    /// A text that is no number, duration or timestamp, or a number beyond the target's range.
    case invalidConversion
    /// A map with the same key twice, or with a key that is not a bool, int, uint or string.
    case invalidMapKey
    case invalidPattern
    /// A text longer than `Pattern.textLimit` was to be matched.
    case textTooLong
    /// Where nothing was checked before: a name nobody declared.
    case unknownName
    /// Where nothing was checked before: a function that does not exist.
    case unknownFunction
    /// A time zone that is neither an offset nor a name the caller has rules for.
    case unknownZone
    /// A text, list or map larger than `Limits.textBytes` or `Limits.elements`.
    case tooLarge
    /// Macros went through more elements than `Limits.iterations`.
    case tooManySteps
    /// A function's argument lies outside what it is defined for: `substring(4, 3)`.
    case invalidArgument

    /// A short English name, fit for a metric's label.
    package var shortDescription: String {
        switch self {
        case .divisionByZero: "division by zero"
        case .modulusByZero: "modulus by zero"
        case .overflow: "overflow"
        case .noSuchOverload: "no such overload"
        case .noSuchKey: "no such key"
        case .indexOutOfRange: "index out of range"
        case .invalidConversion: "invalid conversion"
        case .invalidMapKey: "invalid map key"
        case .invalidPattern: "invalid pattern"
        case .textTooLong: "text too long"
        case .unknownName: "undeclared name"
        case .unknownFunction: "unknown function"
        case .unknownZone: "unknown time zone"
        case .tooLarge: "too large"
        case .tooManySteps: "too many steps"
        case .invalidArgument: "invalid argument"
        }
    }
}
