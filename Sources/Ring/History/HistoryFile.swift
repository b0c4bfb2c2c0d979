import Facility
import GRDB

/// An open `history.db`, and the way to one: look, put away if damaged, make if missing.
///
/// Its slices are written without waiting for the disk; a sealing counts when a wait of its own has confirmed the
/// transaction that ends it.
struct HistoryFile {
    let connection: StoreConnection
    var born: Int64
    var through: Int64
    var sealings: Int64
    var bytes: Int64
    var fullPages: Int64
    var evictions: Int64
    var devices: [String: UInt32]
    var points: [String: UInt32]
    var opening: HistoryOpening

    /// What the store remembers of the history it had.
    struct Memory {
        /// 40 bits.
        var epoch: UInt64
        /// Number of its last journal row.
        var lastSequence: Int64
        /// Which file it was; nil: it had none.
        var born: Int64?
        /// Evictions that are in its ledger.
        var evictions: Int64
    }

    /// - Throws: what is neither soundness nor damage, such as a full disk.
    init(
        _ files: RingFiles, limits: HistoryLimits, store: Memory, now: Timestamp, distrusted: String?
    ) throws {
        var opening = HistoryOpening.found
        if files.exists(files.history) {
            if let reason = try distrusted ?? Self.damage(files) {
                opening = try Self.putAway(files, store: store, now: now, reason: reason)
            }
        } else {
            opening =
                store.born.map {
                    .replaced(
                        setAsideAs: nil, reason: "the file is gone",
                        loss: Self.loss(since: $0, "history.db", now))
                } ?? .made
        }
        if !files.exists(files.history) { try Self.make(files, limits: limits, store: store, now: now) }
        files.fillHistoryLog(upTo: limits.logBytes)
        // After a failed wait the log may show pages that the disk does not have (`RingFiles.renewLog`).
        try files.renewHistoryLog()
        let connection = try StoreConnection(path: files.disk.address(of: files.history))
        self.connection = connection
        self.opening = opening
        let meta = try connection.queue.writeWithoutTransaction { db in
            try Self.follow(db, limits: limits, store: store)
            return try Self.meta(db)
        }
        func value(_ key: String) -> Int64 { meta[key] ?? 0 }
        born = value(HistorySchema.Key.born)
        through = value(HistorySchema.Key.through)
        sealings = value(HistorySchema.Key.sealings)
        bytes = value(HistorySchema.Key.bytes)
        fullPages = value(HistorySchema.Key.fullPages)
        evictions = value(HistorySchema.Key.evictions)
        (devices, points) = try connection.queue.writeWithoutTransaction { db in
            (try Self.names(db, "device"), try Self.names(db, "point"))
        }
        if opening == .found, let known = store.born, known != born {
            self.opening = .replaced(
                setAsideAs: nil, reason: "another file is in its place",
                loss: Self.loss(since: known, "history.db", now))
        }
    }

    static func meta(_ db: Database) throws -> [String: Int64] {
        var meta: [String: Int64] = [:]
        for row in try Row.fetchAll(db, sql: "SELECT key, value FROM meta") { meta[row[0]] = row[1] }
        return meta
    }

    static func set(_ key: String, _ value: Int64, _ db: Database) throws {
        try db.cachedStatement(sql: "INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)").execute(
            arguments: [key, value])
    }

    private static func names(_ db: Database, _ table: String) throws -> [String: UInt32] {
        var names: [String: UInt32] = [:]
        let cursor = try Row.fetchCursor(db, sql: "SELECT number, name FROM \(table)")
        while let row = try cursor.next() { names[row[1]] = row[0] }
        return names
    }

    // MARK: Making and examining

    private static func make(
        _ files: RingFiles, limits: HistoryLimits, store: Memory, now: Timestamp
    ) throws {
        let unfinished = files.history + ".new"
        for suffix in ["", "-wal", "-shm", "-journal"] { files.disk.remove(unfinished + suffix) }
        let free = files.disk.free(in: files.directory)
        let bytes = limits.bytes ?? HistoryLimits.defaultBytes(free: free)
        let queue = try DatabaseQueue(path: files.disk.address(of: unfinished))
        try queue.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA page_size = \(RingLimits.pageBytes)")
            try db.execute(sql: "PRAGMA auto_vacuum = NONE")
            try db.execute(sql: "PRAGMA application_id = \(HistorySchema.applicationID)")
            try db.inTransaction(.immediate) {
                try db.execute(sql: HistorySchema.tables)
                try db.execute(sql: "PRAGMA user_version = \(HistorySchema.version)")
                let born = max(now.milliseconds, (store.born ?? 0) + 1)
                for (key, value) in [
                    (HistorySchema.Key.version, Int64(HistorySchema.version)), (HistorySchema.Key.born, born),
                    (HistorySchema.Key.epoch, Int64(store.epoch)), (HistorySchema.Key.through, 0),
                    (HistorySchema.Key.sealings, 0), (HistorySchema.Key.fullPages, 0),
                    (HistorySchema.Key.bytes, max(bytes, HistoryLimits.leastBytes)),
                    // Evictions are told to the ledger by number: those of a new file are not the old one's.
                    (HistorySchema.Key.evictions, store.evictions),
                    (HistorySchema.Key.written, 0), (HistorySchema.Key.writtenSince, now.milliseconds),
                ] { try set(key, value, db) }
                return .commit
            }
        }
        try queue.close()
        files.disk.remove(files.historyLog)
        files.disk.remove(files.history + "-shm")
        try files.disk.synchronise(unfinished)
        try files.disk.rename(unfinished, to: files.history)
        try files.disk.synchronise(files.directory)
    }

    /// What is wrong with the file; nil: nothing that shows at a glance. Each block has a checksum of its own: a check
    /// of all pages would take minutes, and what rots there is one device's hour.
    private static func damage(_ files: RingFiles) throws -> String? {
        do {
            let connection = try StoreConnection(path: files.disk.address(of: files.history))
            return try connection.queue.writeWithoutTransaction { db in
                guard try Int.fetchOne(db, sql: "PRAGMA application_id") == HistorySchema.applicationID else {
                    return "the file is not a history of this program"
                }
                let version = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
                let noted = try Int.fetchOne(db, sql: "SELECT value FROM meta WHERE key = 'version'")
                guard version == noted, version > 0 else {
                    return "schema version \(version), noted as \(noted ?? 0)"
                }
                guard version <= HistorySchema.version else {
                    // It is sound and somebody's: it stays where it is, and this program does without.
                    throw DiskRefusal(
                        reason:
                            "written by a newer program: schema \(version), known \(HistorySchema.version)")
                }
                let known = try meta(db)
                for key in [HistorySchema.Key.born, HistorySchema.Key.bytes, HistorySchema.Key.sealings]
                where (known[key] ?? -1) < 0 { return "its \(key) is missing" }
                // The small tables whole, the large one at both ends.
                for sql in [
                    "SELECT count(*) FROM segment", "SELECT count(*) FROM eviction",
                    "SELECT count(*) FROM device",
                    "SELECT count(*) FROM point", "SELECT min(id) FROM block", "SELECT max(id) FROM block",
                ] { _ = try Int64.fetchOne(db, sql: sql) }
                return nil
            }
        } catch let error as DatabaseError where HealthCheck.isDamage(error) {
            return error.message ?? "\(error.resultCode)"
        }
    }

    private static func putAway(
        _ files: RingFiles, store: Memory, now: Timestamp, reason: String
    ) throws -> HistoryOpening {
        let name = try files.setHistoryAside(at: now)
        return .replaced(
            setAsideAs: name, reason: reason, loss: loss(since: store.born ?? now.milliseconds, name, now))
    }

    private static func loss(since: Int64, _ subject: String, _ now: Timestamp) -> Loss {
        Loss(
            cause: .damaged, subject: subject, count: 1, from: min(Timestamp(milliseconds: since), now),
            to: now)
    }

    /// Brings what the file counts into line with the store beside it and with the settings.
    private static func follow(_ db: Database, limits: HistoryLimits, store: Memory) throws {
        // What is found counts from now on, so it must be on the disk: the log is carried over and begun anew by a
        // commit that waits. Where a reader holds the log up the commit alone waits for all that is in it.
        do {
            _ = try db.checkpoint(.restart)
        } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {}
        try db.inTransaction(.immediate) {
            try db.execute(
                sql: "UPDATE meta SET value = value WHERE key = ?", arguments: [HistorySchema.Key.born])
            let known = try meta(db)
            if known[HistorySchema.Key.epoch] != Int64(store.epoch) {
                try set(HistorySchema.Key.epoch, Int64(store.epoch), db)
                try set(HistorySchema.Key.through, 0, db)
            } else if known[HistorySchema.Key.through] ?? 0 > store.lastSequence {
                // The store is an older copy, or its disk lost commits: these numbers will be given again.
                try set(HistorySchema.Key.through, store.lastSequence, db)
            }
            if known[HistorySchema.Key.evictions] ?? 0 < store.evictions {
                try set(HistorySchema.Key.evictions, store.evictions, db)
            }
            if let bytes = limits.bytes,
                max(bytes, HistoryLimits.leastBytes) != known[HistorySchema.Key.bytes]
            {
                try set(HistorySchema.Key.bytes, max(bytes, HistoryLimits.leastBytes), db)
                try set(HistorySchema.Key.fullPages, 0, db)
            }
            return .commit
        }
        try db.execute(sql: "PRAGMA synchronous = NORMAL")
        // A reader that is in the way is not waited for.
        try db.execute(sql: "PRAGMA busy_timeout = 0")
    }
}
