import Facility

/// Why history takes nothing at present. The watch goes on; readings stay in the journal, to its own bound.
package struct HistoryFailure: Error, Sendable, Equatable {
    /// Since when.
    package var since: Timestamp
    /// What SQLite or the disk said.
    package var detail: String
}

/// What opening `history.db` came to.
package enum HistoryOpening: Sendable, Equatable {
    case made
    case found
    /// The file was damaged, or is not there any more although it was: a new one is in use.
    /// - Parameter setAsideAs: name of the file that holds the old one; nil: there is none.
    case replaced(setAsideAs: String?, reason: String, loss: Loss)
    /// It cannot be opened for now; tried again every minute.
    case unavailable(detail: String)
}
