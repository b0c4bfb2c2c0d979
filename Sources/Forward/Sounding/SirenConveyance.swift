import Facility

/// Speaks to a siren behind a broker: a delivery has arrived when the broker has the order, or none was needed.
package struct SirenConveyance: Conveyance {
    package let keeper: SirenKeeper

    init(_ keeper: SirenKeeper) { self.keeper = keeper }

    package func send(_ delivery: Delivery) async throws(Lane.Failure) -> Lane.Answer {
        if let failure = await keeper.send(delivery) { throw failure }
        return Lane.Answer(caseNumber: nil, handling: .reported)
    }

    /// A siren cannot be asked what it has heard.
    package func query(_ delivery: Delivery) async throws(Lane.Failure) -> Lane.QueryResult { .absent }

    package func heartbeat(at now: Timestamp, every: Interval, audit: AuditHead?) async throws(Lane.Failure) {
        guard await keeper.reaches() else { throw .unreachable("no connection to the siren's broker") }
    }

    package func shutDown() async { await keeper.stop() }
}
