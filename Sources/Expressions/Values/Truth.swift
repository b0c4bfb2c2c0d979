/// The answer of a condition: yes, no, or why neither can be said. One byte, so that logic never
/// touches a `Value`.
package enum Truth: Hashable, Sendable {
    case no
    case yes
    case unknown
    case error(EvaluationError)

    init(_ holds: Bool) { self = holds ? .yes : .no }

    /// What a value says where a truth is asked for.
    init(_ value: Value) {
        switch value {
        case .bool(let holds): self.init(holds)
        case .unknown: self = .unknown
        case .error(let error): self = .error(error)
        default: self = .error(.noSuchOverload)
        }
    }

    /// `!`: what cannot be said cannot be denied either.
    var negated: Truth {
        switch self {
        case .no: .yes
        case .yes: .no
        case .unknown, .error: self
        }
    }

    var value: Value {
        switch self {
        case .no: .bool(false)
        case .yes: .bool(true)
        case .unknown: .unknown
        case .error(let error): .error(error)
        }
    }
}
