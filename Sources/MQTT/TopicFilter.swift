/// An MQTT topic filter, taken apart once: says which topics it matches and which filters it covers or meets.
package struct TopicFilter: Sendable, Equatable {
    private enum Level: Sendable, Equatable {
        case name([UInt8]), one, rest
    }

    private let levels: [Level]

    package init(_ filter: String) {
        levels = filter.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).map {
            switch Array($0) {
            case [UInt8(ascii: "+")]: .one
            case [UInt8(ascii: "#")]: .rest
            case let name: .name(name)
            }
        }
    }

    /// Whether a message on `topic` (bytes, UTF-8) is meant. Wildcards do not match topics of the broker's own
    /// (`$SYS`) at the first level.
    package func matches(_ topic: UnsafeRawBufferPointer) -> Bool {
        if topic.first == UInt8(ascii: "$"), case .some(.name) = levels.first {
        } else if topic.first == 0x24 {
            return false
        }
        var start = 0
        for (position, level) in levels.enumerated() {
            if level == .rest { return true }
            guard start <= topic.count else { return false }
            var end = start
            while end < topic.count, topic[end] != UInt8(ascii: "/") { end += 1 }
            if case .name(let name) = level, !topic[start..<end].elementsEqual(name) { return false }
            start = end + 1
            // `a/#` also matches `a`
            if start > topic.count, position + 2 == levels.count, levels[position + 1] == .rest {
                return true
            }
        }
        return start > topic.count
    }

    /// Whether every topic that `other` matches is matched by this filter.
    package func covers(_ other: TopicFilter) -> Bool {
        for (position, level) in levels.enumerated() {
            if level == .rest { return !(position == 0 && other.startsWithDollar) }
            guard position < other.levels.count else { return false }
            switch (level, other.levels[position]) {
            case (_, .rest): return false
            case (.one, .name(let name)) where position == 0 && name.first == 0x24: return false
            case (.one, _): continue
            case (.name(let mine), .name(let theirs)) where mine == theirs: continue
            default: return false
            }
        }
        return levels.count == other.levels.count
    }

    /// Whether a topic can exist that both match. Errs towards true.
    package func overlaps(_ other: TopicFilter) -> Bool {
        for position in 0..<max(levels.count, other.levels.count) {
            let mine = position < levels.count ? levels[position] : nil
            let theirs = position < other.levels.count ? other.levels[position] : nil
            switch (mine, theirs) {
            case (.rest, _), (_, .rest): return true
            case (nil, _), (_, nil): return false
            case (.name(let left), .name(let right)) where left != right: return false
            default: continue
            }
        }
        return true
    }

    /// The filters without those that another one covers: fewer subscriptions, and a broker that sends a copy
    /// per subscription sends fewer of them. Order is kept.
    package static func reduced(_ filters: [String]) -> [String] {
        let parsed = filters.map(TopicFilter.init)
        return filters.indices.compactMap { index in
            let isCovered = filters.indices.contains { other in
                guard other != index, parsed[other].covers(parsed[index]) else { return false }
                return !parsed[index].covers(parsed[other]) || other < index
            }
            return isCovered ? nil : filters[index]
        }
    }

    private var startsWithDollar: Bool {
        if case .some(.name(let name)) = levels.first { return name.first == 0x24 }
        return false
    }
}
