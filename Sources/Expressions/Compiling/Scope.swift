/// A variable of a macro while its body is compiled: `x` of `list.all(x, x > 1)`.
struct Scope {
    let name: String
    let slot: Int32
    let type: ValueType
}
