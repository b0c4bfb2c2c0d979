/// Why a learned function says what it says, in numbers: they go into the incident.
package struct Explanation: Sendable, Equatable {
    /// The point it speaks of; of several together the one that is furthest off.
    package var point: PointIndex
    /// What the function says: spreads from what is usual.
    package var score: Double
    /// The reading it judged, what it expected, and one spread, in the point's unit.
    package var observed: Double
    package var expected: Double
    package var spread: Double
    /// From how many readings (`week`: hours) it has learned, and since when.
    package var learned: Int64
    package var since: Timestamp

    package init(
        point: PointIndex, score: Double, observed: Double, expected: Double, spread: Double, learned: Int64,
        since: Timestamp
    ) {
        self.point = point
        self.score = score
        self.observed = observed
        self.expected = expected
        self.spread = spread
        self.learned = learned
        self.since = since
    }
}
