import Expressions

/// Which code answers for which function.
extension WindowSpec {
    /// The value at `edge`; `unknown` when the readings do not suffice. For functions with a duration.
    func value(_ track: borrowing WindowTrack, _ edge: WindowEdge) -> Value {
        switch function {
        case .changes: track.changeCount(edge)
        case .count: track.readingCount(edge)
        case .sum: track.sum(edge)
        case .stuck: track.isStuck(edge)
        case .rate: track.rate(edge)
        case .delta: track.delta(edge)
        case .increase: track.increase(edge)
        case .slope: track.slope(edge)
        case .min: track.low(edge, weighing)
        case .max: track.high(edge, weighing)
        case .avg: track.average(edge, weighing)
        case .stddev: track.deviation(edge, weighing)
        case .quantile: track.quantile(edge, weighing, number)
        case .age, .previous: .unknown
        }
    }

    /// When the value could next differ although no reading comes; nil: never.
    func nextChange(_ track: borrowing WindowTrack, _ edge: WindowEdge) -> Timestamp? {
        switch function {
        case .changes: track.nextChangeCount(edge)
        case .count, .sum: track.nextCount(edge)
        case .stuck: track.nextStuck(edge)
        case .rate, .delta, .increase, .slope: track.nextDeparture(edge)
        case .min, .max: track.nextExtreme(edge, weighing)
        case .avg, .stddev, .quantile: track.nextMoment(edge, weighing)
        case .age, .previous: nil
        }
    }

    /// The same for functions that take no duration.
    func value(_ recent: borrowing RecentReadings, at now: Int64) -> Value {
        switch function {
        case .age: recent.age(at: now)
        case .previous: recent.previous?.value ?? .unknown
        default: .unknown
        }
    }

    func nextChange(_ recent: borrowing RecentReadings, at now: Int64) -> Timestamp? {
        function == .age ? recent.nextAge(at: now) : nil
    }
}
