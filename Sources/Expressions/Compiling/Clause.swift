/// A part of an expression that is itself true or false, kept beside the code so that a person can be told which parts
/// held: `air.temperature > degC(60)` in `air.temperature > degC(60) && fan.running`.
struct Clause: Sendable {
    /// Most kept of one expression; a condition that people write has few.
    static let limit = 64

    /// As the parser understood it, with the fewest brackets.
    let text: String
    /// 0 for the whole, 1 for what stands directly in it.
    var depth: Int
    /// `>` of a comparison, else nil.
    let relation: String?
    /// What the comparison holds against each other, left before right.
    let sides: [Side]
    let node: Node.Index

    /// One side of a comparison.
    struct Side: Sendable {
        let node: Node.Index
        /// The unit of its number, nil for what has none or is no number.
        let unit: String?
        /// Written out, so that nobody need be told its value.
        let isConstant: Bool
    }
}
