import Facility
import GRDB

/// What will never arrive, summed up: losses of one cause and subject within an hour are one row, so that an
/// eviction in every hundredth commit fills no ledger.
struct LossLedger {
    let limits: RingLimits

    private static let span = Interval.hours(1)
    /// What we watched between two blind times belongs to neither, unless it is too short to matter: a box that comes up
    /// and falls ten times in a minute was blind once.
    private static let leastWatched = Interval.minutes(1)

    func note(_ loss: Loss, now: Timestamp, _ db: Database) throws {
        try db.cachedStatement(
            sql: """
                UPDATE loss SET count = count + ?, from_at = min(from_at, ?), to_at = max(to_at, ?)
                WHERE number = (SELECT max(number) FROM loss WHERE cause = ? AND subject = ?)
                AND noted_at > ? AND noted_at <= ? AND (cause <> ? OR to_at >= ?)
                """
        ).execute(arguments: [
            loss.count, loss.from.milliseconds, loss.to.milliseconds, loss.cause.rawValue, loss.subject,
            (now - Self.span).milliseconds, now.milliseconds, Loss.Cause.blind.rawValue,
            (loss.from - Self.leastWatched).milliseconds,
        ])
        guard db.changesCount == 0 else { return }
        try db.cachedStatement(
            sql:
                "INSERT INTO loss (cause, subject, count, from_at, to_at, noted_at) VALUES (?, ?, ?, ?, ?, ?)"
        ).execute(arguments: [
            loss.cause.rawValue, loss.subject, loss.count, loss.from.milliseconds, loss.to.milliseconds,
            now.milliseconds,
        ])
        try db.cachedStatement(sql: "DELETE FROM loss WHERE number <= (SELECT max(number) FROM loss) - ?")
            .execute(
                arguments: [limits.losses])
    }
}
