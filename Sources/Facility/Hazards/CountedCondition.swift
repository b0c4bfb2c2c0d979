import Expressions

/// A condition that some hazard counts the devices of: a hazard nobody is told of. Each device that can tell it has a
/// machine for it, which is tallied and opens no incident.
struct CountedCondition: Sendable {
    /// Position in `Site.facilities`.
    var facility: Int
    var condition: Condition

    /// As rows of `live` name it. No hazard is called so.
    func name(in site: Site) -> String { site.facilities[facility].id + "?" + condition.source }

    /// Every one of a site, each once, in the order of the hazards.
    static func all(of site: Site) -> [CountedCondition] {
        var known: Set<String> = []
        return (site.hazards + site.variants.map(\.value)).flatMap { hazard in
            hazard.conditions.flatMap(\.counted).compactMap { condition in
                known.insert("\(hazard.facility)?\(condition.source)").inserted
                    ? CountedCondition(facility: hazard.facility, condition: condition) : nil
            }
        }
    }
}

extension Hazard {
    /// Everything it asks: its signs, what suppresses and ends it, its steps.
    var conditions: [Condition] {
        let signs = evidence.compactMap {
            if case .condition(let condition) = $0.sign { condition } else { nil }
        }
        return signs + [unless, quietWhen].compactMap { $0 } + steps.map(\.condition)
    }
}

/// A call that counts devices by what they are now, as bound.
struct DeviceCount: Sendable {
    enum Form: String, Sendable, CaseIterable { case any, all, count, upstream, downstream }

    var form: Form
    /// Positions among hazards and, behind them, counted conditions.
    var hazards: [Int32]
    /// It counts a condition: some devices may be unknown.
    var isCondition: Bool
    /// Where; nil: at the place itself, for a device in its zone.
    var reach: Vicinity?
}

extension WindowCall {
    /// How it counts devices by what they are now; nil: it does not.
    package var countsDevices: Bool {
        // `count` is a window over a point, too.
        text != nil && point == nil && DeviceCount.Form(rawValue: function) != nil
    }

    /// Which devices it counts, where it says so or is one of the two that look along the topology; nil: those of the
    /// place.
    package var reach: Vicinity? {
        switch function {
        case DeviceCount.Form.upstream.rawValue: .upstream(word.flatMap(DeviceLink.Relation.init))
        case DeviceCount.Form.downstream.rawValue: .downstream(word.flatMap(DeviceLink.Relation.init))
        default: word.flatMap { word in Vicinity.places.first { $0.word == word }?.reach }
        }
    }
}
