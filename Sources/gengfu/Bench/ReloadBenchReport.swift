import Foundation

/// What `bench reload` measured, for programs and for people; times in milliseconds.
struct ReloadBenchReport: Encodable {
    private enum CodingKeys: String, CodingKey {
        case machine, settings, reloads
        case holdBefore = "hold_before_ms"
        case longestHold = "longest_hold_ms"
        case longestReloadHold = "longest_reload_hold_ms"
        case delayHigh = "puback_delay_p99_ms"
        case delayLongest = "puback_delay_longest_ms"
    }

    let machine: Machine
    let settings: ReloadSettings
    let reloads: [ReloadFigure]
    /// The longest turn of the watch's loop before the first reload: what the messages alone cost.
    let holdBefore: Double
    /// The longest turn since the gateway's start, and of those that put a site in force.
    let longestHold: Double
    let longestReloadHold: Double
    /// From outside: from the broker's sending to the PUBACK.
    let delayHigh: Double
    let delayLongest: Double

    /// For a terminal.
    var lines: [String] {
        [
            "\(machine.processor), \(machine.cores) cores, Linux \(machine.kernel), \(machine.fileSystem)",
            "\(settings.devices) devices, \(settings.messages) messages, none lost",
            Self.line("longest hold before", holdBefore), Self.line("longest hold", longestHold),
            Self.line("longest hold of a reload", longestReloadHold),
            Self.line("PUBACK delay, 99 %", delayHigh), Self.line("PUBACK delay, longest", delayLongest),
        ]
    }

    private static func line(_ name: String, _ milliseconds: Double) -> String {
        "\(name.padding(toLength: 26, withPad: " ", startingAt: 0))\(String(format: "%.1f ms", milliseconds))"
    }
}

/// One reload as whoever asked for it saw it; times in milliseconds.
struct ReloadFigure: Encodable {
    private enum CodingKeys: String, CodingKey {
        case isFaulty = "faulty"
        case milliseconds = "answered_after_ms"
        case longestHold = "longest_hold_ms"
    }

    /// A sheet in which every lift is a mistake: the old one stays in force.
    let isFaulty: Bool
    /// From the question to the answer: it is in force then, and on the disk.
    let milliseconds: Double
    /// Of the loop's turns since the gateway's start.
    let longestHold: Double
}

/// What was asked for.
struct ReloadSettings: Encodable {
    var devices: Int
    /// Messages per second.
    var rate: Int
    var seconds: Int
    /// Faultless sheets; one full of mistakes follows.
    var reloads: Int

    var messages: Int { rate * seconds }
}
