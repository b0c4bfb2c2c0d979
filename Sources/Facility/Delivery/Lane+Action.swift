extension Lane {
    /// What the shell must do, in this order.
    package enum Action: Sendable, Equatable {
        /// Counts from 1 in this life of the process.
        case send(Delivery, attempt: Int)
        /// Ask what the far side holds, before anything is sent again.
        case query(Delivery)
        case heartbeat
        /// Make the kind's harmless call (`ProofBook`); answer with `Input.proven` or `.notProven`.
        case prove
        /// Finished: tell the engine.
        case settle(Int64, Delivery.Outcome)
        /// Superseded updates travel inside a later one and are settled with it.
        case merged([Int64], into: Int64)
        /// Read up to so many unsettled rows from the outbox and answer with `Input.refilled`.
        case refill(limit: Int)
        /// Nothing gets through any more; `since` is when the far side was last heard.
        case pathLost(since: Timestamp, PathLoss)
        /// It does again, having been lost since then.
        case pathRestored(lostSince: Timestamp)
        /// Call with `Input.deadline` then; replaces every earlier wake.
        case wake(at: Timestamp)
    }

    /// Why a path counts as lost.
    package enum PathLoss: String, Sendable, Codable, Equatable {
        /// So many failures in a row that the breaker opened.
        case unreachable
        /// The far side does not accept our credentials.
        case lockedOut = "locked_out"
        /// No answer to anything, signs of life included, for `Policy.silenceLimit`.
        case silent
    }
}
