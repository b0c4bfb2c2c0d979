/// How a macro is written: what stands where, and what comes of it.
struct MacroForm {
    let name: String
    let kind: Macro.Kind
    /// How many arguments it may have.
    let counts: ClosedRange<Int>
    /// With how many arguments the first two are variables: the index or key, and the element or value.
    let twoVariablesFrom: Int
    /// Whether its last argument makes something; else it is a condition.
    let makes: Bool

    static let all: [MacroForm] = [
        MacroForm(name: "all", kind: .all, counts: 2...3, twoVariablesFrom: 3, makes: false),
        MacroForm(name: "exists", kind: .exists, counts: 2...3, twoVariablesFrom: 3, makes: false),
        MacroForm(name: "exists_one", kind: .existsOne, counts: 2...3, twoVariablesFrom: 3, makes: false),
        MacroForm(name: "existsOne", kind: .existsOne, counts: 2...3, twoVariablesFrom: 3, makes: false),
        MacroForm(name: "filter", kind: .list, counts: 2...2, twoVariablesFrom: 3, makes: false),
        MacroForm(name: "map", kind: .list, counts: 2...3, twoVariablesFrom: 4, makes: true),
        MacroForm(name: "transformList", kind: .list, counts: 3...4, twoVariablesFrom: 3, makes: true),
        MacroForm(name: "transformMap", kind: .map, counts: 3...4, twoVariablesFrom: 3, makes: true),
        MacroForm(name: "transformMapEntry", kind: .entries, counts: 3...4, twoVariablesFrom: 3, makes: true),
    ]

    static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })
}
