import Facility
import SiteConfiguration

/// One case of `gengfu hazards test --json`.
struct HazardCaseLine: Encodable {
    struct Failure: Encodable {
        /// Milliseconds from the case's beginning.
        var milliseconds: Int64
        var line: Int
        var expected: String
        var found: String

        private enum CodingKeys: String, CodingKey {
            case milliseconds = "at_ms"
            case line, expected, found
        }
    }

    var facility: String
    var hazard: String
    var name: String
    var file: String
    var line: Int
    var passed: Bool
    var failures: [Failure]

    init(_ test: HazardCase, _ run: HazardCaseRun) {
        facility = test.facility
        hazard = test.hazard
        name = test.name
        file = test.place.file.path
        line = test.place.line
        passed = run.failures.isEmpty
        failures = run.failures.map {
            Failure(
                milliseconds: $0.at.milliseconds, line: $0.line, expected: $0.expected, found: $0.found)
        }
    }

    private enum CodingKeys: String, CodingKey {
        case facility, hazard, file, line, passed, failures
        case name = "case"
    }
}
