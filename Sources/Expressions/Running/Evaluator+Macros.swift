/// Macros: the only loops there are. Their variables lie in slots that the outermost one brings along.
extension Evaluator {
    func macro(_ part: Int32) -> Value {
        guard case .macro(let macro) = parts?[Int(part)] else { return .error(.noSuchOverload) }
        guard frame == nil else { return run(macro) }
        return withUnsafeTemporaryAllocation(of: Value.self, capacity: Int(macro.slots)) { slots in
            slots.initialize(repeating: .null)
            defer { slots.deinitialize() }
            var frame = Frame(slots: slots.baseAddress!)
            return withUnsafeMutablePointer(to: &frame) { frame in
                var inner = self
                inner.frame = frame
                return inner.run(macro)
            }
        }
    }

    private func run(_ macro: Macro) -> Value {
        let range = value(macro.range)
        if macro.kind == .bind {
            frame!.pointee.slots[Int(macro.first)] = range
            return value(macro.result!)
        }
        let hasTwo = macro.second != nil
        switch range {
        case .list(let elements):
            guard hasTwo else { return over(elements, [], macro) }
            return over(elements.indices.map { .int(Int64($0)) }, elements, macro)
        case .map(let map):
            return over(map.entries.map(\.key), hasTwo ? map.entries.map(\.value) : [], macro)
        case .unknown, .error: return range
        default: return .error(.noSuchOverload)
        }
    }

    /// - Parameters:
    ///   - firsts: what the first variable is, one after the other.
    ///   - seconds: the second; empty where there is none.
    private func over(_ firsts: [Value], _ seconds: [Value], _ macro: Macro) -> Value {
        switch macro.kind {
        case .all: truths(firsts, seconds, macro, absorbing: .no)
        case .exists: truths(firsts, seconds, macro, absorbing: .yes)
        case .existsOne: exactlyOne(firsts, seconds, macro)
        case .list: list(firsts, seconds, macro)
        case .map, .entries, .bind: map(firsts, seconds, macro)
        }
    }

    /// Puts an element into its slots; false when the macros have gone through too many.
    private func enter(_ macro: Macro, _ firsts: [Value], _ seconds: [Value], _ position: Int) -> Bool {
        guard let frame, frame.pointee.step() else { return false }
        frame.pointee.slots[Int(macro.first)] = firsts[position]
        if let second = macro.second { frame.pointee.slots[Int(second)] = seconds[position] }
        return true
    }

    /// `all` and `exists`, which absorb as `&&` and `||` do.
    private func truths(
        _ firsts: [Value], _ seconds: [Value], _ macro: Macro, absorbing: Truth
    ) -> Value {
        var result = absorbing.negated
        for position in firsts.indices {
            guard enter(macro, firsts, seconds, position) else { return .error(.tooManySteps) }
            switch truth(macro.condition!) {
            case absorbing: return absorbing.value
            case .unknown: result = .unknown
            case .error(let error): if result != .unknown { result = .error(error) }
            case .yes, .no: break
            }
        }
        return result.value
    }

    private func exactlyOne(_ firsts: [Value], _ seconds: [Value], _ macro: Macro) -> Value {
        var found = 0
        var defect: Truth?
        for position in firsts.indices {
            guard enter(macro, firsts, seconds, position) else { return .error(.tooManySteps) }
            switch truth(macro.condition!) {
            case .yes: found += 1
            case .no: break
            case .unknown: defect = .unknown
            case .error(let error): defect = defect ?? .error(error)
            }
        }
        return defect?.value ?? .bool(found == 1)
    }

    /// What the condition says of the element entered, nil for yes and no; unknown goes before error.
    private func holds(_ macro: Macro, _ defect: inout Value?) -> Bool {
        guard let condition = macro.condition else { return true }
        switch truth(condition) {
        case .yes: return true
        case .no: break
        case .unknown: defect = .unknown
        case .error(let error): defect = defect ?? .error(error)
        }
        return false
    }

    private func list(_ firsts: [Value], _ seconds: [Value], _ macro: Macro) -> Value {
        var made: [Value] = []
        var defect: Value?
        for position in firsts.indices {
            guard enter(macro, firsts, seconds, position) else { return .error(.tooManySteps) }
            guard holds(macro, &defect) else { continue }
            let value = value(macro.result!)
            switch value {
            case .unknown: defect = .unknown
            case .error: defect = defect ?? value
            default:
                guard frame!.pointee.keep(value) else { return .error(.tooLarge) }
                made.append(value)
            }
        }
        return defect ?? .list(made)
    }

    private func map(_ keys: [Value], _ olds: [Value], _ macro: Macro) -> Value {
        var made: [ValueMap.Entry] = []
        var defect: Value?
        for position in keys.indices {
            guard enter(macro, keys, olds, position) else { return .error(.tooManySteps) }
            guard holds(macro, &defect) else { continue }
            let value = value(macro.result!)
            switch value {
            case .unknown: defect = .unknown
            case .error: defect = defect ?? value
            default:
                guard frame!.pointee.keep(value) else { return .error(.tooLarge) }
                guard macro.kind == .entries else {
                    made.append(ValueMap.Entry(key: keys[position], value: value))
                    continue
                }
                guard case .map(let entries) = value else {
                    defect = defect ?? .error(.noSuchOverload)
                    continue
                }
                made += entries.entries
            }
        }
        return defect ?? ValueMap(made).map(Value.map) ?? .error(.invalidMapKey)
    }
}
