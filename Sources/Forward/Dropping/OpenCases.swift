import Facility

/// The cases a one-way destination was told of and not told the end of: what a snapshot holds.
///
/// It follows what was sent, not what the engine knows, so that a snapshot says exactly what all files before it
/// say together.
struct OpenCases: Sendable {
    /// Cases written into a snapshot; more are counted, and the snapshot says that it is not complete.
    let limit: Int
    private var cases: [IncidentID: Delivery] = [:]
    private var leftOut: Set<IncidentID> = []

    init(limit: Int = 2_000, standing: [Delivery] = []) {
        self.limit = limit
        for delivery in standing { take(delivery) }
    }

    /// Takes a step that was sent.
    mutating func take(_ delivery: Delivery) {
        guard delivery.action != .close else {
            cases[delivery.incident] = nil
            leftOut.remove(delivery.incident)
            return
        }
        if let held = cases[delivery.incident], held.transition > delivery.transition { return }
        guard cases[delivery.incident] != nil || cases.count < limit else {
            leftOut.insert(delivery.incident)
            return
        }
        leftOut.remove(delivery.incident)
        cases[delivery.incident] = delivery
    }

    var count: Int { cases.count + leftOut.count }
    var isComplete: Bool { leftOut.isEmpty }

    /// Those held, by number.
    var held: [Delivery] { cases.values.sorted { $0.incident.number < $1.incident.number } }
}
