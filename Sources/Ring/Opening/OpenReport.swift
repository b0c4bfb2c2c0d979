import Facility

/// What opening the store found, for the log, the page and the incident that a damaged store is.
package struct OpenReport: Sendable, Equatable {
    /// How the store's pages were checked.
    package enum Check: Sendable, Equatable {
        /// Made just now, nothing to check.
        case new
        case sound
        /// The time allowed for it ran out before the end; no damage was seen so far.
        case unfinished
    }

    package var check: Check
    /// 40 bits.
    package var epoch: UInt64
    /// Set when a damaged file was put away: a new epoch has begun.
    package var damage: Damage?
    /// Whether database and log have all their bytes on disk already. If not, a full disk can stop commits.
    package var isPregrown: Bool
    /// What became of `history.db`; nil: history is switched off.
    package var history: HistoryOpening?

    /// A store that was put away.
    package struct Damage: Sendable, Equatable {
        /// Name of the file that holds it now, beside the new one.
        package var setAsideAs: String
        /// What SQLite said.
        package var reason: String
        /// Also a row of the loss ledger.
        package var loss: Loss
        package var salvagedIncidents: Int
        package var salvagedDeliveries: Int
        package var salvagedMachines: Int
    }
}
