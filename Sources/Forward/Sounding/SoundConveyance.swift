import Facility

/// Speaks to a loudspeaker: a delivery has arrived when a tone has sounded since.
package struct SoundConveyance: Conveyance {
    package let sounder: Sounder

    init(_ sounder: Sounder) { self.sounder = sounder }

    package func send(_ delivery: Delivery) async throws(Lane.Failure) -> Lane.Answer {
        if let problem = await sounder.sound(delivery) {
            if Task.isCancelled { throw .cancelled }
            throw .unreachable(problem)
        }
        return Lane.Answer(caseNumber: nil, handling: .reported)
    }

    /// A loudspeaker cannot be asked what it has said.
    package func query(_ delivery: Delivery) async throws(Lane.Failure) -> Lane.QueryResult { .absent }

    /// Whether there is anything to play with; silent all the same.
    package func heartbeat(at now: Timestamp, every: Interval, audit: AuditHead?) async throws(Lane.Failure) {
        if let problem = sounder.missingPlayer { throw .unreachable(problem) }
    }

    package func shutDown() async { await sounder.stop() }
}
