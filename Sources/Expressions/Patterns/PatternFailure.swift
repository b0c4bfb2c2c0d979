/// Why a text is no pattern.
package enum PatternFailure: Error, Hashable, Sendable, CustomStringConvertible {
    case unclosedGroup
    case unopenedGroup
    case unclosedClass
    case nothingToRepeat
    /// An escape or group that RE2 does not have, or we do not.
    case unsupported(String)
    case badRepetition
    case badRange
    /// Two groups of one name, so that nobody knows which is meant.
    case repeatedGroup(String)
    /// More than `Pattern.stepLimit` steps once repetitions are written out.
    case tooLarge

    package var description: String {
        switch self {
        case .unclosedGroup: "a `(` is not closed"
        case .unopenedGroup: "a `)` was never opened"
        case .unclosedClass: "a `[` is not closed"
        case .nothingToRepeat: "there is nothing to repeat"
        case .unsupported(let what): "`\(what)` is not supported"
        case .badRepetition: "a repetition is not `{n}`, `{n,}` or `{n,m}` with n ≤ m ≤ 1000"
        case .badRange: "a range ends before it begins"
        case .repeatedGroup(let name): "the group `\(name)` is named twice"
        case .tooLarge: "it is too large"
        }
    }
}
