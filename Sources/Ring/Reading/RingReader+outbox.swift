import Facility
import GRDB

extension RingReader {
    /// One delivery by its number, with its outcome when it has one; nil: there is none, or it has been trimmed.
    package func delivery(
        _ number: Int64
    ) throws(ReadFailure) -> (delivery: Delivery, outcome: Delivery.Outcome?)? {
        try read { db in
            guard
                let row = try Row.fetchOne(
                    db, sql: "SELECT delivery, outcome FROM outbox WHERE number = ?", arguments: [number]),
                let delivery = try? StoreJSON.value(Delivery.self, row[0])
            else { return nil }
            let outcome = (row[1] as String?).flatMap { try? StoreJSON.value(Delivery.Outcome.self, $0) }
            return (delivery, outcome)
        }
    }

    /// The last report of an incident at a destination, with its outcome.
    package func lastReport(
        of incident: IncidentID, at destination: String
    ) throws(ReadFailure) -> (delivery: Delivery, outcome: Delivery.Outcome?)? {
        let number = try read { db in
            try Int64.fetchOne(
                db,
                sql: """
                    SELECT max(number) FROM outbox WHERE incident = ? AND destination = ? AND action = 'report'
                    """, arguments: [incident.description, destination])
        }
        return try number.flatMap { number throws(ReadFailure) in try delivery(number) }
    }

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
