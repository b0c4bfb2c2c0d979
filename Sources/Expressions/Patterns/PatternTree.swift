/// A pattern as read, before repetitions are written out.
indirect enum PatternTree {
    case nothing
    case scalar(Unicode.Scalar)
    case set(ScalarSet)
    case position(Pattern.Position)
    case sequence([PatternTree])
    case choice([PatternTree])
    /// `most` nil means without end; a reluctant one takes as little as it can.
    case repetition(PatternTree, least: Int, most: Int?, isReluctant: Bool = false)
    /// A named group, counted from 1.
    case group(Int, PatternTree)
}

/// Turns a tree into steps, stopping at `Pattern.stepLimit` so that `((a{1000}){1000}){1000}` is an
/// issue and no full memory.
struct PatternWriter {
    private(set) var steps: [Pattern.Step] = []

    mutating func append(_ step: Pattern.Step) throws(PatternFailure) {
        guard steps.count < Pattern.stepLimit else { throw .tooLarge }
        steps.append(step)
    }

    mutating func write(_ tree: PatternTree) throws(PatternFailure) {
        switch tree {
        case .nothing: break
        case .scalar(let scalar): try append(.scalar(scalar))
        case .set(let set): try append(.set(set))
        case .position(let position): try append(.require(position))
        case .sequence(let parts): for part in parts { try write(part) }
        case .choice(let branches): try writeChoice(branches[...])
        case .repetition(let part, let least, let most, let isReluctant):
            for _ in 0..<least { try write(part, countingAtLeastOne: ()) }
            try writeOptional(part, times: most.map { $0 - least }, isReluctant)
        case .group(let number, let tree):
            try append(.note(2 * number))
            try write(tree)
            try append(.note(2 * number + 1))
        }
    }

    /// An empty part repeated a thousand times a thousand times must not spin.
    private mutating func write(_ part: PatternTree, countingAtLeastOne: Void) throws(PatternFailure) {
        let before = steps.count
        try write(part)
        if steps.count == before { try append(.jump(steps.count + 1)) }
    }

    private mutating func writeChoice(_ branches: ArraySlice<PatternTree>) throws(PatternFailure) {
        var exits: [Int] = []
        for (position, branch) in zip(branches.indices, branches) {
            if position == branches.endIndex - 1 {
                try write(branch)
                break
            }
            let split = steps.count
            try append(.split(split + 1, split + 1))
            try write(branch)
            exits.append(steps.count)
            try append(.jump(0))
            steps[split] = .split(split + 1, steps.count)
        }
        for exit in exits { steps[exit] = .jump(steps.count) }
    }

    /// `part*` when `times` is nil, else `part` up to that many times.
    private mutating func writeOptional(
        _ part: PatternTree, times: Int?, _ isReluctant: Bool
    ) throws(PatternFailure) {
        guard let times else {
            let split = steps.count
            try append(.split(0, 0))
            try write(part)
            try append(.jump(split))
            steps[split] = Self.split(split + 1, else: steps.count, isReluctant)
            return
        }
        var splits: [Int] = []
        for _ in 0..<times {
            splits.append(steps.count)
            try append(.split(0, 0))
            try write(part)
        }
        for split in splits { steps[split] = Self.split(split + 1, else: steps.count, isReluctant) }
    }

    /// The first way is the preferred one.
    private static func split(_ more: Int, else exit: Int, _ isReluctant: Bool) -> Pattern.Step {
        isReluctant ? .split(exit, more) : .split(more, exit)
    }
}
