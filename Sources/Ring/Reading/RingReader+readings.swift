import Facility
import Foundation
import GRDB

/// A reading as the journal keeps it, with its point's name.
package struct StoredReading: Sendable, Equatable {
    /// `facility/point`.
    package var point: String
    package var reading: JournaledReading
    package var observedAt: Timestamp
    package var receivedAt: Timestamp
}

/// Readings out of the journal's blobs, and behind them out of sealed history.
///
/// In the journal, which has no index, the walk goes back from the newest row to the last one that is sealed.
extension RingReader {
    /// Time after which a step lets go of the store.
    private static let step = Duration.milliseconds(50)
    /// Rows fetched at most in one step.
    private static let rowsPerStep = 2_000
    /// Rows are in the order of arrival. The walk goes on this much past the start, so that a clock that was
    /// set back by less hides nothing.
    private static let tolerance = Interval.hours(1)

    /// The newest readings of a device between two times (by the device's clock), newest first.
    /// - Parameters:
    ///   - device: `Device.id`; one the store never saw has none.
    ///   - point: `facility/point`, or nil for all of the device's.
    ///   - limit: most readings.
    package func readings(
        device: String, point: String? = nil, from: Timestamp, to: Timestamp, limit: Int = 1_000
    ) throws(ReadFailure) -> [StoredReading] {
        guard from <= to else { return [] }
        return try throughBoth { history, through in
            var found = try journaled(
                device: device, point: point, from: from, to: to, after: through, limit: limit)
            if found.count < limit, let history {
                found += try Self.sealed(
                    history, device: device, point: point, span: from...to, limit: limit - found.count)
            }
            return Array(found.prefix(limit))
        }
    }

    /// Those of the journal's rows behind one.
    private func journaled(
        device: String, point: String?, from: Timestamp, to: Timestamp, after through: Int64, limit: Int
    ) throws(ReadFailure) -> [StoredReading] {
        guard let numbers = try numbers(device: device) else { return [] }
        var found: [StoredReading] = []
        var before = Int64.max
        while found.count < limit {
            let stop = ContinuousClock.now + Self.step
            let next: Int64? = try read { db in
                let cursor = try Row.fetchCursor(
                    db.cachedStatement(
                        sql: """
                            SELECT id, at, packed FROM journal WHERE id < ? AND id > ? ORDER BY id DESC LIMIT ?
                            """),
                    arguments: [before, through, Self.rowsPerStep])
                var last: Int64?
                while let row = try cursor.next() {
                    guard row[1] as Int64 >= (from - Self.tolerance).milliseconds else { return nil }
                    last = row[0]
                    let entries = Self.entries([UInt8](row[2] as Data), of: numbers.device)
                    for message in entries.reversed() where (from...to).contains(message.observedAt) {
                        found += Self.stored(message, numbers.points, only: point)
                    }
                    if found.count >= limit { return nil }
                    if ContinuousClock.now >= stop { break }
                }
                return last
            }
            guard let next else { break }
            before = next
        }
        return found
    }

    private static func entries(_ bytes: [UInt8], of device: UInt32) -> [JournaledMessage] {
        var reader = JournalReader(bytes)
        var messages: [JournaledMessage] = []
        while let entry = reader.next() {
            if case .readings(let message) = entry, message.device == device { messages.append(message) }
        }
        return messages
    }

    static func stored(
        _ message: JournaledMessage, _ names: [UInt32: String], only point: String?
    ) -> [StoredReading] {
        message.readings.compactMap { reading in
            guard let name = names[reading.point], point == nil || point == name else { return nil }
            return StoredReading(
                point: name, reading: reading, observedAt: message.observedAt, receivedAt: message.receivedAt)
        }
    }

    private func numbers(device: String) throws(ReadFailure) -> (device: UInt32, points: [UInt32: String])? {
        try read { db in
            guard
                let number = try UInt32.fetchOne(
                    db, sql: "SELECT number FROM device WHERE name = ?", arguments: [device])
            else { return nil }
            var names: [UInt32: String] = [:]
            for row in try Row.fetchAll(db, sql: "SELECT number, name FROM point") { names[row[0]] = row[1] }
            return (number, names)
        }
    }
}
