import Facility

/// Reads the sheet of devices: 10,000 rows in a few dozen milliseconds, every mistake by row and column.
struct DeviceSheet {
    static let deviceLimit = 50_000
    /// Characters of a name or a place; pages and reports must hold them.
    static let cellLimit = 200

    private let file: SourceFile
    private let log: DiagnosticLog
    private let profiles: [String: Int]
    /// Grid code of each building.
    private let buildings: [String: String]
    private let brokers: [String: Int]
    private var table: CommaSeparated
    private var columns: [SheetColumn?] = []
    private var lines: [String: Int] = [:]
    private var zoneIndices: [String: Int] = [:]
    /// Names of zones in the order of their first device.
    private(set) var zones: [String] = []

    init(
        file: SourceFile, log: DiagnosticLog, profiles: [String: Int], buildings: [String: String],
        brokers: [String]
    ) {
        self.file = file
        self.log = log
        self.profiles = profiles
        self.buildings = buildings
        self.brokers = Dictionary(
            brokers.enumerated().map { ($0.element, $0.offset) }, uniquingKeysWith: { first, _ in first })
        table = CommaSeparated(file.text)
    }

    mutating func read() -> [Device] {
        guard let header = table.nextRow() else {
            log.error(.form(.emptyFile), path: file.path)
            return []
        }
        guard readHeader(header) else { return [] }
        var devices: [Device] = []
        var mistakes = table.mistakes.count
        while let row = table.nextRow() {
            // A row cut in the wrong places has one mistake: its quotes.
            guard table.mistakes.count == mistakes else {
                mistakes = table.mistakes.count
                continue
            }
            guard devices.count < Self.deviceLimit else {
                error(.tooManyDevices(limit: Self.deviceLimit), row[0])
                break
            }
            if let device = readRow(row) { devices.append(device) }
        }
        for (mistake, position) in table.mistakes {
            let message: SheetMessage = mistake == .openQuote ? .openQuote : .textAfterQuote
            log.error(.sheet(message), at: table.place(position..<position, in: file))
        }
        return devices
    }

    private func error(_ message: SheetMessage, _ cell: CommaSeparated.Cell, help: HelpMessage? = nil) {
        log.error(.sheet(message), at: table.place(cell.range, in: file), help: help)
    }

    /// - Returns: whether the rows can be read at all.
    private mutating func readHeader(_ header: [CommaSeparated.Cell]) -> Bool {
        if header.count == 1, let separator = header[0].text.first(where: { ";\t，|".contains($0) }) {
            error(.notCommas(found: separator == "\t" ? "Tab" : String(separator)), header[0])
            return false
        }
        for cell in header {
            let column = SheetColumn(heading: cell.text)
            if let column, columns.contains(column) {
                error(.columnTwice(cell.text), cell)
            } else if column == nil, !cell.text.isEmpty {
                error(
                    .unknownColumn(cell.text), cell, help: .nearest(to: cell.text, among: SheetColumn.known))
            }
            columns.append(column)
        }
        let missing = SheetColumn.required.filter { !columns.contains($0) }
        // A misspelt heading is reported already; the rows would only repeat it.
        if columns.contains(nil), !missing.isEmpty { return false }
        for column in missing { error(.columnMissing(column.heading), header[0]) }
        return missing.isEmpty
    }

    private mutating func readRow(_ row: [CommaSeparated.Cell]) -> Device? {
        guard row.count == columns.count else {
            let cell = row.count > columns.count ? row[columns.count] : row[row.count - 1]
            error(.cells(found: row.count, expected: columns.count), cell)
            return nil
        }
        var device = Device(id: "", name: "", profile: 0, place: Place(building: "", gridCode: ""))
        var isWhole = true
        for (cell, column) in zip(row, columns) {
            guard let column else { continue }
            if cell.text.utf8.count > Self.cellLimit, cell.text.count > Self.cellLimit {
                error(.tooLong(limit: Self.cellLimit), cell)
                isWhole = false
            } else if cell.text.isEmpty {
                guard SheetColumn.required.contains(column) else { continue }
                error(.emptyCell(column: column.heading), cell)
                isWhole = false
            } else if !take(cell, column, into: &device) {
                isWhole = false
            }
        }
        if brokers.count > 1, !columns.contains(.broker) || broker(of: row).isEmpty {
            error(.brokerMissing, row[0])
            isWhole = false
        }
        return isWhole ? device : nil
    }

    private func broker(of row: [CommaSeparated.Cell]) -> String {
        columns.firstIndex(of: .broker).map { row[$0].text } ?? ""
    }

    private mutating func take(
        _ cell: CommaSeparated.Cell, _ column: SheetColumn, into device: inout Device
    ) -> Bool {
        switch column {
        case .id: return takeID(cell, into: &device)
        case .name: device.name = cell.text
        case .profile:
            guard let profile = profiles[cell.text] else {
                // Without any profile the folder itself is wrong, which is said once and elsewhere.
                if !profiles.isEmpty {
                    error(
                        .unknownProfile(cell.text), cell,
                        help: .nearest(to: cell.text, among: profiles.keys.sorted()))
                }
                return false
            }
            device.profile = profile
        case .building:
            device.place.building = cell.text
            guard let code = buildings[cell.text] else {
                // Another number is another building, not a slip: all are named, none is suggested.
                error(.unknownBuilding(cell.text), cell, help: .known(buildings.keys.sorted()))
                return false
            }
            device.place.gridCode = code
        case .unit: device.place.unit = cell.text
        case .floor: device.place.floor = cell.text
        case .spot: device.place.spot = cell.text
        case .zone: device.zone = zone(named: cell.text)
        case .broker:
            guard let broker = brokers[cell.text] else {
                error(
                    .unknownBroker(cell.text), cell,
                    help: .nearest(to: cell.text, among: brokers.keys.sorted()))
                return false
            }
            device.broker = broker
        case .register(let key): device.register[key] = cell.text
        }
        return true
    }

    private mutating func takeID(_ cell: CommaSeparated.Cell, into device: inout Device) -> Bool {
        guard Identifier.isDeviceID(cell.text) else {
            error(.invalidDeviceID(cell.text), cell)
            return false
        }
        let line = table.place(cell.range.lowerBound..<cell.range.lowerBound, in: file).line
        if let first = lines[cell.text] {
            error(.duplicateDevice(cell.text, line: first), cell)
            return false
        }
        lines[cell.text] = line
        device.id = cell.text
        return true
    }

    private mutating func zone(named name: String) -> Int {
        if let index = zoneIndices[name] { return index }
        zoneIndices[name] = zones.count
        zones.append(name)
        return zones.count - 1
    }
}
