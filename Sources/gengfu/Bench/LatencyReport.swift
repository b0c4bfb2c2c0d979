import Foundation

/// What `bench latency` measured, for programs and for people; times in milliseconds.
struct LatencyReport: Encodable {
    private enum CodingKeys: String, CodingKey {
        case machine, settings, samples
        case stillWaiting = "minor_incidents_still_waiting"
    }

    let machine: Machine
    let settings: LatencySettings
    /// Microseconds from PUBLISH to receipt, the shortest first.
    let delays: [Int64]
    /// Microseconds of the gateway's fdatasync calls meanwhile, the shortest first.
    let syncs: [Int64]
    /// Of the minor incidents at the end.
    let stillWaiting: Int

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(machine, forKey: .machine)
        try container.encode(settings, forKey: .settings)
        try container.encode(delays.count, forKey: .samples)
        var latency = encoder.container(keyedBy: Figure.self)
        for figure in Figure.allCases { try latency.encodeIfPresent(value(figure), forKey: figure) }
        try container.encode(stillWaiting, forKey: .stillWaiting)
    }

    /// The keys of the figures, with their unit.
    enum Figure: String, CaseIterable, CodingKey {
        case median = "latency_p50_ms"
        case high = "latency_p99_ms"
        case highest = "latency_p999_ms"
        case longest = "latency_max_ms"
        case syncMedian = "fdatasync_p50_ms"
        case syncHigh = "fdatasync_p99_ms"
    }

    /// nil when nothing was measured.
    func value(_ figure: Figure) -> Double? {
        switch figure {
        case .median: Self.quantile(delays, 0.5)
        case .high: Self.quantile(delays, 0.99)
        case .highest: Self.quantile(delays, 0.999)
        case .longest: delays.last.map { Double($0) / 1_000 }
        case .syncMedian: Self.quantile(syncs, 0.5)
        case .syncHigh: Self.quantile(syncs, 0.99)
        }
    }

    /// For a terminal.
    var lines: [String] {
        [
            "\(machine.processor), \(machine.cores) cores, Linux \(machine.kernel), \(machine.fileSystem)",
            "\(delays.count) alarms, \(settings.rate) other messages/s, \(stillWaiting) minor incidents waiting",
        ]
            + Figure.allCases.compactMap { figure in
                value(figure).map {
                    figure.rawValue.padding(toLength: 20, withPad: " ", startingAt: 0)
                        + String(format: "%10.2f", $0)
                }
            }
    }

    /// The value that this share of all does not exceed, in milliseconds.
    private static func quantile(_ sorted: [Int64], _ share: Double) -> Double? {
        guard !sorted.isEmpty else { return nil }
        let position = Int((Double(sorted.count) * share).rounded(.up)) - 1
        return Double(sorted[max(0, min(position, sorted.count - 1))]) / 1_000
    }
}
