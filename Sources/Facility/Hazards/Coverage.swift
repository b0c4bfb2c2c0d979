import Expressions

/// Which hazards a model of device can tell at all: coverage stands before calm.
package struct Coverage: Sendable, Codable, Equatable {
    /// How well one profile can tell one hazard.
    package enum Decision: String, Sendable, Codable {
        /// By the hazard's strongest evidence.
        case decidable
        /// By evidence further down the list, or marked weak.
        case weaker
        /// Some point that every evidence needs is missing. A machine may still run: `a || b` can hold by `a`.
        case undecidable
    }

    package var hazard: String
    package var profile: String
    package var decision: Decision
    /// Position of the evidence that decides, nil when none can.
    package var evidence: Int?
    package var isExtreme: Bool

    /// Every hazard × every profile of its facility, in the site's order.
    package static func table(of site: Site) -> [Coverage] {
        site.hazards.flatMap { hazard in
            site.profiles.filter { $0.facility == hazard.facility }.map { profile in
                let given = Set(profile.points)
                let choice =
                    hazard.scope.isPlace
                    ? place(hazard, of: site, given: given) : evidence(of: hazard, given: given)
                return Coverage(
                    hazard: hazard.id, profile: profile.id, decision: choice.decision,
                    evidence: choice.decision == .undecidable ? nil : choice.position,
                    isExtreme: hazard.strongest == .extreme)
            }
        }
    }

    /// The first evidence that is given all it needs; failing that, the first that is given anything.
    ///
    /// `has(smoke.alarm) && smoke.alarm || has(heat.alarm) && heat.alarm` needs neither and is content with one.
    static func evidence(
        of hazard: Hazard, given: Set<PointIndex>
    ) -> (position: Int?, decision: Decision) {
        for (position, evidence) in hazard.evidence.enumerated()
        where evidence.isGiven(by: given) {
            let isInPlaceOfStronger = position > 0 && !evidence.isBeside
            return (position, isInPlaceOfStronger || evidence.isWeak ? .weaker : .decidable)
        }
        let partial = hazard.evidence.firstIndex { $0.points.contains(where: given.contains) }
        return (partial, .undecidable)
    }

    private static func isBetter(_ left: Decision, _ right: Decision) -> Bool {
        let order: [Decision] = [.decidable, .weaker, .undecidable]
        return order.firstIndex(of: left)! < order.firstIndex(of: right)!
    }

    /// A place's hazard is as decidable as what it counts: device hazards and conditions.
    private static func place(
        _ hazard: Hazard, of site: Site, given: Set<PointIndex>
    ) -> (position: Int?, decision: Decision) {
        for (position, evidence) in hazard.evidence.enumerated() {
            guard case .condition(let condition) = evidence.sign, evidence.points.isEmpty else { continue }
            let counted = condition.program.windows.compactMap(\.text)
            let decisions = counted.map { text -> Decision in
                if let inner = condition.counted.first(where: { $0.source == text }) {
                    return inner.isGiven(by: given) ? .decidable : .undecidable
                }
                // Of those that `fire.*` stands for one is enough.
                return site.hazards.filter { $0.isCounted(by: text, in: site) }
                    .map { Self.evidence(of: $0, given: given).decision }.min(by: Self.isBetter)
                    ?? .undecidable
            }
            guard !decisions.contains(.undecidable) else { continue }
            let isWeaker = position > 0 || evidence.isWeak || decisions.contains(.weaker)
            return (position, isWeaker ? .weaker : .decidable)
        }
        return (nil, .undecidable)
    }
}

extension Evidence {
    /// Every point its condition reads, bare or through a window.
    var points: [PointIndex] {
        guard case .condition(let condition) = sign else { return [] }
        return condition.pointsRead
    }

    /// Whether a device with these points can tell it.
    func isGiven(by given: Set<PointIndex>) -> Bool {
        guard case .condition(let condition) = sign else { return true }
        return condition.isGiven(by: given)
    }
}

extension Condition {
    /// Every point it reads, bare or through a window.
    var pointsRead: [PointIndex] {
        let windows = program.windows.flatMap(\.looksAt)
        return (program.variables + windows).filter { $0 < points.count }.map { points[$0] }
    }

    /// Whether a device with these points can tell it: it has every point that is read unasked, and one at least
    /// where all are asked for first.
    func isGiven(by given: Set<PointIndex>) -> Bool {
        let needed = program.needed.filter { $0 < points.count }
        guard needed.allSatisfy({ given.contains(points[$0]) }) else { return false }
        let read = pointsRead
        return read.isEmpty || read.contains(where: given.contains)
    }
}
