import Facility
import Foundation

/// What the platform holds at the end of a demonstration, asked as an outsider would.
struct DemoSummary: Codable, Equatable {
    /// Cases accepted, by facility.
    var accepted: [String: Int]
    /// Whether a fire was accepted by the platform as confirmed (已核实).
    var hasConfirmedFire: Bool
    /// What the platform found wrong with what it was sent.
    var anomalies: Int

    static let facilities = ["charging", "elevator", "fire", "water"]

    var isComplete: Bool {
        Self.facilities.allSatisfy { accepted[$0, default: 0] > 0 } && hasConfirmedFire && anomalies == 0
    }

    /// - Parameter cases: the answer of `GET /_control/cases`.
    init(cases: Data) throws {
        let held = try JSONDecoder().decode(Held.self, from: cases)
        accepted = Dictionary(grouping: held.cases, by: \.facility).mapValues(\.count)
        hasConfirmedFire = held.cases.contains { held in
            held.facility == "fire" && held.transitions.contains { $0.confirmation == "已核实" }
        }
        anomalies = held.anomalyCount
    }

    private struct Held: Decodable {
        var cases: [Case]
        var anomalyCount: Int

        private enum CodingKeys: String, CodingKey {
            case cases
            case anomalyCount = "anomaly_count"
        }
    }

    private struct Case: Decodable {
        var facility: String
        var transitions: [Step]
    }

    private struct Step: Decodable {
        var confirmation: String?
    }
}
