import Control
import Facility
import Hummingbird

/// Whether the core answers and commits: 200 only then, else 503 with every reason why not.
struct HealthAnswer {
    /// Stable words, worst first; empty: healthy.
    let reasons: [String]

    init(_ status: Result<StatusReport, CoreSilence>) {
        switch status {
        case .failure(let why): reasons = [why.code]
        case .success(let report):
            var reasons: [String] = []
            if report.ring.failingSince != nil { reasons.append("commits_failing") }
            if report.emergencySince != nil { reasons.append("emergency_mode") }
            self.reasons = reasons
        }
    }

    var response: Response {
        let list = reasons.map { "\"\($0)\"" }.joined(separator: ",")
        let text = "{\"healthy\":\(reasons.isEmpty),\"reasons\":[\(list)]}\n"
        return Response(
            status: reasons.isEmpty ? .ok : .serviceUnavailable, text: text, type: "application/json")
    }
}
