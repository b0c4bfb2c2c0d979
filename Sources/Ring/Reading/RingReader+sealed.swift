import Facility
import GRDB

/// The journal and sealed history as one: what is sealed comes from the blocks, the rest from the journal.
extension RingReader {
    /// Times a walk is begun anew because a sealing ended under it.
    private static let attempts = 4

    /// Runs a walk over both files that sees each reading once.
    ///
    /// Rows that are sealed may leave the journal at any time after. So the walk notes how far history reaches, takes
    /// only what lies behind from the journal, and is begun anew should a sealing have ended meanwhile.
    /// - Parameter walk: is given history, nil where there is none, and the last journal row that it holds.
    func throughBoth<Answer>(
        _ walk: (HistoryReader?, Int64) throws -> Answer
    ) throws(ReadFailure) -> Answer {
        do {
            let epoch = try queue.read { try Self.store($0) }
            var attempt = 1
            while true {
                let (history, reach) = openHistory(epoch: epoch)
                let answer = try walk(history, reach.through)
                let (_, reached) = openHistory(epoch: epoch)
                guard reached != reach, attempt < Self.attempts else { return answer }
                attempt += 1
            }
        } catch let failure as ReadFailure {
            throw failure
        } catch {
            throw ReadFailure(detail: (error as? DatabaseError)?.message ?? "\(error)")
        }
    }

    /// History as it stands; nil, and nothing sealed, where there is none or it cannot be read: then the journal
    /// says what it has.
    func openHistory(epoch: UInt64) -> (HistoryReader?, reach: (through: Int64, sealing: Int64)) {
        guard let history = HistoryReader(files, damaged: damagedBlocks) else { return (nil, (0, 0)) }
        guard let reach = try? history.reach(epoch: epoch) else {
            damagedBlocks.noteUnreadable()
            return (nil, (0, 0))
        }
        return (history, reach)
    }

    /// The newest sealed readings of a device, newest first.
    static func sealed(
        _ history: HistoryReader, device: String, point: String?, span: ClosedRange<Timestamp>, limit: Int
    ) throws -> [StoredReading] {
        guard limit > 0, let number = try history.device(device) else { return [] }
        let names = try history.names("point")
        let segments = try history.segments(observed: span)
        let observed = span.lowerBound.milliseconds...span.upperBound.milliseconds
        var found: [StoredReading] = []
        // A sealing's classes together, the newest sealing first.
        var end = segments.count
        while end > 0, found.count < limit {
            var start = end - 1
            while start > 0, segments[start - 1].sealing == segments[end - 1].sealing { start -= 1 }
            var messages: [(ordinal: Int64, message: JournaledMessage)] = []
            try history.blocks(of: number, in: Array(segments[start..<end])) { block in
                messages += try block.messages(device: number, observed: observed)
            }
            // Those of one message stay in the order of the classes.
            let ordered = messages.enumerated().sorted {
                ($0.element.ordinal, -$0.offset) > ($1.element.ordinal, -$1.offset)
            }
            for (_, each) in ordered { found += stored(each.message, names, only: point) }
            end = start
        }
        return found
    }

    /// A stretch of one point's sealed readings as columns: what a chart or a benchmark takes, at some nanoseconds each.
    package struct Series: Sendable {
        /// Observation of every message of the block; `columns.messages` are places in it.
        package var observed: [Int64]
        package var columns: SlotColumns
    }

    /// Hands over what is sealed of one device's points, in the order of commits, block by block; blocks may begin before
    /// `from` and end after `to`.
    /// - Parameter points: `facility/point`; nil: all.
    package func sealedSeries(
        device: String, points: Set<String>? = nil, from: Timestamp, to: Timestamp,
        _ body: (String, Series) -> Void
    ) throws(ReadFailure) {
        do {
            guard let history = HistoryReader(files, damaged: damagedBlocks),
                let number = try history.device(device)
            else { return }
            let names = try history.names("point")
            let segments = try history.segments(observed: from...to)
            try history.blocks(of: number, in: segments) { block in
                for point in block.points {
                    guard let name = names[point], points?.contains(name) ?? true else { continue }
                    guard let columns = try block.slot(of: point) else { continue }
                    body(name, Series(observed: block.observed, columns: columns))
                }
            }
        } catch {
            throw ReadFailure(detail: (error as? DatabaseError)?.message ?? "\(error)")
        }
    }

    /// How sealed history stands; nil: there is none, or it cannot be read.
    package func historyStatistics() -> HistoryStatistics? {
        guard let history = HistoryReader(files, damaged: damagedBlocks) else { return nil }
        return try? history.statistics()
    }
}
