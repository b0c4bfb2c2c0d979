import Foundation

/// What `bench start` measured, for programs and for people.
struct StartReport: Encodable {
    private enum CodingKeys: String, CodingKey {
        case machine, settings
        case spread = "first_puback_ms"
    }

    let machine: Machine
    let settings: StartSettings
    /// Milliseconds from the program's start to the first PUBACK, shortest first.
    let starts: [Double]

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(machine, forKey: .machine)
        try container.encode(settings, forKey: .settings)
        try container.encodeIfPresent(Spread(starts), forKey: .spread)
    }

    /// For a terminal.
    var lines: [String] {
        [
            "\(machine.processor), \(machine.cores) cores, Linux \(machine.kernel), \(machine.fileSystem)",
            Spread(starts).map {
                String(
                    format: "%d starts with a full ring, to the first PUBACK: %.0f ms (%.0f to %.0f)",
                    starts.count, $0.median, $0.min, $0.max)
            } ?? "no start",
        ]
    }
}
