extension Lane {
    /// What happened to the lane. Time and chance come beside it, never from inside.
    package enum Input: Sendable, Equatable {
        /// The process starts after having been away for `outage` (zero: a new store, or a plain reload).
        case started(outage: Interval)
        /// A delivery was committed a moment ago.
        case enqueue(Delivery)
        /// Deliveries were committed that nobody handed to the lane: they are on disk only.
        case missed
        /// The outbox's answer to `Action.refill`.
        ///
        /// The rows are the unsettled ones of this destination, ordered by the highest life safety, severity
        /// and liveness among the unsettled rows of their *incident*, then by number; so they hold, of every
        /// incident they name, its earliest unsettled rows without a gap. `isComplete`: there are no others.
        case refilled([Delivery], isComplete: Bool)
        /// The far side's own (business) answer to a send.
        case succeeded(Int64, Answer)
        /// A send or a query that brought no answer to build on.
        case failed(Int64, Failure)
        case queried(Int64, QueryResult)
        case heartbeatAnswered
        case heartbeatFailed(Failure)
        /// The way is to be proven by a harmless call.
        case proofWanted
        case proven
        case notProven(Failure)
        /// The time of the last `Action.wake` has come.
        case deadline
        /// A person holds the destination back; life safety goes on, nothing may hide a fire.
        case paused
        case resumed
        /// A person has taken a delivery out, which the engine and the store know already.
        case dropped(DroppedDelivery)
        /// A person has mended something: back-offs and the pause between probes are over.
        case hurried
    }

    /// The far side has the case.
    package struct Answer: Sendable, Equatable {
        package var caseNumber: String?
        package var handling: Handling

        package init(caseNumber: String?, handling: Handling) {
            self.caseNumber = caseNumber
            self.handling = handling
        }
    }

    /// What the far side holds of a delivery whose outcome was unknown.
    package enum QueryResult: Sendable, Equatable {
        /// It holds this step of the case or a later one, which says all that this one would have said.
        case present(Answer)
        case absent
    }

    /// Why an exchange failed, by what must be done next. The texts hold no secrets.
    package enum Failure: Sendable, Equatable, Error {
        /// Certainly never sent: no connection, no name, no TLS.
        case unreachable(String)
        /// Sent, perhaps taken: timeout, dropped connection, a gateway's 5xx. Asked before it is sent again.
        case unknown(String)
        /// Answered, not taken: 429, 503, 409 while the same key is still in work.
        case busy(String, retryAfter: Interval?)
        /// Refused for cause: another attempt would be refused again.
        case refused(String)
        /// 401, 403: the configuration is wrong, not the case.
        case lockedOut(String)
        /// Our own doing: the shell stops.
        case cancelled

        /// Whether the delivery may be at the far side. A query that failed says no more than before.
        func mayHaveArrived(isQuery: Bool) -> Bool {
            switch self {
            case .unknown, .cancelled: true
            case .unreachable, .busy, .refused, .lockedOut: isQuery
            }
        }

        /// The cause in words, for the audit line.
        package var reason: String {
            switch self {
            case .unreachable(let text), .unknown(let text), .refused(let text), .lockedOut(let text): text
            case .busy(let text, _): text
            case .cancelled: "cancelled"
            }
        }
    }
}
