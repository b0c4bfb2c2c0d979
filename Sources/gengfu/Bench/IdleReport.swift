import Foundation

/// What `bench idle` measured, for programs and for people.
struct IdleReport: Encodable {
    /// What one process used, put to a day.
    struct Cost: Encodable {
        private enum CodingKeys: String, CodingKey {
            case processor = "cpu_percent_of_a_core"
            case writtenADay = "written_bytes_a_day"
        }

        let processor: Double
        let writtenADay: Double

        init(from before: ProcessMeter.Usage, to after: ProcessMeter.Usage, seconds: Double) {
            processor = Double(after.cpuNanoseconds - before.cpuNanoseconds) / 1e9 / seconds * 100
            writtenADay = Double(after.writtenBytes - before.writtenBytes) / seconds * 86_400
        }
    }

    private enum CodingKeys: String, CodingKey {
        case machine, settings, gateway, broker
        case gatewayMemory = "gateway_anonymous_bytes"
        case brokerMemory = "broker_anonymous_bytes"
    }

    let machine: Machine
    let settings: IdleSettings
    let gateway: Cost
    let broker: Cost
    let gatewayMemory: Int64
    let brokerMemory: Int64

    /// For a terminal.
    var lines: [String] {
        [
            "\(machine.processor), \(machine.cores) cores, Linux \(machine.kernel), \(machine.fileSystem)",
            "\(settings.devices) lifts, \(settings.rate) messages/s for \(settings.seconds) s",
            Self.line("gateway", gateway, gatewayMemory), Self.line("broker", broker, brokerMemory),
        ]
    }

    private static func line(_ name: String, _ cost: Cost, _ memory: Int64) -> String {
        String(
            format: "%@: %.3f %% of a core, %.2f GB written a day, %.1f MiB of memory", name, cost.processor,
            cost.writtenADay / 1e9, Double(memory) / 1_048_576)
    }
}
