import Facility

/// Which filters each session subscribes to: every topic of the devices a broker carries, once.
///
/// A filter that another one covers is left out, and two that overlap become the narrowest one that covers both:
/// a message that fits two filters of a session may come twice.
package struct SubscriptionPlan: Sendable, Equatable {
    /// By `SessionIndex.position`; sorted. A session without devices has none.
    package let filters: [[String]]

    package subscript(session: SessionIndex) -> [String] { filters[session.position] }

    package init(site: Site) {
        filters = site.brokers.indices.flatMap { broker in
            let profiles = Set(site.devices.lazy.filter { $0.broker == broker }.map(\.profile)).sorted()
            let routes = profiles.flatMap { site.profiles[$0].routes }
            return SessionClass.allCases.map { sessionClass in
                let topics = routes.filter { $0.urgent == (sessionClass == .urgent) }.map(\.topic)
                return Self.reduced(topics).map(\.filter).sorted()
            }
        }
    }

    /// A set of patterns without overlap that covers all of `patterns`.
    static func reduced(_ patterns: [TopicPattern]) -> [TopicPattern] {
        var kept: [TopicPattern] = []
        for pattern in Set(patterns.map(\.anonymous)).sorted(by: { $0.filter < $1.filter }) {
            var pattern = pattern
            // Each join widens the pattern, which may then overlap another: at most as often as there are patterns.
            while let other = kept.firstIndex(where: { $0.overlaps(pattern) }) {
                pattern = pattern.joined(with: kept.remove(at: other))
            }
            kept.append(pattern)
        }
        return kept
    }
}

extension TopicPattern {
    /// To a broker any level is any level, whether it names the device or not.
    fileprivate var anonymous: TopicPattern {
        TopicPattern(levels: levels.map { level in if case .literal = level { level } else { .any } })
    }
}
