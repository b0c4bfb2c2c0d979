/// One use of a macro: what is gone through, and what is asked or made of each element.
struct Macro: Sendable {
    enum Kind: UInt8 {
        case all, exists, existsOne
        /// `filter`, `map`, `transformList`.
        case list
        /// `transformMap`: the old keys, new values.
        case map
        /// `transformMapEntry`: each result is a map whose entries are taken over.
        case entries
        /// `cel.bind`: one value under a name.
        case bind
    }

    let kind: Kind
    let range: Node.Index
    /// Of the one variable, or of the index or key where there are two.
    let first: Int32
    /// Of the element or value where there are two variables.
    let second: Int32?
    /// What must hold of an element; nil: nothing.
    let condition: Node.Index?
    /// What is made of an element; nil: nothing.
    let result: Node.Index?
    /// The slots used in it and around it.
    let slots: Int32
}

/// The variables of the macros being run, and what they have cost so far.
struct Frame {
    let slots: UnsafeMutablePointer<Value>
    private var steps = 0
    private var built = 0

    init(slots: UnsafeMutablePointer<Value>) { self.slots = slots }

    /// Counts one more element; false when there were too many.
    mutating func step() -> Bool {
        steps += 1
        return steps <= Limits.iterations
    }

    /// Counts what a macro keeps; false when it is too much.
    mutating func keep(_ value: Value) -> Bool {
        built += Self.size(of: value, atMost: Limits.builtBytes)
        return built <= Limits.builtBytes
    }

    /// About how many bytes a value holds, no longer counted beyond a limit.
    private static func size(of value: Value, atMost limit: Int) -> Int {
        switch value {
        case .string(let text): return 16 + text.utf8.count
        case .bytes(let bytes): return 16 + bytes.count
        case .list(let elements): return sum(elements, atMost: limit)
        case .map(let map): return sum(map.entries.flatMap { [$0.key, $0.value] }, atMost: limit)
        default: return 16
        }
    }

    private static func sum(_ values: [Value], atMost limit: Int) -> Int {
        var sum = 16
        for value in values {
            sum += size(of: value, atMost: limit - sum)
            if sum > limit { break }
        }
        return sum
    }
}
