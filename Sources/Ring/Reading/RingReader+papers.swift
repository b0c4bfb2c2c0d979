import Facility
import GRDB

/// What papers count beside incidents: works, devices out of service, and when the gateway ran at all.
extension RingReader {
    /// All that are kept, oldest first: those that have not ended, and the latest 1,000 that have.
    package func suppressions() throws(ReadFailure) -> [Suppression] {
        try read { db in
            try String.fetchAll(db, sql: "SELECT state FROM suppression ORDER BY number")
                .compactMap { try? StoreJSON.value(Suppression.self, $0) }
        }
    }

    /// When the store was begun and when the gateway last gave a sign in it.
    package struct WatchedTime: Sendable, Equatable {
        /// Its first start; nil: none is kept.
        package var begun: Timestamp?
        /// When the last start ended orderly; nil: it runs, or it was ended otherwise.
        package var stopped: Timestamp?
        /// Its last commit, of anything that left a row in the journal.
        package var lastCommit: Timestamp?
    }

    package func watchedTime() throws(ReadFailure) -> WatchedTime {
        try read { db in
            func time(_ sql: String) throws -> Timestamp? {
                try Int64.fetchOne(db, sql: sql).map(Timestamp.init(milliseconds:))
            }
            return WatchedTime(
                begun: try time("SELECT started_at FROM boot WHERE number = 1"),
                stopped: try time("SELECT stopped_at FROM boot ORDER BY number DESC LIMIT 1"),
                lastCommit: try time("SELECT at FROM journal ORDER BY id DESC LIMIT 1"))
        }
    }
}
