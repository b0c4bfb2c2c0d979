/// A regular expression in RE2's syntax that is matched in time linear in the text, whatever the
/// pattern: `matches` sees texts from the network, and Swift's own `Regex` backtracks, so that
/// `(a+)+$` would stop the watch. It answers only whether there is a match, so it keeps no captures.
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
        var threads = Threads(capacity: steps.count)
        var next = Threads(capacity: steps.count)
        var before: Unicode.Scalar?
        var scalars = text.unicodeScalars.makeIterator()
        var current = scalars.next()
        while true {
            // A match may begin at every scalar, so one more thread starts at each.
            if follow(0, before: before, after: current, into: &threads) { return .yes }
            guard let scalar = current else { return .no }
            let after = scalars.next()
            for step in threads.waiting where accepts(step, scalar) {
                if follow(step + 1, before: scalar, after: after, into: &next) { return .yes }
            }
            swap(&threads, &next)
            next.removeAll()
            before = scalar
            current = after
        }
    }

    private func accepts(_ step: Int, _ scalar: Unicode.Scalar) -> Bool {
        switch steps[step] {
        case .scalar(let expected): expected == scalar
        case .set(let set): set.contains(scalar)
        default: false
        }
    }

    /// Walks all steps that take no scalar; true when the pattern's end is reached.
    private func follow(
        _ start: Int, before: Unicode.Scalar?, after: Unicode.Scalar?, into threads: inout Threads
    ) -> Bool {
        threads.open.append(start)
        while let step = threads.open.popLast() {
            guard threads.visit(step) else { continue }
            switch steps[step] {
            case .matched:
                threads.open.removeAll(keepingCapacity: true)
                return true
            case .jump(let target): threads.open.append(target)
            case .split(let first, let second):
                threads.open.append(second)
                threads.open.append(first)
            case .require(let position):
                if position.holds(before: before, after: after) { threads.open.append(step + 1) }
            case .scalar, .set: threads.waiting.append(step)
            }
        }
        return false
    }

    /// The steps that wait for the next scalar, each at most once: this is what keeps time linear.
    private struct Threads {
        var waiting: [Int] = []
        var open: [Int] = []
        private var visited: [Bool]
        private var order: [Int] = []

        init(capacity: Int) { visited = Array(repeating: false, count: capacity) }

        mutating func visit(_ step: Int) -> Bool {
            if visited[step] { return false }
            visited[step] = true
            order.append(step)
            return true
        }

        mutating func removeAll() {
            for step in order { visited[step] = false }
            order.removeAll(keepingCapacity: true)
            waiting.removeAll(keepingCapacity: true)
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
