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
            var profiles = Set(site.devices.lazy.filter { $0.broker == broker }.map(\.profile))
            // What is listed is heard while it is held, so that its cry for help is kept.
            if site.unknownDevices != .refuse {
                profiles.formUnion(site.listed.lazy.filter { $0.broker == broker }.map(\.profile))
            }
            let routes = profiles.sorted().flatMap { site.profiles[$0].routes }
            return SessionClass.allCases.map { sessionClass in
                var topics = routes.filter { $0.urgent == (sessionClass == .urgent) }.map(\.topic)
                // The marked reading takes the way of a fire.
                if sessionClass == .urgent, !site.destinations.isEmpty {
                    topics.append(TopicPattern(ProofMark.topic(at: site.brokers[broker])))
                }
                if sessionClass == .telemetry {
                    topics += Self.renewed(ofBroker: site.brokers[broker]).map { TopicPattern($0) }
                    if let intake = site.recordsIntake, intake.broker == broker {
                        topics.append(TopicPattern(intake.topic))
                    }
                }
                return Self.reduced(topics).map(\.filter).sorted()
            }
        }
    }

    /// Topics of a broker's telemetry session whose retained message is wanted at every connection: the lists of its
    /// zigbee2mqtts and their own states.
    package static func renewed(ofBroker broker: Broker) -> [String] {
        broker.zigbeeBases.flatMap { base in
            let topics = Site.zigbeeTopics(ofBase: base)
            return [topics.list, topics.state]
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
