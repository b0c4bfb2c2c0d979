import Facility
import GRDB
import GRDBSQLite

/// Takes out of a damaged store what a new one cannot do without: open incidents, machines that are not idle,
/// deliveries without an outcome, messages that wait for their codec, devices beside the sheet, what was learned, and
/// the numbers of devices and points. Row by row, each on its own merit.
///
/// The journal stays behind: its readings are in the set-aside file, and windows start unknown. So does quarantine:
/// nothing waits for it.
struct Salvage {
    private(set) var incidents: [Incident] = []
    private(set) var transitions: [Transition] = []
    private(set) var live: [LiveRow] = []
    private(set) var outbox: [Delivery] = []
    private(set) var pending: [PendingDecode] = []
    private(set) var streams: [StreamRow] = []
    private(set) var registry: [RegistryEntry] = []
    private(set) var learned: [LearnedRow] = []
    private(set) var drills: [Drill] = []
    private(set) var suppressions: [Suppression] = []
    private(set) var records: [UpkeepRecord] = []
    private(set) var times: [DayTimesRow] = []
    private(set) var devices: [(number: Int64, name: String)] = []
    private(set) var points: [(number: Int64, name: String)] = []
    private(set) var signedOn: SignedOn?
    private(set) var pauses: [DestinationPause] = []
    private(set) var proofs: [DestinationProof] = []
    private(set) var audit: [AuditLine] = []
    /// Number and hash of the last audit line that could be read, as a head is written.
    private(set) var auditHead = ""
    private(set) var nextDelivery: Int64 = 1
    private(set) var lastCommit: Timestamp?

    /// A damaged page can send a reader round in circles.
    private static let rowLimit = 20_000

    init(path: String) {
        var configuration = Configuration()
        configuration.readonly = true
        guard let queue = try? DatabaseQueue(path: path, configuration: configuration) else { return }
        queue.inDatabase { db in
            takeCases(db)
            takeWaiting(db)
            takeWorks(db)
            rows(db, "SELECT number, name FROM device") { row in devices.append(try Self.numbered(row)) }
            rows(db, "SELECT number, name FROM point") { row in points.append(try Self.numbered(row)) }
            takeAudit(db)
            rows(db, "SELECT value FROM meta WHERE key = '\(Schema.Key.nextDelivery)'") { row in
                nextDelivery = try row.decode(Int64.self, atIndex: 0)
            }
            rows(db, "SELECT at FROM journal ORDER BY id DESC LIMIT 1") { row in
                lastCommit = Timestamp(milliseconds: try row.decode(Int64.self, atIndex: 0))
            }
        }
        keepSensible()
        try? queue.close()
    }

    /// Open incidents, and ended ones that somebody has still to hear of; machines that are not idle.
    private mutating func takeCases(_ db: Database) {
        outbox = json(db, "SELECT delivery FROM outbox WHERE settled_at IS NULL", Delivery.self)
        let waiting = Set(outbox.map(\.incident))
        incidents = json(db, "SELECT state FROM incident", Incident.self).filter {
            $0.ended == nil || waiting.contains($0.id) || $0.fire?.standing ?? 0 > 0
        }
        let kept = Set(incidents.map(\.id))
        transitions = json(db, "SELECT state FROM transition", Transition.self).filter {
            kept.contains($0.incident)
        }
        rows(db, "SELECT hazard, subject, state FROM live") { row in
            live.append(
                LiveRow(
                    hazard: try row.decode(String.self, atIndex: 0),
                    subject: try row.decode(String.self, atIndex: 1),
                    state: try StoreJSON.value(MachineState.self, try row.decode(String.self, atIndex: 2))
                ))
        }
    }

    /// What stands beside the cases: waiting messages, devices beside the sheet, what was learned, the records room.
    private mutating func takeWaiting(_ db: Database) {
        rows(db, "SELECT \(PendingDecode.columns) FROM pending ORDER BY id") { row in
            pending.append(try PendingDecode(row: row))
        }
        rows(db, "SELECT \(StreamRow.columns) FROM stream") { row in
            streams.append(try StreamRow(row: row))
        }
        registry = json(db, "SELECT entry FROM registry", RegistryEntry.self)
        rows(db, "SELECT \(LearnedRow.columns) FROM learned") { row in
            learned.append(try LearnedRow(row: row))
        }
        records = json(db, "SELECT state FROM record ORDER BY number", UpkeepRecord.self)
        rows(db, "SELECT \(DayTimesRow.columns) FROM day_times ORDER BY day DESC") { row in
            times.append(try DayTimesRow(row: row))
        }
    }

    private mutating func takeAudit(_ db: Database) {
        // The newest first: the log holds more lines than are carried over.
        let columns = "at, by, action, subject, detail, number, lower(hex(hash))"
        rows(db, "SELECT \(columns) FROM audit ORDER BY number DESC") { row in
            audit.append(try AuditLine(row: row))
            guard auditHead.isEmpty else { return }
            auditHead =
                "\(try row.decode(Int64.self, atIndex: 5)):\(try row.decode(String.self, atIndex: 6))"
        }
        audit.reverse()
        // A store of an earlier version has no hashes.
        if audit.isEmpty {
            rows(db, "SELECT at, by, action, subject, detail FROM audit") { row in
                audit.append(try AuditLine(row: row))
            }
        }
    }

    private mutating func takeWorks(_ db: Database) {
        drills = json(db, "SELECT state FROM drill ORDER BY number", Drill.self)
        suppressions = json(db, "SELECT state FROM suppression", Suppression.self)
        rows(db, DestinationPause.all) { row in pauses.append(try DestinationPause(row: row)) }
        rows(db, DestinationProof.all) { row in proofs.append(try DestinationProof(row: row)) }
        rows(db, SignedOn.latest) { row in signedOn = try SignedOn(row: row) }
    }

    /// Numbers that a flipped bit made absurd or equal must not stop the new store.
    private mutating func keepSensible() {
        let sensible: ClosedRange<Int64> = 1...(1 << 40)
        var seen: Set<Int64> = []
        outbox = outbox.filter { sensible.contains($0.number) && seen.insert($0.number).inserted }
        nextDelivery = max(
            sensible.contains(nextDelivery) ? nextDelivery : 1, (outbox.map(\.number).max() ?? 0) + 1)
        devices = Self.unique(devices)
        points = Self.unique(points)
        pending = pending.filter { sensible.contains($0.id) }
        let known = Set(devices.map(\.number))
        drills = drills.filter { sensible.contains($0.number) }
        suppressions = suppressions.filter { sensible.contains($0.number) }
        records = records.filter { sensible.contains($0.number) }
        learned = learned.filter { known.contains(Int64($0.device)) }
        var keys: Set<String> = []
        live = live.filter { keys.insert("\($0.hazard)\u{0}\($0.subject)").inserted }
    }

    private static func unique(_ names: [(number: Int64, name: String)]) -> [(number: Int64, name: String)] {
        var numbers: Set<Int64> = []
        var seen: Set<String> = []
        return names.filter { entry in
            (1...Int64(UInt32.max / 2)).contains(entry.number) && !seen.contains(entry.name)
                && !numbers.contains(entry.number) && numbers.insert(entry.number).inserted
                && seen.insert(entry.name).inserted
        }
    }

    private static func numbered(_ row: Row) throws -> (number: Int64, name: String) {
        (try row.decode(Int64.self, atIndex: 0), try row.decode(String.self, atIndex: 1))
    }

    private func json<Value: Decodable>(_ db: Database, _ sql: String, _ type: Value.Type) -> [Value] {
        var values: [Value] = []
        rows(db, sql) { row in
            values.append(try StoreJSON.value(type, try row.decode(String.self, atIndex: 0)))
        }
        return values
    }

    /// Every row that can be read; the first page that cannot ends it, a row that cannot is left out.
    private func rows(_ db: Database, _ sql: String, _ take: (Row) throws -> Void) {
        guard let cursor = try? Row.fetchCursor(db, sql: sql) else { return }
        var count = 0
        while count < Self.rowLimit, let row = try? cursor.next() {
            count += 1
            try? take(row)
        }
    }
}
