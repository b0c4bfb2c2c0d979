import Facility

/// How one kind of destination is spoken to: the open seam of this room.
///
/// A new kind is one file in `Destinations/`, one case of `Destination.Kind` and one line in
/// `Destination.conveyance(site:)`; the conformance suite runs against it. It holds no order and no memory: a lane
/// decides what is said when. Each call is one exchange; a cancelled task ends it with `.cancelled`.
package protocol Conveyance: Sendable {
    /// Tells the far side. Returns only when its answer says that it has the case.
    func send(_ delivery: Delivery) async throws(Lane.Failure) -> Lane.Answer
    /// Asks whether the far side has this step of the case, or a later one.
    func query(_ delivery: Delivery) async throws(Lane.Failure) -> Lane.QueryResult
    /// Gives a sign of life; the next one is due within `every`.
    /// - Parameter audit: where the audit log stands, for the far side to keep; a kind that has no room for it leaves
    ///   it out.
    func heartbeat(at now: Timestamp, every: Interval, audit: AuditHead?) async throws(Lane.Failure)
    /// Proves without a case that the far side is reached; says how much the kind can show.
    func prove(_ call: HarmlessCall) async throws(Lane.Failure) -> ProofMeans
    /// Lets go of connections. Nothing is called afterwards.
    func shutDown() async
}
