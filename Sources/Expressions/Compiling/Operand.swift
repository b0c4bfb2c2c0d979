/// What the compiler knows of a part of an expression it has just compiled.
struct Operand {
    var type: ValueType
    var measure = Measure.bare
    /// The texts it may hold, of an enumeration.
    var values: [String]?
    /// What it always yields, when that is known.
    var constant: Value?
    /// The elements of a list literal, to be held against what is looked for in it.
    var elements: [Element] = []
    let node: Node.Index

    struct Element {
        let operand: Operand
        let span: SourceSpan
    }
}

/// The unit side of a number.
enum Measure: Hashable {
    /// A number without a unit.
    case bare
    case quantity(unit: String, Kind)
    /// Something with a unit nobody tracks: a product of quantities.
    case untracked

    enum Kind: Hashable {
        case absolute
        case difference
        /// Could be meant as either: a unit literal whose scale begins at the same zero.
        case either
        /// A unit literal of a scale with another zero, `degF(15)`.
        case scalePoint
    }
}
