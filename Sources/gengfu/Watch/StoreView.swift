import Control
import Facility
import Ring

/// What the control socket reads from the store beside the engine's own state: over a connection of its own, so that
/// a question never touches the writer.
struct StoreView {
    private let reader: RingReader?
    /// Rows given at most; a longer history is read by the console from the file itself.
    private static let limit = 1_000

    init(directory: String) { reader = try? RingReader(directory: directory) }

    func losses() -> [Loss] { (try? reader?.losses(limit: Self.limit)) ?? [] }

    func quarantine() -> [QuarantineReport] {
        let rows = (try? reader?.quarantine(limit: Self.limit)) ?? []
        return rows.map { row in
            let shown = row.payload.prefix(256)
            return QuarantineReport(
                at: row.at, topic: String(decoding: row.topic, as: UTF8.self),
                payload: String(decoding: shown, as: UTF8.self), payloadBytes: row.payload.count,
                reason: row.reason)
        }
    }

    func transitions(of incident: IncidentID) -> [Transition] {
        (try? reader?.transitions(of: incident)) ?? []
    }

    func endedIncidents(limit: Int) -> [Incident] {
        var filter = RingReader.IncidentFilter()
        filter.limit = limit
        let all = (try? reader?.incidents(filter)) ?? []
        return all.filter { $0.ended != nil }
    }

    func incident(_ id: IncidentID) -> Incident? { (try? reader?.incident(id)) ?? nil }

    func outbox() -> [OutboxDepth] { (try? reader?.outbox()) ?? [] }
}
