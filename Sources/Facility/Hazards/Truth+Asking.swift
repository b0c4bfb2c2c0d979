import Expressions

/// A truth asked by its pattern: `==` of a type of another room is a call through its table of witnesses.
extension Truth {
    @inline(__always)
    var isYes: Bool {
        switch self {
        case .yes: true
        default: false
        }
    }

    @inline(__always)
    var isNo: Bool {
        switch self {
        case .no: true
        default: false
        }
    }

    @inline(__always)
    var isUnknown: Bool {
        switch self {
        case .unknown: true
        default: false
        }
    }
}
