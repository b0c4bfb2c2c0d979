import Facility
import GRDB

/// The key of the pseudonyms: in the store and nowhere else, so that whoever takes a journal or a page alone has no way
/// back from a pseudonym. A store that was put away takes its key with it.
extension RingWriter {
    /// The key in force; a new one when there is none yet or it has served its time.
    ///
    /// The old one is overwritten in its row. Its bytes may stand in the log until that is written over, and on a flash
    /// chip for longer: what a thief of the disk could find is said in `docs/compliance.md`.
    /// - Parameter period: how long one is used.
    package func pseudonyms(
        at now: Timestamp, lasting period: Interval, using random: inout some RandomNumberGenerator
    ) throws(CommitFailure) -> PseudonymKey {
        let known = try read { db -> PseudonymKey? in
            guard let low = try WriterState.meta(db, Schema.Key.pseudonymLow),
                let high = try WriterState.meta(db, Schema.Key.pseudonymHigh),
                let since = try WriterState.meta(db, Schema.Key.pseudonymSince)
            else { return nil }
            return PseudonymKey(halves: (low, high), since: Timestamp(milliseconds: since))
        }
        if let known, !known.isDue(at: now, after: period) { return known }
        let fresh = PseudonymKey.drawn(at: now, using: &random)
        try transaction { db, _ in
            for (key, value) in [
                (Schema.Key.pseudonymLow, fresh.halves.low), (Schema.Key.pseudonymHigh, fresh.halves.high),
                (Schema.Key.pseudonymSince, fresh.since.milliseconds),
            ] {
                try db.execute(
                    sql: "INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", arguments: [key, value])
            }
        }
        return fresh
    }
}
