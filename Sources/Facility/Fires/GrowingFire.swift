/// What a case knows of the other incidents of its zone's fire that are told with it: several triggers in one zone are one
/// growing fire for whoever takes whole cases, and still single points for a fire centre.
///
/// The first that was told leads: its id names the case. The others name it (`Incident.toldWith`), and are copied here at
/// each of their steps, so that the case can say what has become of all of them although an ended one is forgotten.
package struct GrowingFire: Sendable, Codable, Equatable {
    /// Most points of one case besides the first; the next one opens a case of its own.
    package static let limit = 63

    /// The others, in the order in which they joined.
    package private(set) var points: [Point] = []
    /// How many of them have not ended. Beside what it counts, because the store keeps an ended leader by it.
    package private(set) var standing = 0

    /// One of the others as it was at its last step.
    package struct Point: Sendable, Codable, Equatable {
        package var incident: IncidentID
        /// `Destination.id`s at which it is told with the case, ascending.
        package var destinations: [String]
        package var device: String
        package var hazard: String
        package var severity: Severity
        package var isLifeSafety: Bool
        package var isWeak: Bool
        package var isHistoric: Bool
        package var since: Timestamp
        package var condition: Incident.ConditionState
        package var confirmation: Incident.Confirmation
        package var answeredBy: String?
        package var hasEnded: Bool
        /// It is what several triggers come to, and no point of its own.
        package var isOfPlace: Bool

        package init(_ incident: Incident, at destinations: [String]) {
            self.incident = incident.id
            self.destinations = destinations.sorted()
            device = incident.device
            hazard = incident.hazard
            severity = incident.severity
            isLifeSafety = incident.isLifeSafety
            isWeak = incident.isWeak
            isHistoric = incident.isHistoric
            since = incident.since
            condition = incident.condition
            confirmation = incident.confirmation
            answeredBy = incident.answeredBy
            hasEnded = incident.ended != nil
            isOfPlace = incident.sharedPlace != nil
        }

        package var isRefuted: Bool {
            if case .refuted = confirmation { true } else { false }
        }

        /// It may be a fire now: it has not ended, and nobody has called it false.
        package var stands: Bool { !hasEnded && !isRefuted }
    }

    package init() {}

    package var isFull: Bool { points.count >= Self.limit }

    package subscript(incident: IncidentID) -> Point? { points.first { $0.incident == incident } }

    /// One joins, or has taken a step.
    mutating func take(_ point: Point) {
        if let position = points.firstIndex(where: { $0.incident == point.incident }) {
            points[position] = point
        } else {
            points.append(point)
        }
        standing = points.count { !$0.hasEnded }
    }

    /// One is told with it no more.
    mutating func release(_ incident: IncidentID, at destination: String) {
        guard let position = points.firstIndex(where: { $0.incident == incident }) else { return }
        points[position].destinations.removeAll { $0 == destination }
        if points[position].destinations.isEmpty { points.remove(at: position) }
        standing = points.count { !$0.hasEnded }
    }
}
