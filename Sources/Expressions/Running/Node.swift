/// One step of a compiled expression. Trivial to copy and laid out in one array, children before
/// parents, the root last; running it follows indices and counts no references.
enum Node {
    typealias Index = Int32

    /// A stretch of `Code.operands`, the children of a node that has any number of them.
    struct Children {
        let start: Int32
        let count: Int32
    }

    case constant(Int32)
    case variable(Int32)
    case window(Int32)
    case all(Children)
    case any(Children)
    case not(Index)
    case compare(Relation, Index, Index)
    /// A variable beside a number written out, the commonest condition of all, without a `Value` copied.
    case compareVariable(Relation, variable: Int32, number: Double)
    case compareWindow(Relation, window: Int32, number: Double)
    case contained(Index, in: Index)
    case arithmetic(Arithmetic, Index, Index)
    case negate(Index)
    case conditional(Index, then: Index, otherwise: Index)
    case index(Index, key: Index)
    case field(Index, name: Int32)
    case hasField(Index, name: Int32)
    /// `has(car.speed)`: whether anything is known of a variable.
    case isKnown(variable: Int32)
    /// `has(rate(car.speed, duration('1m')))`: whether the window has enough to tell.
    case isWindowKnown(window: Int32)
    case list(Children)
    /// Keys and values in turn.
    case map(Children)
    case call(Builtin, Children)
    case matches(Index, pattern: Int32)
    /// A calendar's function in a zone known while compiling.
    case calendar(Builtin, Index, zone: Int32)
    /// The same in a zone that is worked out.
    case zonedCalendar(Builtin, Index, zone: Index, source: Int32)
    /// A variable of a macro, by its slot.
    case local(Int32)
    /// A macro over a list or map.
    case macro(Int32)
}

/// The order a comparison asks for.
enum Relation: UInt8 {
    case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual

    /// The relation with its sides exchanged.
    var mirrored: Relation {
        switch self {
        case .equal, .notEqual: self
        case .less: .greater
        case .lessOrEqual: .greaterOrEqual
        case .greater: .less
        case .greaterOrEqual: .lessOrEqual
        }
    }
}

/// What a program is made of while it is put together and while it runs.
struct Code: Sendable {
    var nodes: [Node] = []
    var operands: [Node.Index] = []
    var constants: [Value] = []
    var parts: [Part] = []
}

/// What a step needs besides its operands and is too big to lie in a step.
enum Part: Sendable {
    case pattern(Pattern)
    case zone(Zone)
    case zoneSource(ZoneSource?)
    case macro(Macro)

    /// Asked in place, so that the pattern is not copied for every text.
    func matches(_ text: String) -> Value {
        guard case .pattern(let pattern) = self else { return .error(.invalidPattern) }
        return pattern.matches(text).value
    }
}
