import Facility
import GRDB

/// The file's own numbers for the journal's devices and points, given when they are met for the first time.
extension HistoryWriter {
    /// Some of the names that a sealing met.
    /// - Returns: whether there are no more.
    func learnNames(of sealing: Sealing, _ ring: RingWriter) throws -> Bool {
        var devices: [UInt32] = []
        var points: [UInt32] = []
        var isLast = false
        while devices.count + points.count < limits.namesPerTurn {
            switch sealing.nextMet() {
            case .device(let number): if deviceNumbers[number] == nil { devices.append(number) }
            case .point(let number): if pointNumbers[number] == nil { points.append(number) }
            case nil: isLast = true
            }
            if isLast { break }
        }
        guard !devices.isEmpty || !points.isEmpty else { return true }
        let names = try ring.read { db in
            (
                devices: try devices.map { try Self.name($0, "device", db) },
                points: try points.map { try Self.name($0, "point", db) }
            )
        }
        guard (file?.devices.count ?? 0) + devices.count <= Int(HistorySchema.mostDevices) else {
            throw DatabaseError(
                resultCode: .SQLITE_FULL, message: "more devices than a history can tell apart")
        }
        let added = try transaction { db in
            (
                try Self.add(names.devices, to: "device", knowing: file?.devices ?? [:], db),
                try Self.add(names.points, to: "point", knowing: file?.points ?? [:], db)
            )
        }
        for (name, number) in added.0 { file?.devices[name] = number }
        for (name, number) in added.1 { file?.points[name] = number }
        for (number, name) in zip(devices, names.devices) { deviceNumbers[number] = file?.devices[name] }
        for (number, name) in zip(points, names.points) { pointNumbers[number] = file?.points[name] }
        return isLast
    }

    private static func name(_ number: UInt32, _ table: String, _ db: Database) throws -> String {
        try String.fetchOne(
            db.cachedStatement(sql: "SELECT name FROM \(table) WHERE number = ?"), arguments: [Int64(number)])
            ?? "#\(number)"
    }

    /// Rows are never taken back, so their count is the last number.
    private static func add(
        _ names: [String], to table: String, knowing known: [String: UInt32], _ db: Database
    ) throws -> [(String, UInt32)] {
        let insert = try db.cachedStatement(sql: "INSERT INTO \(table) (number, name) VALUES (?, ?)")
        var added: [(String, UInt32)] = []
        for name in names where known[name] == nil {
            let number = UInt32(known.count + added.count + 1)
            try insert.execute(arguments: [Int64(number), name])
            added.append((name, number))
        }
        return added
    }
}
