/// What an expression may speak of: the caller's variables, units and window functions. The order of
/// `variables` is the layout of the values the caller hands over at run time.
package struct Environment: Sendable {
    package let variables: [Variable]
    package let units: [UnitLiteral]
    package let windowFunctions: [WindowSignature]
    /// The namespace that names are looked for in first, `a.b` for `a.b.name` and `a.name`; nil for none.
    package let container: String?
    /// Gives the zones that have names; nil when there are none but `UTC` and `+08:00`.
    package let zones: ZoneSource?
    let variablesByName: [String: VariableIndex]
    let unitsByName: [String: UnitLiteral]
    let windowFunctionsByName: [String: [WindowSignature]]

    /// Of two variables or units with one name the first stands; window functions of one name are the
    /// forms it may be called in.
    package init(
        variables: [Variable], units: [UnitLiteral] = [], windowFunctions: [WindowSignature] = [],
        container: String? = nil, zones: ZoneSource? = nil
    ) {
        self.container = container
        self.zones = zones
        self.variables = variables
        self.units = units
        self.windowFunctions = windowFunctions
        let indexed = variables.enumerated().map { ($0.element.name, $0.offset) }
        variablesByName = Dictionary(indexed, uniquingKeysWith: { first, _ in first })
        unitsByName = Dictionary(units.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        windowFunctionsByName = Dictionary(grouping: windowFunctions, by: \.name)
    }
}

/// A variable's place in `Environment.variables` and in the values at run time.
package typealias VariableIndex = Int

/// A name an expression may read.
package struct Variable: Hashable, Sendable {
    /// Dotted, `car.speed`; the longest declared name wins over a field of a shorter one.
    package let name: String
    package let type: ValueType
    /// The unit its numbers come in, nil for what has none or is no number.
    package let unit: String?
    /// The texts it may hold, nil when it is no enumeration.
    package let values: [String]?

    package init(_ name: String, _ type: ValueType, unit: String? = nil, values: [String]? = nil) {
        self.name = name
        self.type = type
        self.unit = unit
        self.values = values
    }
}

/// A function that says a number in a unit: `degC(60)`. Folded while compiling into
/// `number × scale + offset`, a double in `unit`.
package struct UnitLiteral: Hashable, Sendable {
    package let name: String
    /// The canonical unit the number is turned into, as variables name theirs.
    package let unit: String
    package let scale: Double
    package let offset: Double

    package init(_ name: String, unit: String, scale: Double = 1, offset: Double = 0) {
        self.name = name
        self.unit = unit
        self.scale = scale
        self.offset = offset
    }
}
