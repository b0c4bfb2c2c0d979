import CodecHost
import CodecWire
import Facility
import Foundation

/// Runs uplinks through the child process and waits for them: for commands.
///
/// Sendable since `condition` guards everything below it; `host` is written in `init` alone. The host answers every
/// uplink in the end, if only with why not, so a wait needs no limit of its own.
final class CodecRunner: @unchecked Sendable {
    private let condition = NSCondition()
    private var results: [Int64: CodecResult] = [:]
    private var fault: String?
    private var next: Int64 = 0
    private var host: CodecHost?

    /// The child cannot be started at all.
    struct Unstartable: Error { var reason: String }

    init(program: CodecProgram = .find()) {
        let host = CodecHost(
            program: program, capacity: 1 << 20, isPatient: false,
            deliver: { [weak self] in
                self?.take($0)
                return true
            },
            notice: { [weak self] in
                if case .unstartable(let program, let reason) = $0 { self?.fail("\(program): \(reason)") }
            })
        self.host = host
        if !host.start() { fail("no thread") }
    }

    deinit { host?.stop() }

    private func take(_ new: [CodecResult]) {
        condition.withLock {
            for result in new { results[result.id] = result }
            condition.broadcast()
        }
    }

    private func fail(_ reason: String) {
        condition.withLock {
            fault = reason
            condition.broadcast()
        }
    }

    /// Gives jobs numbers of their own and runs them.
    /// - Returns: their results, in their order.
    func run(_ jobs: [CodecJob]) throws(Unstartable) -> [CodecResult] {
        var numbered = jobs
        condition.withLock {
            for position in numbered.indices {
                next += 1
                numbered[position].id = next
                // Each as if a device of its own had sent it: what one does is held against no other.
                numbered[position].device = UInt64(next)
            }
        }
        host?.offer(numbered)
        condition.lock()
        defer { condition.unlock() }
        while !numbered.allSatisfy({ results[$0.id] != nil }) {
            if let fault { throw Unstartable(reason: fault) }
            condition.wait()
        }
        return numbered.compactMap { results.removeValue(forKey: $0.id) }
    }

    /// One uplink of an example.
    func answer(_ uplink: LoRaWANUplink) -> DecodedUplink.Result {
        let job = CodecJob(
            id: 0, script: uplink.script, port: uplink.port, receivedAt: uplink.receivedAt.milliseconds,
            payload: uplink.payload)
        do throws(Unstartable) {
            let result = try run([job])[0]
            return DecodedUplink(result).result
        } catch { return .failed(error.reason) }
    }
}
