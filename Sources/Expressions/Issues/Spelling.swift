/// Finds what a misspelt word probably meant.
package enum Spelling {
    /// At most three candidates nearer than four edits (insert, delete, replace, swap neighbours) and
    /// nearer than half the word, nearest first, then in the candidates' own order.
    package static func suggestions(for word: String, among candidates: [String]) -> [String] {
        let letters = Array(word.lowercased().unicodeScalars)
        guard letters.count <= 64 else { return [] }
        let limit = min(3, max(1, letters.count / 2))
        var found: [(distance: Int, name: String)] = []
        for candidate in candidates where candidate != word {
            let other = Array(candidate.lowercased().unicodeScalars)
            guard abs(other.count - letters.count) <= limit else { continue }
            let distance = distance(letters, other)
            if distance <= limit { found.append((distance, candidate)) }
        }
        let ordered = found.enumerated().sorted {
            ($0.element.distance, $0.offset) < ($1.element.distance, $1.offset)
        }
        return ordered.prefix(3).map(\.element.name)
    }

    /// Edits between two words, a swap of neighbours counting once.
    static func distance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
        var beforePrevious: [Int] = []
        var previous = Array(0...right.count)
        for (row, letter) in left.enumerated() {
            var current = [row + 1]
            for (column, other) in right.enumerated() {
                var best = min(previous[column + 1] + 1, current[column] + 1)
                best = min(best, previous[column] + (letter == other ? 0 : 1))
                if row > 0, column > 0, letter == right[column - 1], left[row - 1] == other {
                    best = min(best, beforePrevious[column - 1] + 1)
                }
                current.append(best)
            }
            beforePrevious = previous
            previous = current
        }
        return previous[right.count]
    }
}
