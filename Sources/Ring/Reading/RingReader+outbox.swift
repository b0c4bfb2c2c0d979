import Facility
import GRDB

extension RingReader {
    /// What waits for one destination, the most important incident first and each incident in its own order, as
    /// `Lane.Input.refilled` asks for it.
    ///
    /// An incident stands where its most important waiting delivery does: life safety, then severity, then live
    /// before history.
    package func unsettled(
        for destination: String, limit: Int
    ) throws(ReadFailure) -> [Delivery] {
        try read { db in
            try String.fetchAll(
                db,
                sql: """
                    SELECT outbox.delivery FROM outbox JOIN (
                        SELECT incident, max(is_life_safety * 8 + severity * 2 + 1 - is_historic) AS standing
                        FROM outbox WHERE settled_at IS NULL AND destination = ?1 GROUP BY incident
                    ) AS waiting ON waiting.incident = outbox.incident
                    WHERE outbox.settled_at IS NULL AND outbox.destination = ?1
                    ORDER BY waiting.standing DESC, outbox.number LIMIT ?2
                    """, arguments: [destination, limit]
            ).compactMap { try? StoreJSON.value(Delivery.self, $0) }
        }
    }
}
