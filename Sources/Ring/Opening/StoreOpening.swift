import Facility
import GRDB

/// The way from a directory to a store that can be trusted: lock, look, put away if damaged, make if missing,
/// fill, and read back that commits wait for the disk.
struct StoreOpening {
    let files: RingFiles
    let lock: any StoreLock
    let connection: StoreConnection
    let report: OpenReport

    init(
        files: RingFiles, limits: RingLimits, epoch: UInt64, now: Timestamp, distrusted: String?
    ) throws(OpenFailure) {
        self.files = files
        try files.checkDirectory()
        lock = try files.takeLock()
        files.removeUnfinished()
        var damage: OpenReport.Damage?
        var check = OpenReport.Check.new
        do {
            var sound: StoreConnection?
            if files.exists(files.database) {
                switch try Self.examine(files, limits: limits, distrusted: distrusted) {
                case .trusted(let connection, let found):
                    sound = connection
                    check = found
                case .damaged(let reason):
                    damage = try Self.replace(files, limits: limits, epoch: epoch, now: now, reason: reason)
                }
            } else {
                try StoreCreation.make(files, epoch: epoch, limits: limits)
            }
            let isFilled = files.fillLog(upTo: limits.walBytes)
            connection = try sound ?? StoreConnection(path: files.disk.address(of: files.database))
            let level = try connection.synchronousLevel()
            guard level == StoreConnection.full else { throw OpenFailure.notSynchronous(level: level) }
            let moved = try connection.queue.inDatabase { try WriterState.meta($0, Schema.Key.movedAt) }
            if let moved {
                throw OpenFailure.moved(path: files.database, at: Timestamp(milliseconds: moved))
            }
            try connection.queue.write { db in
                try AuditChain.begin(
                    db, store: try RingReader.store(db), at: now, limit: limits.auditLines)
            }
            let isGrown = (try? connection.growFile(toPages: limits.pages)) != nil
            let kept = try connection.queue.inDatabase { try WriterState.meta($0, Schema.Key.epoch) ?? 0 }
            report = OpenReport(
                check: check, epoch: UInt64(kept) & 0xFF_FFFF_FFFF, damage: damage,
                isPregrown: isFilled && isGrown)
        } catch {
            throw OpenFailure(error, path: files.database)
        }
    }

    private enum Verdict {
        case trusted(StoreConnection, OpenReport.Check)
        case damaged(reason: String)
    }

    private static func examine(_ files: RingFiles, limits: RingLimits, distrusted: String?) throws -> Verdict
    {
        // Before SQLite maps the log: it must not change length under a connection.
        _ = files.fillLog(upTo: limits.walBytes)
        if let distrusted { return .damaged(reason: distrusted) }
        try files.renewLog()
        do {
            let connection = try StoreConnection(path: files.disk.address(of: files.database))
            switch try HealthCheck.examine(connection, milliseconds: limits.checkMilliseconds) {
            case .sound: return .trusted(connection, .sound)
            case .unfinished: return .trusted(connection, .unfinished)
            case .newer(let version): throw OpenFailure.newerSchema(found: version, known: Schema.version)
            case .damaged(let reason): return .damaged(reason: reason)
            }
        } catch let error as DatabaseError where HealthCheck.isDamage(error) {
            return .damaged(reason: error.message ?? "\(error.resultCode)")
        }
    }

    /// Puts the damaged store away, makes a new one and carries over what can be read.
    private static func replace(
        _ files: RingFiles, limits: RingLimits, epoch: UInt64, now: Timestamp, reason: String
    ) throws -> OpenReport.Damage {
        let name = try files.setAside(at: now)
        let salvage = Salvage(path: files.disk.address(of: files.directory + "/" + name))
        files.removeIndex(ofDamaged: name)
        let loss = Loss(
            cause: .damaged, subject: name, count: 1, from: min(salvage.lastCommit ?? now, now), to: now)
        try StoreCreation.make(files, epoch: epoch, limits: limits)
        let connection = try StoreConnection(path: files.disk.address(of: files.database))
        try connection.queue.write { db in
            try salvage.write(to: db, loss: loss, limits: limits, now: now)
        }
        return OpenReport.Damage(
            setAsideAs: name, reason: reason, loss: loss, salvagedIncidents: salvage.incidents.count,
            salvagedDeliveries: salvage.outbox.count, salvagedMachines: salvage.live.count)
    }
}

extension Salvage {
    /// Writes what was saved into the new store, with the loss of the rest.
    fileprivate func write(to db: Database, loss: Loss, limits: RingLimits, now: Timestamp) throws {
        var effects = Effects()
        effects.incidents = incidents
        effects.transitions = transitions
        effects.live = live
        effects.opened = outbox
        effects.audit = audit
        effects.pending = pending
        effects.streams = streams
        effects.registry = registry.map {
            RegistryRow(key: RegistryKey(broker: $0.broker, id: $0.id), entry: $0)
        }
        effects.learned = learned
        effects.signedOn = signedOn
        effects.pauses = pauses.map { PauseRow(destination: $0.destination, pause: $0) }
        effects.proofs = proofs
        effects.drills = drills
        effects.suppressions = suppressions
        effects.records = records
        effects.times = times
        effects.losses = [loss]
        var state = WriterState()
        state.audit = AuditChain.beginning(of: try RingReader.store(db))
        let rows = EffectRows(limits: limits, now: now, statements: try JournalStatements(db))
        try rows.write(effects, db, &state)
        try AuditChain(db: db, limit: limits.auditLines).append(
            [auditLine(at: now, in: state.audit)], to: &state.audit, at: now)
        for device in devices {
            try db.execute(sql: "INSERT INTO device VALUES (?, ?)", arguments: [device.number, device.name])
        }
        for point in points {
            try db.execute(sql: "INSERT INTO point VALUES (?, ?)", arguments: [point.number, point.name])
        }
        // Cases of the old epoch keep their names; the new epoch counts anew and cannot collide.
        try db.execute(
            sql: "UPDATE meta SET value = CASE key WHEN ? THEN 1 ELSE ? END WHERE key IN (?, ?)",
            arguments: [
                Schema.Key.nextIncident, nextDelivery, Schema.Key.nextIncident, Schema.Key.nextDelivery,
            ])
    }
}
