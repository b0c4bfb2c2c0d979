import Foundation

/// All rounds of `bench ingest` and what they come to, for programs and for people.
struct IngestReport: Encodable {
    private enum CodingKeys: String, CodingKey {
        case machine, settings, rounds, bare, gateway
        case cpuRatio = "cpu_ratio"
    }

    let machine: Machine
    let settings: IngestSettings
    let rounds: [BenchRound]

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(machine, forKey: .machine)
        try container.encode(settings, forKey: .settings)
        try container.encode(rounds, forKey: .rounds)
        for (subject, key) in [(BenchRound.Subject.bare, CodingKeys.bare), (.gateway, .gateway)] {
            var summary = container.nestedContainer(keyedBy: BenchMetric.self, forKey: key)
            for metric in BenchMetric.allCases {
                try summary.encodeIfPresent(spread(of: metric, subject), forKey: metric)
            }
        }
        try container.encodeIfPresent(cpuRatio, forKey: .cpuRatio)
    }

    func spread(of metric: BenchMetric, _ subject: BenchRound.Subject) -> Spread? {
        Spread(rounds.filter { $0.subject == subject }.compactMap { $0.values[metric] })
    }

    /// The gateway's CPU per message over the bare subscriber's, each pair measured one after the other: a machine
    /// that slows down meanwhile slows both.
    var cpuRatio: Spread? {
        let pairs = Dictionary(grouping: rounds, by: \.round).values
        return Spread(
            pairs.compactMap { pair in
                let costs = pair.reduce(into: [:]) { $0[$1.subject] = $1.values[.cpuPerMessage] }
                guard let bare = costs[.bare], let gateway = costs[.gateway], bare > 0 else { return nil }
                return gateway / bare
            })
    }

    /// A table for a terminal.
    var lines: [String] {
        var lines = [
            "\(machine.processor), \(machine.cores) cores, Linux \(machine.kernel), \(machine.fileSystem)",
            Self.row("", ["bare min", "median", "max", "gateway min", "median", "max"]),
        ]
        for metric in BenchMetric.allCases {
            let spreads = [spread(of: metric, .bare), spread(of: metric, .gateway)]
            guard spreads.contains(where: { $0 != nil }) else { continue }
            lines.append(Self.row(metric.rawValue, spreads.flatMap(Self.cells)))
        }
        if let ratio = cpuRatio { lines.append(Self.row("cpu_ratio", ["", "", ""] + Self.cells(ratio))) }
        return lines
    }

    private static func cells(_ spread: Spread?) -> [String] {
        guard let spread else { return ["", "", ""] }
        return [spread.min, spread.median, spread.max].map {
            String(format: $0 < 1_000 ? "%.2f" : "%.0f", $0)
        }
    }

    private static func row(_ name: String, _ cells: [String]) -> String {
        let columns = cells.map { String(repeating: " ", count: max(1, 12 - $0.count)) + $0 }
        return name.padding(toLength: 28, withPad: " ", startingAt: 0) + columns.joined()
    }
}

/// What was asked for.
struct IngestSettings: Encodable {
    private enum CodingKeys: String, CodingKey {
        case rounds, messages, devices, tls
        case syncDelay = "fsync_delay_us"
        case rate = "paced"
    }

    var rounds: Int
    /// Per round.
    var messages: Int
    var devices: Int
    var tls: Bool
    /// Microseconds added to each fdatasync.
    var syncDelay: Int
    /// Messages per second; 0: as fast as the broker takes them.
    var rate: Int
}
