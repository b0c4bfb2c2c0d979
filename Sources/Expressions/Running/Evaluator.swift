/// Runs compiled code over values held by somebody else. Logic and comparison go through `truth`, one
/// byte wide, and read variables in place; only arithmetic and the like make `Value`s.
struct Evaluator {
    let nodes: UnsafeBufferPointer<Node>
    // Bare pointers, nil for nothing: a count that nobody asks for would be stored with every question.
    let operands: UnsafePointer<Node.Index>?
    let constants: UnsafePointer<Value>?
    let parts: UnsafePointer<Part>?
    let variables: UnsafeBufferPointer<Value>
    let windows: UnsafeBufferPointer<Value>
    let said: UnsafeBufferPointer<Bool>?
    /// The variables of macros; nil outside of any.
    var frame: UnsafeMutablePointer<Frame>?

    // MARK: Truths

    func truth(_ index: Node.Index) -> Truth {
        switch nodes[Int(index)] {
        case .compareVariable(let relation, let variable, let number):
            return compare(relation, variables[Int(variable)], number)
        case .compareWindow(let relation, let window, let number):
            return compare(relation, windows[Int(window)], number)
        case .variable(let variable): return Truth(variables[Int(variable)])
        case .all(let children): return all(children)
        case .any(let children): return any(children)
        case .not(let operand): return truth(operand).negated
        case .compare(let relation, let left, let right): return compare(relation, left, right)
        case .contained(let element, let collection): return contains(element, collection)
        case .isKnown(let variable): return isSaid(Int(variable))
        case .isWindowKnown(let window): return isKnown(windows[Int(window)])
        default: return Truth(value(index))
        }
    }

    @inline(__always)
    private func compare(_ relation: Relation, _ value: borrowing Value, _ number: Double) -> Truth {
        switch value {
        case .double(let read): Truth(Comparison.holds(relation, read, number))
        case .unknown: .unknown
        default: Comparison.truth(relation, copy value, .double(number))
        }
    }

    private func compare(_ relation: Relation, _ left: Node.Index, _ right: Node.Index) -> Truth {
        if let left = place(left), let right = place(right) {
            return Comparison.truth(relation, left.pointee, right.pointee)
        }
        return Comparison.truth(relation, value(left), value(right))
    }

    private func contains(_ element: Node.Index, _ collection: Node.Index) -> Truth {
        if let element = place(element), let collection = place(collection) {
            return Collections.contains(element.pointee, in: collection.pointee)
        }
        return Collections.contains(value(element), in: value(collection))
    }

    /// Where a node's value already lies, nil when it must be worked out.
    @inline(__always)
    private func place(_ index: Node.Index) -> UnsafePointer<Value>? {
        switch nodes[Int(index)] {
        case .variable(let variable): variables.baseAddress! + Int(variable)
        case .constant(let constant): constants! + Int(constant)
        case .window(let window): windows.baseAddress! + Int(window)
        case .local(let slot): UnsafePointer(frame!.pointee.slots + Int(slot))
        default: nil
        }
    }

    /// What was said once and is unknown by now is there all the same: `has(p) && p` is unknown then, not false.
    private func isSaid(_ variable: Int) -> Truth {
        if case .unknown = variables[variable], let said, said[variable] { return .yes }
        return isKnown(variables[variable])
    }

    private func isKnown(_ value: borrowing Value) -> Truth {
        switch value {
        case .unknown, .null: .no
        case .error(let error): .error(error)
        default: .yes
        }
    }

    /// False if anything is false, whatever the rest; else unknown before error before true.
    private func all(_ children: Node.Children) -> Truth {
        var result = Truth.yes
        for position in children.start..<(children.start + children.count) {
            switch truth(operands![Int(position)]) {
            case .no: return .no
            case .yes: break
            case .unknown: result = .unknown
            case .error(let error): if result == .yes { result = .error(error) }
            }
        }
        return result
    }

    /// True if anything is true, whatever the rest; else unknown before error before false.
    private func any(_ children: Node.Children) -> Truth {
        var result = Truth.no
        for position in children.start..<(children.start + children.count) {
            switch truth(operands![Int(position)]) {
            case .yes: return .yes
            case .no: break
            case .unknown: result = .unknown
            case .error(let error): if result == .no { result = .error(error) }
            }
        }
        return result
    }

    // MARK: Values

    func value(_ index: Node.Index) -> Value {
        switch nodes[Int(index)] {
        case .constant(let constant): return constants![Int(constant)]
        case .variable(let variable): return variables[Int(variable)]
        case .window(let window): return windows[Int(window)]
        case .all, .any, .not, .compare, .compareVariable, .compareWindow, .contained, .isKnown,
            .isWindowKnown:
            return truth(index).value
        case .arithmetic(let operation, let left, let right):
            return operation.apply(value(left), value(right))
        case .negate(let operand): return Arithmetic.negate(value(operand))
        case .conditional(let condition, let then, let otherwise):
            switch truth(condition) {
            case .yes: return value(then)
            case .no: return value(otherwise)
            case .unknown: return .unknown
            case .error(let error): return .error(error)
            }
        case .index(let base, let key): return Collections.element(of: value(base), at: value(key))
        case .field(let base, let name):
            return Collections.field(of: value(base), constants![Int(name)])
        case .hasField(let base, let name):
            return Collections.hasField(value(base), constants![Int(name)])
        case .list(let children): return Collections.list(values(children))
        case .map(let children): return Collections.map(values(children))
        case .call(let function, let children): return call(function, children)
        case .matches(let operand, let pattern):
            guard let place = place(operand) else { return matches(value(operand), pattern) }
            return matches(place.pointee, pattern)
        case .local(let slot): return frame!.pointee.slots[Int(slot)]
        case .macro(let part): return macro(part)
        case .calendar(let function, let operand, let zone):
            let operand = value(operand)
            guard case .zone(let zone) = parts?[Int(zone)] else { return .error(.unknownZone) }
            return operand.defect ?? Calendar.apply(function, operand, zone: zone)
        case .zonedCalendar(let function, let operand, let zone, let source):
            return zoned(function, value(operand), value(zone), source)
        }
    }

    private func values(_ children: Node.Children) -> [Value] {
        (children.start..<(children.start + children.count)).map { value(operands![Int($0)]) }
    }

    private func call(_ function: Builtin, _ children: Node.Children) -> Value {
        let first = value(operands![Int(children.start)])
        if children.count == 1 { return first.defect ?? function.apply(first) }
        if children.count == 2 {
            let second = value(operands![Int(children.start) + 1])
            return first.defect(or: second) ?? function.apply(first, second)
        }
        let all = values(children)
        return Collections.defect(in: all) ?? function.apply(all)
    }

    private func zoned(_ function: Builtin, _ instant: Value, _ zone: Value, _ source: Int32) -> Value {
        if let defect = instant.defect(or: zone) { return defect }
        guard case .string(let name) = zone, case .zoneSource(let source) = parts?[Int(source)] else {
            return .error(.noSuchOverload)
        }
        guard let zone = FixedZone.zone(name, source) else { return .error(.unknownZone) }
        return Calendar.apply(function, instant, zone: zone)
    }

    private func matches(_ value: Value, _ pattern: Int32) -> Value {
        switch value {
        case .string(let text): (parts! + Int(pattern)).pointee.matches(text)
        case .unknown, .error: value
        default: .error(.noSuchOverload)
        }
    }
}

extension Value {
    /// Itself when it is unknown or an error, which no function works on.
    var defect: Value? {
        switch self {
        case .unknown, .error: self
        default: nil
        }
    }

    /// What two operands together keep a function from working on: unknown goes before error.
    func defect(or other: Value) -> Value? {
        switch (self, other) {
        case (.unknown, _), (_, .unknown): .unknown
        case (.error, _): self
        case (_, .error): other
        default: nil
        }
    }
}
