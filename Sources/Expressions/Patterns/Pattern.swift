/// A regular expression in RE2's syntax that is matched in time linear in the text, whatever the
/// pattern: `matches` sees texts from the network, and Swift's own `Regex` backtracks, so that
/// `(a+)+$` would stop the watch. It answers only whether there is a match; `GroupPattern` says where.
package struct Pattern: Sendable {
    /// Most steps of one pattern; with `textLimit` the bound on a match's cost.
    static let stepLimit = 2000
    /// Longest text matched, in UTF-8 bytes.
    static let textLimit = 16_384

    enum Step: Sendable {
        case scalar(Unicode.Scalar)
        case set(ScalarSet)
        case split(Int, Int)
        case jump(Int)
        case require(Position)
        /// Notes where a group begins (twice its number) or ends (one more); nothing to `matches`.
        case note(Int)
        case matched
    }

    /// A condition on where the match stands.
    enum Position: Sendable { case textStart, textEnd, lineStart, lineEnd, wordEdge, noWordEdge }

    private let steps: [Step]

    init(_ pattern: String) throws(PatternFailure) {
        var parser = PatternParser(pattern)
        let tree = try parser.parse()
        var writer = PatternWriter()
        try writer.write(tree)
        try writer.append(.matched)
        steps = writer.steps
    }

    /// Whether the pattern occurs anywhere in the text.
    func matches(_ text: String) -> Truth {
        guard text.utf8.count <= Self.textLimit else { return .error(.textTooLong) }
        let capacity = Scratch.capacity(steps: steps.count)
        return withUnsafeTemporaryAllocation(of: Int32.self, capacity: capacity) { memory in
            var scratch = Scratch(memory, steps: steps.count)
            return steps.withUnsafeBufferPointer { Truth(Self.search($0, text, &scratch)) }
        }
    }

    private static func search(
        _ steps: UnsafeBufferPointer<Step>, _ text: String, _ scratch: inout Scratch
    ) -> Bool {
        var before: Unicode.Scalar?
        var scalars = text.unicodeScalars.makeIterator()
        var current = scalars.next()
        scratch.advance()
        while true {
            // A match may begin at every scalar, so one more thread starts at each.
            if follow(steps, 0, before: before, after: current, &scratch) { return true }
            guard let scalar = current else { return false }
            let after = scalars.next()
            let waiting = scratch.advance()
            for position in 0..<waiting.count {
                let step = Int(waiting.steps[position])
                guard accepts(steps[step], scalar) else { continue }
                if follow(steps, step + 1, before: scalar, after: after, &scratch) { return true }
            }
            before = scalar
            current = after
        }
    }

    static func accepts(_ step: Step, _ scalar: Unicode.Scalar) -> Bool {
        switch step {
        case .scalar(let expected): expected == scalar
        case .set(let set): set.contains(scalar)
        default: false
        }
    }

    /// Walks all steps that take no scalar; true when the pattern's end is reached.
    private static func follow(
        _ steps: UnsafeBufferPointer<Step>, _ start: Int, before: Unicode.Scalar?,
        after: Unicode.Scalar?, _ scratch: inout Scratch
    ) -> Bool {
        scratch.open(start)
        while let step = scratch.takeOpen() {
            switch steps[step] {
            case .matched: return true
            case .jump(let target): scratch.open(target)
            case .note: scratch.open(step + 1)
            case .split(let first, let second):
                scratch.open(second)
                scratch.open(first)
            case .require(let position):
                if position.holds(before: before, after: after) { scratch.open(step + 1) }
            case .scalar, .set: scratch.wait(step)
            }
        }
        return false
    }

    /// The steps that wait for the next scalar, each at most once (this is what keeps time linear), in
    /// one stretch of the caller's memory: a short pattern allocates nothing.
    private struct Scratch {
        private var waiting: UnsafeMutablePointer<Int32>
        private var other: UnsafeMutablePointer<Int32>
        private let visited: UnsafeMutablePointer<Int32>
        private let toVisit: UnsafeMutablePointer<Int32>
        private var waitingCount = 0
        private var openCount = 0
        /// Counts scalars from 1; a step visited at this one is not visited again.
        private var turn: Int32 = 0

        /// A step is opened once a turn at most, so no list outgrows the number of steps.
        static func capacity(steps: Int) -> Int { 4 * steps }

        init(_ memory: UnsafeMutableBufferPointer<Int32>, steps: Int) {
            waiting = memory.baseAddress!
            other = waiting + steps
            visited = other + steps
            toVisit = visited + steps
            // The lists are written before they are read; only the marks must begin empty.
            visited.initialize(repeating: 0, count: steps)
        }

        /// Begins the next scalar and hands back what has waited for it.
        @discardableResult
        mutating func advance() -> (steps: UnsafePointer<Int32>, count: Int) {
            turn += 1
            let waited = (UnsafePointer(waiting), waitingCount)
            swap(&waiting, &other)
            waitingCount = 0
            return waited
        }

        mutating func open(_ step: Int) {
            guard visited[step] != turn else { return }
            visited[step] = turn
            toVisit[openCount] = Int32(step)
            openCount += 1
        }

        mutating func takeOpen() -> Int? {
            guard openCount > 0 else { return nil }
            openCount -= 1
            return Int(toVisit[openCount])
        }

        mutating func wait(_ step: Int) {
            waiting[waitingCount] = Int32(step)
            waitingCount += 1
        }
    }
}

extension Pattern.Position {
    func holds(before: Unicode.Scalar?, after: Unicode.Scalar?) -> Bool {
        switch self {
        case .textStart: before == nil
        case .textEnd: after == nil
        case .lineStart: before == nil || before == "\n"
        case .lineEnd: after == nil || after == "\n"
        case .wordEdge: Self.isWord(before) != Self.isWord(after)
        case .noWordEdge: Self.isWord(before) == Self.isWord(after)
        }
    }

    private static func isWord(_ scalar: Unicode.Scalar?) -> Bool {
        scalar.map(ScalarSet.word.contains) ?? false
    }
}
