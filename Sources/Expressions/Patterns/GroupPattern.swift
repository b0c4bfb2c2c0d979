/// A `Pattern` that says where its named groups match, for payloads that are lines of text.
///
/// It walks all ways through the pattern at once (Pike's machine), as `Pattern` does, and carries for each where its
/// groups stand: linear in the text, whatever pattern and text. Of several matches the leftmost counts, and of those
/// the one Perl would find: greedy unless said otherwise.
package struct GroupPattern: Sendable {
    /// Most steps; with `textLimit` and `groupLimit` the bound on a match's cost, some 40 ms.
    static let stepLimit = 512
    package static let groupLimit = 24
    /// Longest text matched, bytes.
    package static let textLimit = 4_096

    /// The groups' names in their order.
    package let names: [String]
    private let steps: [Pattern.Step]
    /// Places noted per way: begin and end of the match and of every group.
    private var width: Int { 2 * names.count + 2 }

    package init(_ pattern: String) throws(PatternFailure) {
        var parser = PatternParser(pattern, keepsGroups: true)
        let tree = try parser.parse()
        names = parser.groups
        var writer = PatternWriter()
        try writer.write(.group(0, tree))
        try writer.append(.matched)
        steps = writer.steps
        guard steps.count <= Self.stepLimit, names.count <= Self.groupLimit else { throw .tooLarge }
    }

    /// The first match at or after a place.
    /// - Parameters:
    ///   - text: valid UTF-8, at most `textLimit` bytes.
    ///   - start: where to begin; on the first byte of a scalar.
    ///   - groups: gets a range per group of `names`, nil for one that took no part.
    /// - Returns: the range of the whole match, nil when there is none.
    package func match(
        in text: UnsafeBufferPointer<UInt8>, from start: Int = 0, into groups: inout [Range<Int>?]
    ) -> Range<Int>? {
        guard text.count <= Self.textLimit, start <= text.count else { return nil }
        return withUnsafeTemporaryAllocation(
            of: Int32.self, capacity: Search.capacity(steps: steps.count, width: width)
        ) { memory in
            memory.initialize(repeating: 0)
            return steps.withUnsafeBufferPointer { steps in
                let search = Search(steps, text, width: width, memory)
                guard let places = search.run(from: start) else { return nil }
                groups = (1...max(1, names.count)).prefix(names.count).map { group in
                    let (from, to) = (places[2 * group], places[2 * group + 1])
                    return from < 0 || to < from ? nil : Int(from)..<Int(to)
                }
                return Int(places[0])..<Int(places[1])
            }
        }
    }

    /// One search: the ways that are alive, in the order of preference, and what each has noted.
    private struct Search {
        private let steps: UnsafeBufferPointer<Pattern.Step>
        private let text: UnsafeBufferPointer<UInt8>
        private let width: Int
        private let first: Ways
        private let second: Ways
        private let visited: UnsafeMutablePointer<Int32>
        /// Of the way being followed.
        private let noted: UnsafeMutablePointer<Int32>
        private let found: UnsafeMutablePointer<Int32>

        private struct Ways {
            let steps: UnsafeMutablePointer<Int32>
            let places: UnsafeMutablePointer<Int32>
            var count = 0
        }

        static func capacity(steps: Int, width: Int) -> Int { steps * (3 + 2 * width) + 2 * width }

        init(
            _ steps: UnsafeBufferPointer<Pattern.Step>, _ text: UnsafeBufferPointer<UInt8>, width: Int,
            _ memory: UnsafeMutableBufferPointer<Int32>
        ) {
            self.steps = steps
            self.text = text
            self.width = width
            let base = memory.baseAddress!
            let count = steps.count
            visited = base
            first = Ways(steps: base + count, places: base + 3 * count)
            second = Ways(steps: base + 2 * count, places: base + 3 * count + count * width)
            noted = base + 3 * count + 2 * count * width
            found = noted + width
        }

        func run(from start: Int) -> UnsafePointer<Int32>? {
            var (alive, next) = (first, second)
            var turn: Int32 = 1
            var at = start
            var before = start == 0 ? nil : Self.scalar(text, before: start)
            var current = Self.scalar(text, at: at)
            var isFound = false
            while true {
                if !isFound {
                    for place in 0..<width { noted[place] = -1 }
                    follow(0, at, before, current?.scalar, turn, &alive)
                }
                if isFound, alive.count == 0 { break }
                let after = current.map { at + $0.length } ?? at
                let following = current == nil ? nil : Self.scalar(text, at: after)
                turn += 1
                for way in 0..<alive.count {
                    let step = Int(alive.steps[way])
                    let places = alive.places + way * width
                    if case .matched = steps[step] {
                        found.update(from: places, count: width)
                        isFound = true
                        break  // what comes after is less preferred
                    }
                    guard let current, Pattern.accepts(steps[step], current.scalar) else { continue }
                    noted.update(from: places, count: width)
                    follow(step + 1, after, current.scalar, following?.scalar, turn, &next)
                }
                guard let passed = current else { break }
                swap(&alive, &next)
                next.count = 0
                (before, at, current) = (passed.scalar, after, following)
            }
            return isFound ? UnsafePointer(found) : nil
        }

        /// Follows what takes no scalar, the preferred way first, each step once a turn.
        private func follow(
            _ step: Int, _ at: Int, _ before: Unicode.Scalar?, _ after: Unicode.Scalar?, _ turn: Int32,
            _ ways: inout Ways
        ) {
            guard visited[step] != turn else { return }
            visited[step] = turn
            switch steps[step] {
            case .jump(let target): follow(target, at, before, after, turn, &ways)
            case .split(let first, let second):
                follow(first, at, before, after, turn, &ways)
                follow(second, at, before, after, turn, &ways)
            case .note(let place):
                let old = noted[place]
                noted[place] = Int32(at)
                follow(step + 1, at, before, after, turn, &ways)
                noted[place] = old
            case .require(let position):
                if position.holds(before: before, after: after) {
                    follow(step + 1, at, before, after, turn, &ways)
                }
            case .scalar, .set, .matched:
                ways.steps[ways.count] = Int32(step)
                (ways.places + ways.count * width).update(from: noted, count: width)
                ways.count += 1
            }
        }

        private static func scalar(
            _ text: UnsafeBufferPointer<UInt8>, at place: Int
        ) -> (scalar: Unicode.Scalar, length: Int)? {
            guard place < text.count else { return nil }
            let lead = UInt32(text[place])
            if lead < 0x80 { return (Unicode.Scalar(UInt8(lead)), 1) }
            let length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
            guard place + length <= text.count else { return ("\u{FFFD}", 1) }
            var worth = lead & (0x7F >> UInt32(length))
            for follower in text[(place + 1)..<(place + length)] {
                worth = worth << 6 | UInt32(follower & 0x3F)
            }
            return (Unicode.Scalar(worth) ?? "\u{FFFD}", length)
        }

        private static func scalar(
            _ text: UnsafeBufferPointer<UInt8>, before place: Int
        ) -> Unicode.Scalar? {
            var start = place - 1
            while start > 0, text[start] & 0xC0 == 0x80 { start -= 1 }
            return scalar(text, at: start)?.scalar
        }
    }
}
