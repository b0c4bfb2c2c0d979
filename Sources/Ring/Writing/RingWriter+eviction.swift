import Facility
import GRDB

extension RingWriter {
    /// Pages always left free, so that a commit with much to say finds room.
    private static let spare: Int64 = 64
    /// Pages freed at a time, so that most commits evict nothing.
    private static let slice: Int64 = 64
    /// Rows looked at in one slice.
    private static let rowsPerSlice = 1_024

    /// Sees to it that the commit finds free pages, by evicting the journal's oldest rows when they run low.
    func makeRoom(for effects: Effects, now: Timestamp, _ db: Database, _ draft: inout WriterState) throws {
        let bytes = effects.journal.count + effects.identities.count * IdentityPacking.bytesEach
        var need = Int64(bytes) / 3_000 + 1
        if effects.hasRows {
            let rows = effects.transitions.count + effects.incidents.count + effects.opened.count
            need += 8 + Int64(rows)
            need += Int64(effects.registry.count + effects.streams.count + effects.numbered.count / 64)
            need += Int64(effects.pauses.count + effects.proofs.count)
            // A drill's sheet grows with its devices.
            need += 6 * Int64(effects.drills.count) + 3 * Int64(effects.suppressions.count)
            // Texts and results of a record can fill a page and two of overflow.
            need += 3 * Int64(effects.records.count)
            // 20 bytes each, in order: a day's rows lie together.
            need += 1 + Int64(effects.times.count / 32)
            // A page and its overflow, and one of the index.
            need += 3 * Int64(effects.learned.count)
            need += effects.quarantine.reduce(0) { $0 + Int64($1.payload.count) / 4_000 + 1 }
        }
        draft.pagesLeft -= need
        guard draft.pagesLeft < Self.spare else { return }
        // The estimate counts high; most of the time asking the file is enough.
        draft.pagesLeft = try WriterState.pagesLeft(db, limits: limits) - need
        var slices = need / Self.slice + 2
        while draft.pagesLeft < Self.spare, slices > 0 {
            slices -= 1
            guard try evictSlice(now: now, db, &draft) else { break }
            draft.pagesLeft = try WriterState.pagesLeft(db, limits: limits) - need
        }
    }

    /// Drops oldest rows worth `slice` pages, never the newest, and notes what went.
    /// - Returns: false when there is nothing to drop.
    private func evictSlice(now: Timestamp, _ db: Database, _ draft: inout WriterState) throws -> Bool {
        let cursor = try Row.fetchCursor(
            db.cachedStatement(
                sql: """
                    SELECT id, at, readings, length(identities) + length(packed) FROM journal
                    WHERE id < ? ORDER BY id LIMIT \(Self.rowsPerSlice)
                    """), arguments: [draft.lastSequence - 1])
        var last: Int64?
        var from = Int64.max
        var to = Int64.min
        var readings: Int64 = 0
        var bytes: Int64 = 0
        let through = history?.through ?? 0
        while bytes < Self.slice * RingLimits.pageBytes, let row = try cursor.next() {
            let id: Int64 = row[0]
            last = id
            bytes += (row[3] as Int64) + 24
            // What is sealed is in history, on the disk.
            guard id > through else { continue }
            from = min(from, row[1])
            to = max(to, row[1])
            readings += row[2] as Int64
        }
        guard let last else { return false }
        try db.cachedStatement(sql: "DELETE FROM journal WHERE id <= ?").execute(arguments: [last])
        if readings > 0 {
            let loss = Loss(
                cause: .evicted, subject: "journal", count: readings, from: Timestamp(milliseconds: from),
                to: Timestamp(milliseconds: to))
            try LossLedger(limits: limits).note(loss, now: now, db)
            draft.evictedReadings += readings
            draft.unsealed.readings = max(0, draft.unsealed.readings - readings)
        }
        return true
    }

    /// Remembers in which row each session was last heard; every thousandth commit writes it down, so that a
    /// session silent for days still finds its last window at recovery.
    func noteTails(of identities: [MessageIdentity], _ db: Database, _ draft: inout WriterState) throws {
        var previous: UInt16?
        for identity in identities where identity.session != previous {
            previous = identity.session
            draft.tails[identity.session] = draft.lastSequence
        }
        draft.commitsSinceTails += 1
        guard draft.commitsSinceTails >= Self.commitsPerTails else { return }
        draft.commitsSinceTails = 0
        let statement = try db.cachedStatement(sql: "INSERT OR REPLACE INTO session_tail VALUES (?, ?)")
        for (session, row) in draft.tails { try statement.execute(arguments: [Int64(session), row]) }
    }

    /// Commits between two writings of the sessions' last rows.
    static let commitsPerTails = 1_024
}
