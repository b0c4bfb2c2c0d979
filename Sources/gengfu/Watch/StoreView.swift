import Control
import Facility
import Ring
import SiteConfiguration

/// What the control socket reads from the store beside the engine's own state: over a connection of its own, so that
/// a question never touches the writer.
///
/// A store that cannot be read answers with nothing; `isReadable` says so, lest nothing be taken for none.
final class StoreView {
    private let directory: String
    private var reader: RingReader?
    /// Whether the last question was answered.
    private(set) var isReadable = true
    /// Rows given at most; a longer history is read by the console from the file itself.
    private static let limit = 1_000

    init(directory: String) { self.directory = directory }

    /// Asks over the connection there is, or over a new one after a failure.
    private func ask<Answer>(_ question: (RingReader) throws -> Answer) -> Answer? {
        do {
            let open = try reader ?? RingReader(directory: directory)
            reader = open
            isReadable = true
            return try question(open)
        } catch {
            reader = nil
            isReadable = false
            return nil
        }
    }

    func losses() -> [Loss] { ask { try $0.losses(limit: Self.limit) } ?? [] }

    func quarantine() -> [QuarantineReport] {
        let rows = ask { try $0.quarantine(limit: Self.limit) } ?? []
        return rows.map { $0.report(whole: false) }
    }

    /// nil: the store cannot be read.
    func quarantineCount() -> Int? { ask { try $0.quarantineCount() } }

    func quarantined(_ number: Int64) -> QuarantineRow? { ask { try $0.quarantined(number) } ?? nil }

    func transitions(of incident: IncidentID) -> [Transition] {
        ask { try $0.transitions(of: incident) } ?? []
    }

    func endedIncidents(limit: Int) -> [Incident] {
        var filter = RingReader.IncidentFilter()
        filter.limit = limit
        let all = ask { try $0.incidents(filter) } ?? []
        return all.filter { $0.ended != nil }
    }

    func incident(_ id: IncidentID) -> Incident? { ask { try $0.incident(id) } ?? nil }

    func records(
        kind: RecordKind?, subject: RecordSubject?, page: ControlRequest.Page
    ) -> Listing<UpkeepRecord> {
        var filter = RingReader.RecordFilter()
        (filter.kind, filter.subject) = (kind, subject)
        (filter.offset, filter.limit) = (page.offset, page.limit)
        let found = ask { try $0.records(filter) } ?? (total: 0, rows: [])
        return Listing(total: found.total, offset: page.offset, rows: found.rows)
    }

    func delivery(_ number: Int64) -> (delivery: Delivery, outcome: Delivery.Outcome?)? {
        ask { try $0.delivery(number) } ?? nil
    }

    func lastReport(
        of incident: IncidentID, at destination: String
    ) -> (delivery: Delivery, outcome: Delivery.Outcome?)? {
        ask { try $0.lastReport(of: incident, at: destination) } ?? nil
    }

    func outbox() -> [OutboxDepth] { ask { try $0.outbox() } ?? [] }
}

extension QuarantineRow {
    /// - Parameter whole: with every byte that is kept.
    func report(whole: Bool) -> QuarantineReport {
        let shown = payload.prefix(whole ? payload.count : 256)
        var report = QuarantineReport(
            at: at, topic: String(decoding: topic, as: UTF8.self),
            payload: String(decoding: shown, as: UTF8.self), payloadBytes: payloadBytes, reason: reason,
            keptBytes: payload.count)
        report.number = number
        report.reasonText = QuarantineReason.text(reason)
        if whole {
            report.hex = payload.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        }
        return report
    }
}
