/// The tables of `gengfu.db`. A change is one more migration at the end; an old one is never edited.
///
/// `journal` has one row per commit and no index: rows with an index cost ten times the writes. Its small
/// columns come first, so that counting and evicting read no blob.
enum Schema {
    /// "GFK1": tells our file from somebody else's.
    static let applicationID = 0x4746_4B31

    /// Of the table `incident`: its case goes on because others of its fire stand (`GrowingFire.standing`), though it
    /// may have ended. A row that is no JSON leads nothing.
    static let leadsStandingFire =
        "coalesce(CASE WHEN json_valid(state) THEN json_extract(state, '$.fire.standing') END, 0) > 0"

    /// The schema's version is their number (`PRAGMA user_version`).
    static let migrations = [
        """
        CREATE TABLE meta (key TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE journal (
            id INTEGER PRIMARY KEY, at INTEGER NOT NULL, readings INTEGER NOT NULL,
            identities BLOB NOT NULL, packed BLOB NOT NULL) STRICT;
        CREATE TABLE session_tail (session INTEGER PRIMARY KEY, row INTEGER NOT NULL) STRICT;
        CREATE TABLE live (
            hazard TEXT NOT NULL, subject TEXT NOT NULL, state TEXT NOT NULL,
            PRIMARY KEY (hazard, subject)) STRICT, WITHOUT ROWID;
        CREATE TABLE snapshot (device INTEGER PRIMARY KEY, packed BLOB NOT NULL) STRICT;
        CREATE TABLE incident (
            id TEXT PRIMARY KEY, raised_at INTEGER NOT NULL, severity INTEGER NOT NULL, ended_at INTEGER,
            state TEXT NOT NULL) STRICT;
        CREATE INDEX incident_raised ON incident (raised_at);
        CREATE INDEX incident_ended ON incident (ended_at) WHERE ended_at IS NOT NULL;
        CREATE TABLE transition (
            incident TEXT NOT NULL, sequence INTEGER NOT NULL, state TEXT NOT NULL,
            PRIMARY KEY (incident, sequence)) STRICT, WITHOUT ROWID;
        CREATE TABLE outbox (
            number INTEGER PRIMARY KEY, destination TEXT NOT NULL, incident TEXT NOT NULL,
            transition INTEGER NOT NULL, action TEXT NOT NULL, severity INTEGER NOT NULL,
            is_life_safety INTEGER NOT NULL, is_historic INTEGER NOT NULL, opened_at INTEGER NOT NULL,
            delivery TEXT NOT NULL, settled_at INTEGER, outcome TEXT) STRICT;
        CREATE INDEX outbox_open ON outbox (number) WHERE settled_at IS NULL;
        CREATE INDEX outbox_settled ON outbox (settled_at) WHERE settled_at IS NOT NULL;
        CREATE TABLE audit (
            number INTEGER PRIMARY KEY, at INTEGER NOT NULL, by TEXT NOT NULL, action TEXT NOT NULL,
            subject TEXT NOT NULL, detail TEXT NOT NULL) STRICT;
        CREATE TRIGGER audit_is_never_changed BEFORE UPDATE ON audit
            BEGIN SELECT RAISE(ABORT, 'an audit line is never changed'); END;
        CREATE TABLE loss (
            number INTEGER PRIMARY KEY, cause TEXT NOT NULL, subject TEXT NOT NULL, count INTEGER NOT NULL,
            from_at INTEGER NOT NULL, to_at INTEGER NOT NULL, noted_at INTEGER NOT NULL) STRICT;
        CREATE INDEX loss_cause ON loss (cause, subject, number);
        CREATE TABLE quarantine (
            number INTEGER PRIMARY KEY, at INTEGER NOT NULL, topic BLOB NOT NULL, payload BLOB NOT NULL,
            reason TEXT NOT NULL) STRICT;
        CREATE TABLE poison (
            hash INTEGER PRIMARY KEY, attempts INTEGER NOT NULL, at INTEGER NOT NULL, topic BLOB NOT NULL,
            payload BLOB NOT NULL) STRICT;
        CREATE TABLE configuration (
            number INTEGER PRIMARY KEY, version TEXT NOT NULL UNIQUE, at INTEGER NOT NULL,
            content BLOB NOT NULL) STRICT;
        CREATE TABLE device (number INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE) STRICT;
        CREATE TABLE point (number INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE) STRICT;
        CREATE TABLE boot (
            number INTEGER PRIMARY KEY, started_at INTEGER NOT NULL, stopped_at INTEGER) STRICT;
        """,
        // Messages whose codec has not answered. `flags`: 1 retained, 2 from a backlog, 4 taken late.
        """
        CREATE TABLE pending (
            id INTEGER PRIMARY KEY, received_at INTEGER NOT NULL, session INTEGER NOT NULL,
            flags INTEGER NOT NULL, topic BLOB NOT NULL, payload BLOB NOT NULL) STRICT;
        """,
        """
        CREATE TABLE registry (
            broker TEXT NOT NULL, id TEXT NOT NULL, standing TEXT NOT NULL, entry TEXT NOT NULL,
            PRIMARY KEY (broker, id)) STRICT, WITHOUT ROWID;
        ALTER TABLE quarantine ADD COLUMN payload_bytes INTEGER;
        ALTER TABLE quarantine ADD COLUMN session INTEGER;
        """,
        // Half a frame of a device that splits them over messages.
        """
        CREATE TABLE stream (
            device TEXT PRIMARY KEY, rest BLOB NOT NULL, told INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        """,
        // What devices' hazards have learned, at most 4 KiB a row: too long for a table without row numbers.
        """
        CREATE TABLE learned (
            device INTEGER NOT NULL, key TEXT NOT NULL, at INTEGER NOT NULL, packed BLOB NOT NULL,
            PRIMARY KEY (device, key)) STRICT;
        """,
        // The audit log's hashes (`AuditChain`). A line written before has none until the store is opened to write.
        """
        ALTER TABLE audit ADD COLUMN hash BLOB;
        DROP TRIGGER audit_is_never_changed;
        CREATE TRIGGER audit_is_never_changed
            BEFORE UPDATE OF number, at, by, action, subject, detail ON audit
            BEGIN SELECT RAISE(ABORT, 'an audit line is never changed'); END;
        CREATE TRIGGER audit_is_hashed_once BEFORE UPDATE OF hash ON audit WHEN OLD.hash IS NOT NULL
            BEGIN SELECT RAISE(ABORT, 'an audit line is never changed'); END;
        INSERT INTO meta (key, value) VALUES ('audit_number', 0);
        """,
        // Drills with their sheets; maintenance windows and devices out of service.
        """
        CREATE TABLE drill (number INTEGER PRIMARY KEY, state TEXT NOT NULL) STRICT;
        CREATE TABLE suppression (
            number INTEGER PRIMARY KEY, ended_at INTEGER, state TEXT NOT NULL) STRICT;
        """,
        // What no sensor tells. A line is corrected by another one, never changed.
        """
        CREATE TABLE record (
            number INTEGER PRIMARY KEY, kind TEXT NOT NULL, subject TEXT NOT NULL,
            performed_at INTEGER NOT NULL, corrects INTEGER, state TEXT NOT NULL) STRICT;
        CREATE TRIGGER record_is_never_changed BEFORE UPDATE ON record
            BEGIN SELECT RAISE(ABORT, 'a record is never changed'); END;
        """,
        // Milliseconds for which a point was inside its limits, and outside, per local day (days since 1970).
        """
        CREATE TABLE day_times (
            day INTEGER NOT NULL, device INTEGER NOT NULL, point INTEGER NOT NULL, inside INTEGER NOT NULL,
            outside INTEGER NOT NULL, PRIMARY KEY (day, device, point)) STRICT, WITHOUT ROWID;
        """,
        // Who took over the shift last. The audit log says it as well, until it is trimmed.
        """
        CREATE TABLE duty (
            number INTEGER PRIMARY KEY CHECK (number = 1), person TEXT NOT NULL, since INTEGER NOT NULL) STRICT;
        INSERT INTO duty
            SELECT 1, by, at FROM audit WHERE action = 'takeover' ORDER BY audit.number DESC LIMIT 1;
        """,
        // Destinations that a person holds back.
        """
        CREATE TABLE pause (
            destination TEXT PRIMARY KEY, by TEXT NOT NULL, since INTEGER NOT NULL, why TEXT) STRICT, WITHOUT ROWID;
        """,
        // When each destination was last proven to be reached.
        """
        CREATE TABLE proof (
            destination TEXT PRIMARY KEY, at INTEGER NOT NULL, means TEXT NOT NULL) STRICT, WITHOUT ROWID;
        """,
    ]

    /// The table that makes pages by being filled and dropped. A crash can leave it behind.
    static let reserve = "reserve"

    static var version: Int { migrations.count }

    /// Rows of `meta`.
    enum Key {
        static let epoch = "epoch"
        static let version = "version"
        /// Milliseconds since 1970; there only when the box was replaced.
        static let movedAt = "moved_at"
        /// In an exported file alone: 1 when its store was closed for it, 0 when that one went on.
        static let isSuccessor = "is_successor"
        static let nextIncident = "next_incident"
        static let nextDelivery = "next_delivery"
        /// Number of the last audit line ever written, so that a log cut off by accident is known.
        static let auditNumber = "audit_number"
        /// Counts openings: written at each, so that a file that cannot be written is known at once.
        static let openings = "openings"
        /// The key of the pseudonyms, in two halves, and when it was drawn; absent until the first start that needs it.
        static let pseudonymLow = "pseudonym_low"
        static let pseudonymHigh = "pseudonym_high"
        static let pseudonymSince = "pseudonym_since"
        /// Which `history.db` the store has (`HistorySchema.Key.born`); it is missed when it is gone.
        static let history = "history"
        /// Number of the last eviction from it that is in the loss ledger.
        static let historyEvictions = "history_evictions"
    }
}
