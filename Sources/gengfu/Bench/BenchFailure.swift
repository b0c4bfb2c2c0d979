import Foundation

/// Why a benchmark could not run, or why its figures would be about something else than the promise.
enum BenchFailure: Error, CustomStringConvertible {
    case missing(file: String)
    case broker(String)
    case noClient
    case noBroker
    /// The child's last words.
    case ended(child: String, log: String)
    case late(waitingFor: String, seconds: Int)
    case notMeasurable(pid: Int32)
    /// A round in which the gateway did not do what it is measured at.
    case unsound(String)
    case interrupted

    var description: String {
        switch self {
        case .missing(let file): "\(file) is missing; give the project's folder with --root"
        case .broker(let detail): "the benchmark's broker cannot be started: \(detail)"
        case .noClient: "libmosquitto gave no client"
        case .noBroker: "the benchmark's broker does not answer"
        case .ended(let child, let log): "\(child) ended too early:\n\(log)"
        case .late(let what, let seconds): "waited \(seconds) s for \(what)"
        case .notMeasurable(let pid): "process \(pid) cannot be measured in /proc"
        case .unsound(let detail): "the round proves nothing: \(detail)"
        case .interrupted: "interrupted"
        }
    }

    /// The end of a child's log.
    static func lastWords(_ log: String) -> String {
        String(((try? String(contentsOfFile: log, encoding: .utf8)) ?? "").suffix(2_000))
    }
}
