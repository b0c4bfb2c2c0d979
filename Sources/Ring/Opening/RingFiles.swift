import Facility

/// The names of the store's files, and the moves among them that must survive a crash.
struct RingFiles {
    let directory: String
    var disk: any StoreDisk = MachineDisk()

    var database: String { directory + "/gengfu.db" }
    var log: String { database + "-wal" }
    var index: String { database + "-shm" }
    /// A store being made; it gets its name when it is whole.
    var unfinished: String { database + ".new" }
    var lock: String { directory + "/gengfu.lock" }

    /// Damaged stores kept for a person to look at; more would fill the disk.
    static let keptDamaged = 2

    /// That the directory is there and can be written.
    func checkDirectory() throws(OpenFailure) { try disk.checkDirectory(directory) }

    /// Takes the lock that keeps a second writer out; it ends with the process, however that ends.
    func takeLock() throws(OpenFailure) -> any StoreLock {
        try disk.takeLock(lock, guarding: database)
    }

    func exists(_ path: String) -> Bool { disk.exists(path) }

    /// Bytes of a file, 0 when there is none.
    func size(_ path: String) -> Int64 { disk.size(path) }

    /// Removes what a creation that never ended left behind.
    func removeUnfinished() {
        for suffix in ["", "-wal", "-shm", "-journal"] { disk.remove(unfinished + suffix) }
    }

    /// Gives the finished new file its name, so that it is there whole or not at all.
    func installUnfinished() throws(OpenFailure) {
        try synchronise(unfinished)
        disk.remove(log)
        disk.remove(index)
        try rename(unfinished, to: database)
        try synchronise(directory)
    }

    /// Puts a damaged store away with its log and returns its new name.
    func setAside(at now: Timestamp) throws(OpenFailure) -> String {
        var name = "gengfu.db.damaged-\(now.milliseconds)"
        var attempt = 1
        while exists(directory + "/" + name) {
            attempt += 1
            name = "gengfu.db.damaged-\(now.milliseconds)-\(attempt)"
        }
        disk.remove(index)
        try? disk.rename(log, to: directory + "/" + name + "-wal")
        try rename(database, to: directory + "/" + name)
        try synchronise(directory)
        dropOldDamaged()
        return name
    }

    /// Removes the index that reading a damaged store left beside it.
    func removeIndex(ofDamaged name: String) {
        disk.remove(directory + "/" + name + "-shm")
    }

    private func dropOldDamaged() {
        let damaged = disk.names(in: directory).filter {
            $0.hasPrefix("gengfu.db.damaged-") && !$0.hasSuffix("-wal") && !$0.hasSuffix("-shm")
        }
        for name in damaged.sorted().dropLast(Self.keptDamaged) {
            for suffix in ["", "-wal", "-shm"] { disk.remove(directory + "/" + name + suffix) }
        }
    }

    // MARK: History

    var history: String { directory + "/history.db" }
    var historyLog: String { history + "-wal" }
    private static let damagedHistory = "history.db.damaged-"

    /// Puts a damaged history away with its log and returns its new name. One is kept: it may be most of the disk.
    func setHistoryAside(at now: Timestamp) throws(DiskRefusal) -> String {
        for name in damagedHistories { removeDamagedHistory(name) }
        let name = Self.damagedHistory + "\(now.milliseconds)"
        disk.remove(history + "-shm")
        try? disk.rename(historyLog, to: directory + "/" + name + "-wal")
        try disk.rename(history, to: directory + "/" + name)
        try disk.synchronise(directory)
        return name
    }

    /// Names of damaged histories that were put away.
    var damagedHistories: [String] {
        disk.names(in: directory).filter {
            $0.hasPrefix(Self.damagedHistory) && !$0.hasSuffix("-wal") && !$0.hasSuffix("-shm")
        }
    }

    func removeDamagedHistory(_ name: String) {
        for suffix in ["", "-wal", "-shm"] { disk.discard(directory + "/" + name + suffix) }
    }

    /// Fills the log with zeros up to `bytes`, so that commits overwrite what the disk has already given.
    /// Frames of zeros carry no checksum: SQLite stops reading before them.
    ///
    /// A log made here is a new name in the directory, and a file's own fsync need not save its name (`fsync(2)`): a
    /// power cut would take the log away with every commit in it. SQLite sees to that only for a log it makes itself;
    /// one that could not be filled, on a full disk, has a name all the same. Where its name cannot be saved it goes,
    /// and SQLite makes its own.
    /// - Returns: whether the log is that long now; on a full disk it is not.
    func fillLog(upTo bytes: Int64) -> Bool { fill(log, upTo: bytes) }

    /// The same for history's log.
    @discardableResult
    func fillHistoryLog(upTo bytes: Int64) -> Bool { fill(historyLog, upTo: bytes) }

    private func fill(_ log: String, upTo bytes: Int64) -> Bool {
        let wasThere = exists(log)
        let isFilled = disk.fill(log, upTo: bytes)
        guard exists(log) else { return false }
        let isSaved = (try? disk.synchronise(log)) != nil && (try? disk.synchronise(directory)) != nil
        if !isSaved, !wasThere { disk.remove(log) }
        return isFilled && isSaved
    }

    /// Makes sure that the disk has what the log shows.
    ///
    /// After a failed wait the kernel may have dropped pages it goes on showing (`fsync(2)`): a commit that is found in
    /// the log may be nowhere else. What comes behind it in the log, confirmed by the disk, would go with it at a power
    /// cut, and carried into the database it would stand there without the older pages beside it. So the log is written
    /// over itself before anything is read from it: by every start, since the run before may have ended between the
    /// failed wait and this, and after every wait that failed.
    func renewLog() throws(OpenFailure) { try renew(log) }

    /// The same for history's log.
    func renewHistoryLog() throws(OpenFailure) { try renew(historyLog) }

    private func renew(_ log: String) throws(OpenFailure) {
        guard exists(log) else { return }
        do throws(DiskRefusal) {
            try disk.renew(log)
        } catch {
            throw .notWritable(path: log, reason: error.reason)
        }
    }

    private func rename(_ path: String, to other: String) throws(OpenFailure) {
        do throws(DiskRefusal) {
            try disk.rename(path, to: other)
        } catch {
            throw .notWritable(path: database, reason: error.reason)
        }
    }

    private func synchronise(_ path: String) throws(OpenFailure) {
        do throws(DiskRefusal) {
            try disk.synchronise(path)
        } catch {
            throw .notWritable(path: path, reason: error.reason)
        }
    }
}
