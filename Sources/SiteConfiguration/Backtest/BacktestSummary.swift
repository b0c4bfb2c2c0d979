import Facility

/// What a back-test came to, for a person and for a program.
package struct BacktestSummary: Sendable, Encodable {
    /// A day on which something became active.
    package struct Day: Sendable, Equatable, Encodable {
        /// `2024-03-01`, by the site's clocks.
        package var day: String
        package var count: Int
        /// By hazard.
        package var hazards: [String: Int]
    }

    /// All that a hazard did.
    package struct Total: Sendable, Equatable, Encodable {
        package var hazard: String
        package var count: Int
        /// Seconds active, all its devices' together.
        package var seconds: Double
    }

    package var from: Timestamp
    package var to: Timestamp
    package var messages: Int
    package var readings: Int
    /// Payloads and values that could not be read, rows of a table included.
    package var refused: Int
    package var episodes: [BacktestEpisode]
    /// Episodes beyond `Backtest.limit`, counted only.
    package var uncounted: Int
    package var days: [Day]
    package var hazards: [Total]
    /// The ten that lasted longest, the longest first.
    package var longest: [BacktestEpisode]

    /// - Parameters:
    ///   - refusedRows: rows of a table that are no message.
    ///   - rules: of the site's clocks.
    package init(_ test: Backtest, refusedRows: Int, rules: ZoneRules) {
        from = test.began
        to = test.now
        messages = test.messages
        readings = test.readings
        refused = test.refused + refusedRows
        episodes = test.episodes
        uncounted = test.uncounted
        let end = to
        var counts: [String: [String: Int]] = [:]
        var totals: [String: Total] = [:]
        for episode in episodes {
            let local = episode.from + .seconds(Int64(rules.offset(at: episode.from)))
            counts[String(local.rfc3339.prefix(10)), default: [:]][episode.hazard, default: 0] += 1
            var total = totals[episode.hazard] ?? Total(hazard: episode.hazard, count: 0, seconds: 0)
            total.count += 1
            total.seconds += episode.length(at: end).seconds
            totals[episode.hazard] = total
        }
        days = counts.map { Day(day: $0, count: $1.values.reduce(0, +), hazards: $1) }
            .sorted { $0.day < $1.day }
        hazards = totals.values.sorted { ($1.count, $0.hazard) < ($0.count, $1.hazard) }
        longest = Array(
            episodes.enumerated().sorted {
                let (left, right) = ($0.element.length(at: end), $1.element.length(at: end))
                return left == right ? $0.offset < $1.offset : left > right
            }.prefix(10).map(\.element))
    }

    private enum CodingKeys: String, CodingKey {
        case from, to, messages, readings, refused, episodes, uncounted, days, hazards, longest
    }
}

extension BacktestEpisode {
    /// How long it lasted, or has lasted by then.
    package func length(at end: Timestamp) -> Interval { (until ?? end) - from }
}
