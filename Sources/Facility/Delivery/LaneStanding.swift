/// How important an incident's deliveries are: life safety before all, then the most severe, then the live ones.
///
/// An incident stands where its most important waiting delivery does, so that a step that has become extreme
/// pulls the milder ones before it along.
struct LaneStanding: Comparable, Sendable {
    private let rank: Int

    init(_ delivery: Delivery) {
        rank =
            (delivery.isLifeSafety ? 8 : 0) + delivery.severity.rank * 2 + (delivery.isHistoric ? 0 : 1)
    }

    var isLifeSafety: Bool { rank >= 8 }

    static func < (left: LaneStanding, right: LaneStanding) -> Bool { left.rank < right.rank }
}
