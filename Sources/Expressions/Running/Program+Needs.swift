/// What a condition cannot do without, so that a device's profile is told from one that merely gives less.
///
/// `has(gas.alarm) && gas.alarm || has(gas.level) && gas.level > 10.0` asks before it reads: a device without one
/// of them is judged by the other. `tank.level < (has(tank.limit) ? tank.limit : 0.5)` needs the level alone.
extension Code {
    /// The needs of the whole expression, ascending.
    func needs(windows: [WindowCall]) -> [VariableIndex] {
        needs(Node.Index(nodes.count - 1), windows: windows, known: []).sorted().map { VariableIndex($0) }
    }

    /// The variables that the node reads although nobody asked for them.
    /// - Parameter known: those somebody did ask for on the way to it.
    func needs(_ node: Node.Index, windows: [WindowCall], known: Set<Int32>) -> Set<Int32> {
        func of(_ index: Node.Index) -> Set<Int32> { needs(index, windows: windows, known: known) }
        func unless(_ variable: Int32) -> Set<Int32> { known.contains(variable) ? [] : [variable] }
        func read(_ window: Int32) -> Set<Int32> {
            Set(windows[Int(window)].looksAt.map { Int32($0) }).subtracting(known)
        }
        switch nodes[Int(node)] {
        case .constant, .isKnown, .isWindowKnown, .local: return []
        case .variable(let variable), .compareVariable(_, let variable, _): return unless(variable)
        case .window(let window), .compareWindow(_, let window, _): return read(window)
        case .all(let children):
            let asked = known.union(asks(node, windows))
            return self[children].reduce(into: []) {
                $0.formUnion(needs($1, windows: windows, known: asked))
            }
        case .conditional(let condition, let then, let otherwise):
            let asked = known.union(asks(condition, windows))
            return of(condition).union(needs(then, windows: windows, known: asked)).union(of(otherwise))
        case .any(let children), .list(let children), .map(let children), .call(_, let children):
            return self[children].reduce(into: []) { $0.formUnion(of($1)) }
        case .not(let inner), .negate(let inner), .field(let inner, _), .hasField(let inner, _),
            .matches(let inner, _), .calendar(_, let inner, _):
            return of(inner)
        case .macro(let part):
            guard case .macro(let macro) = parts[Int(part)] else { return [] }
            return [macro.range, macro.condition, macro.result].compactMap { $0 }
                .reduce(into: []) { $0.formUnion(of($1)) }
        case .compare(_, let left, let right), .contained(let left, let right),
            .arithmetic(_, let left, let right), .index(let left, let right),
            .zonedCalendar(_, let left, let right, _):
            return of(left).union(of(right))
        }
    }

    /// The variables that are known wherever the node holds.
    private func asks(_ node: Node.Index, _ windows: [WindowCall]) -> Set<Int32> {
        switch nodes[Int(node)] {
        case .isKnown(let variable): [variable]
        case .isWindowKnown(let window): Set(windows[Int(window)].looksAt.map { Int32($0) })
        case .all(let children): self[children].reduce(into: []) { $0.formUnion(asks($1, windows)) }
        default: []
        }
    }

    private subscript(children: Node.Children) -> ArraySlice<Node.Index> {
        operands[Int(children.start)..<Int(children.start + children.count)]
    }
}
