import Foundation
import Testing

@testable import MQTT

/// The stand-in fire monitoring centre beside the gateway: `gengfu platform --fire-centre` as a child of the test, and
/// what an outsider sees of its points.
final class SurvivalCentre {
    private let server: SurvivalServer
    private let port: UInt16

    init() throws {
        port = try FreePort.next()
        server = try SurvivalServer(["platform", "--fire-centre", "\(port)"], port: try FreePort.next())
    }

    /// Sections for it alone: it hears of every fire at once, as one transmission device tells it.
    func destination(isExerciseAgreed: Bool) -> String {
        """
        destinations:
          - id: centre
            kind: gb26875
            host: 127.0.0.1
            port: \(port)
            centre: 88888
            devices: [{address: 11111}]
            receives: [real\(isExerciseAgreed ? ", exercise" : "")]
            life_safety_path: true
        routes:
          - to: centre

        """
    }

    /// What `GET /_control/fire` shows.
    struct Book: Decodable {
        struct Point: Decodable {
            /// Whether bit 1, fire, and bit 0, in operation and no test, are set (GB/T 26875.3-2011, table 8).
            enum Standing { case quiet, test, fire }

            var high: Double
            var state: Double
            var reports: Double

            var standing: Standing {
                guard Int(state) & 2 != 0 else { return .quiet }
                return Int(state) & 1 != 0 ? .fire : .test
            }
        }

        var points: [Point]
        var anomalies: [String]
    }

    var shown: String { server.get("/_control/fire")?.body ?? "no answer" }

    func book() throws -> Book { try JSONDecoder().decode(Book.self, from: Data(shown.utf8)) }

    /// Detector `number` of zone 1; nil: the centre has never heard of it.
    func point(_ number: Int) throws -> Book.Point? { try book().points.first { Int($0.high) == number } }
}
