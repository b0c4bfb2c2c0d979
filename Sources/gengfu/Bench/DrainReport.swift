import Foundation

/// What `bench drain` measured, for programs and for people.
struct DrainReport: Encodable {
    private enum CodingKeys: String, CodingKey {
        case machine, settings, seconds, share
        case idealSeconds = "ideal_seconds"
        case perSecond = "deliveries_per_second"
        case repeats = "sent_again"
    }

    let machine: Machine
    let settings: DrainSettings
    /// From the first delivery at the far side to the last.
    let seconds: Double
    /// Deliveries that came with a key that was there already.
    let repeats: Int

    /// Of what concurrency and the far side's latency allow.
    var share: Double { seconds > 0 ? settings.ideal / seconds : 0 }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(machine, forKey: .machine)
        try container.encode(settings, forKey: .settings)
        try container.encode(seconds, forKey: .seconds)
        try container.encode(settings.ideal, forKey: .idealSeconds)
        try container.encode(Double(settings.deliveries) / max(seconds, 0.001), forKey: .perSecond)
        try container.encode(share, forKey: .share)
        try container.encode(repeats, forKey: .repeats)
    }

    /// For a terminal.
    var lines: [String] {
        [
            "\(machine.processor), \(machine.cores) cores, Linux \(machine.kernel), \(machine.fileSystem)",
            String(
                format: "%d deliveries in %.1f s, %.0f/s; the answers alone take %.1f s: %.0f %%",
                settings.deliveries, seconds, Double(settings.deliveries) / max(seconds, 0.001),
                settings.ideal,
                share * 100),
            "sent again: \(repeats)",
        ]
    }
}
