import Facility

/// Which topics a pattern and which filters another filter covers: for examples and for the plan of subscriptions.
extension TopicPattern {
    /// Whether a message's topic fits.
    func matches(_ topic: String) -> Bool { names(in: topic) != nil }

    /// Whether every topic that fits `other` fits this one too.
    func covers(_ other: TopicPattern) -> Bool {
        levels.count == other.levels.count
            && zip(levels, other.levels).allSatisfy { own, their in
                if case .literal = own { own == their } else { true }
            }
    }

    /// Whether some topic fits both.
    func overlaps(_ other: TopicPattern) -> Bool {
        levels.count == other.levels.count
            && zip(levels, other.levels).allSatisfy { own, their in
                if case .literal = own, case .literal = their { own == their } else { true }
            }
    }

    /// The narrowest pattern that covers both, which have as many levels.
    func joined(with other: TopicPattern) -> TopicPattern {
        TopicPattern(levels: zip(levels, other.levels).map { $0 == $1 ? $0 : .any })
    }
}
