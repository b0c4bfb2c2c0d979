import Dispatch
import Glibc

/// SIGINT and SIGTERM as a wish that is looked up where stopping is safe, so that a demonstration or a benchmark that
/// is broken off still ends its children and takes its folders away.
final class StopSignals {
    private let sources: [any DispatchSourceSignal]
    private let request = StopRequest()

    init() {
        let request = request
        sources = [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { request.set() }
            source.resume()
            return source
        }
    }

    deinit { sources.forEach { $0.cancel() } }

    /// Whether somebody has said stop.
    var isRequested: Bool { request.isSet }

    /// - Throws: `BenchFailure.interrupted` once somebody has said stop.
    func check() throws(BenchFailure) {
        if isRequested { throw .interrupted }
    }
}
