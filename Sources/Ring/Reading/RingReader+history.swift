import Facility
import Foundation
import GRDB

/// All that is kept from the oldest sealed reading to the journal's newest, for a back-test.
extension RingReader {
    /// Names behind the numbers of `history`: the store's own, and others for what only sealed history knows.
    package struct HistoryNames: Sendable {
        /// `Device.id`.
        package var devices: [UInt32: String]
        /// `facility/point`.
        package var points: [UInt32: String]
    }

    /// Rows fetched at most in one step; the store is let go of in between.
    private static let rowsPerWalk = 500

    package func historyNames() throws(ReadFailure) -> HistoryNames {
        try throughBoth { history, _ in
            let names = try self.names()
            var all = HistoryNames(devices: names.devices, points: names.points)
            if let history {
                all.devices = try Self.numbers(history, "device", names.devices).names
                all.points = try Self.numbers(history, "point", names.points).names
            }
            return all
        }
    }

    private func names() throws(ReadFailure) -> HistoryNames {
        try read { db in
            var names = HistoryNames(devices: [:], points: [:])
            for row in try Row.fetchAll(db, sql: "SELECT number, name FROM device") {
                names.devices[row[0]] = row[1]
            }
            for row in try Row.fetchAll(db, sql: "SELECT number, name FROM point") {
                names.points[row[0]] = row[1]
            }
            return names
        }
    }

    /// A number for each of history's: the store's of the same name, or one that the store will not reach.
    private static func numbers(
        _ history: HistoryReader, _ table: String, _ known: [UInt32: String]
    ) throws -> (numbers: [UInt32: UInt32], names: [UInt32: String]) {
        let byName = Dictionary(known.map { ($1, $0) }, uniquingKeysWith: min)
        var names = known
        var numbers: [UInt32: UInt32] = [:]
        for (number, name) in try history.names(table) {
            let mapped = byName[name] ?? .max - number
            numbers[number] = mapped
            names[mapped] = name
        }
        return (numbers, names)
    }

    /// Hands over every message in the order in which they were committed. What is evicted or committed meanwhile may be
    /// there or not.
    /// - Parameters:
    ///   - from: by arrival.
    ///   - to: by arrival, included.
    package func history(
        from: Timestamp, to: Timestamp, _ body: (JournaledMessage) -> Void
    ) throws(ReadFailure) {
        guard from <= to else { return }
        do {
            let epoch = try queue.read { try Self.store($0) }
            // A sealing that ends meanwhile leaves its rows in the journal, at least until their pages are needed: what
            // is sealed from now on is taken from there, and from there alone.
            let (history, reach) = openHistory(epoch: epoch)
            if let history { try sealed(history, upTo: reach.sealing, from...to, body) }
            try journaled(after: reach.through, from...to, body)
        } catch let failure as ReadFailure {
            throw failure
        } catch {
            throw ReadFailure(detail: (error as? DatabaseError)?.message ?? "\(error)")
        }
    }

    private func sealed(
        _ history: HistoryReader, upTo sealing: Int64, _ span: ClosedRange<Timestamp>,
        _ body: (JournaledMessage) -> Void
    ) throws {
        let known = try names()
        let devices = try Self.numbers(history, "device", known.devices).numbers
        let points = try Self.numbers(history, "point", known.points).numbers
        let segments = try history.segments(arrived: span).filter { $0.sealing <= sealing }
        var start = 0
        while start < segments.count {
            var end = start + 1
            while end < segments.count, segments[end].sealing == segments[start].sealing { end += 1 }
            for var message in try history.messages(of: Array(segments[start..<end]))
            where span.contains(message.receivedAt) {
                message.device = devices[message.device] ?? .max - message.device
                for position in message.readings.indices {
                    let number = message.readings[position].point
                    message.readings[position].point = points[number] ?? .max - number
                }
                body(message)
            }
            start = end
        }
    }

    private func journaled(
        after through: Int64, _ span: ClosedRange<Timestamp>, _ body: (JournaledMessage) -> Void
    ) throws(ReadFailure) {
        var after = through
        while true {
            let start = after
            let rows = try read { db in
                try Row.fetchAll(
                    db.cachedStatement(
                        sql: """
                            SELECT id, packed FROM journal WHERE id > ? AND at >= ? AND at <= ?
                            ORDER BY id LIMIT ?
                            """),
                    arguments: [
                        start, span.lowerBound.milliseconds, span.upperBound.milliseconds, Self.rowsPerWalk,
                    ]
                ).map { (id: $0[0] as Int64, packed: [UInt8]($0[1] as Data)) }
            }
            guard let last = rows.last else { return }
            after = last.id
            for row in rows {
                var reader = JournalReader(row.packed)
                while let entry = reader.next() {
                    if case .readings(let message) = entry { body(message) }
                }
            }
        }
    }
}
