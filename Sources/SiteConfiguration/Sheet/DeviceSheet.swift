import Facility

/// Reads the sheet of devices: 10,000 rows in a few dozen milliseconds, every mistake by row and column.
struct DeviceSheet {
    static let deviceLimit = 50_000
    /// Characters of a name or a place; pages and reports must hold them.
    static let cellLimit = 200

    let grid: SheetGrid
    let log: DiagnosticLog
    let context: SheetContext
    /// Devices of another sheet, which may be parents of this one's.
    let others: Set<String>
    let file: SourceFile
    private let brokers: [String: Int]
    private(set) var header: SheetHeader?
    private var lines: [String: Int] = [:]
    private var zoneIndices: [String: Int] = [:]
    /// Names of zones in the order of their first device.
    private(set) var zones: [String] = []
    /// Channels found, to be tied to their parents when all devices are known.
    var channels = SheetChannels()
    /// Parents that only another sheet declares, by the position of their channel.
    private(set) var otherParents: [Int: String] = [:]
    /// Whom devices feed, contain and power, to be checked when all devices are known.
    private var links = SheetLinks()
    var numbers = NumberSuspicion()

    init(grid: SheetGrid, log: DiagnosticLog, context: SheetContext, others: Set<String> = []) {
        self.grid = grid
        self.log = log
        self.context = context
        self.others = others
        file = grid.source
        brokers = Dictionary(
            context.brokers.enumerated().map { ($0.element, $0.offset) },
            uniquingKeysWith: { first, _ in first })
    }

    mutating func read() -> [Device] {
        guard let header = SheetHeader.find(in: grid) else {
            log.error(.form(.emptyFile), path: grid.path)
            return []
        }
        self.header = header
        guard checkHeader(header) else { return [] }
        var devices: [Device] = []
        let broken = Set(grid.flaws.map(\.row))
        for row in grid.rows[(header.position + 1)...] {
            // A row cut in the wrong places has one mistake: its quotes.
            if broken.contains(row.number) { continue }
            guard devices.count < Self.deviceLimit else {
                error(.tooManyDevices(limit: Self.deviceLimit), row, 0)
                break
            }
            if let device = readRow(row, position: devices.count) { devices.append(device) }
        }
        for (flaw, position, _) in grid.flaws {
            let message: SheetMessage = flaw == .openQuote ? .openQuote : .textAfterQuote
            log.error(.sheet(message), at: grid.place(position..<position, in: file))
        }
        otherParents = channels.tie(&devices, sheet: self)
        links.check(&devices, sheet: self)
        for (row, column) in numbers.suspects { warn(.zerosMayBeLost, row, column) }
        if !grid.hidden.isEmpty {
            let place = grid.place(grid.rows[header.position].cells[0].range, in: file)
            log.warning(.sheet(.hiddenIsRead(grid.hidden)), at: place)
        }
        return devices
    }

    private func place(_ row: SheetGrid.Row, _ column: Int) -> SourcePlace {
        let cell = row.cells[min(column, row.cells.count - 1)]
        let headings = header?.headings ?? []
        let isHeader = header.map { grid.rows[$0.position].number == row.number } ?? true
        let name = SheetCellName(
            sheet: grid.name, row: row.number, column: column,
            heading: isHeader || !headings.indices.contains(column) ? "" : headings[column])
        return grid.place(cell.range, in: file, cell: name)
    }

    func error(_ message: SheetMessage, _ row: SheetGrid.Row, _ column: Int, help: HelpMessage? = nil) {
        log.error(.sheet(message), at: place(row, column), help: help)
    }

    private func warn(_ message: SheetMessage, _ row: SheetGrid.Row, _ column: Int) {
        log.warning(.sheet(message), at: place(row, column))
    }

    /// - Returns: whether the rows can be read at all.
    private func checkHeader(_ header: SheetHeader) -> Bool {
        let row = grid.rows[header.position]
        if row.cells.count == 1, let separator = row.cells[0].text.first(where: { "，|；".contains($0) }) {
            error(.notCommas(found: String(separator)), row, 0)
            return false
        }
        for (position, cell) in row.cells.enumerated() {
            let column = header.columns[position]
            if let column, column != .ordinal, header.columns[..<position].contains(column) {
                error(.columnTwice(cell.text), row, position)
            } else if column == nil, !cell.text.isEmpty {
                error(
                    .unknownColumn(cell.text), row, position,
                    help: .nearest(to: cell.text, among: SheetColumn.known))
            }
        }
        let missing = header.missing
        // A misspelt heading is reported already; the rows would only repeat it.
        if header.columns.contains(nil), !missing.isEmpty { return false }
        for column in missing { error(.columnMissing(column.heading), row, 0) }
        return missing.isEmpty
    }

    private mutating func readRow(_ row: SheetGrid.Row, position: Int) -> Device? {
        guard let columns = header?.columns, checkLength(row, columns.count) else { return nil }
        var device = Device(id: "", name: "", profile: 0, place: Place(building: "", gridCode: ""))
        var isWhole = true
        for (position, column) in columns.enumerated() {
            guard let column, column != .ordinal else { continue }
            let cell = row.cells[position]
            if column.isCode { numbers.note(cell, row, column: position) }
            if let spoilt = numbers.mistake(in: cell, column) {
                error(spoilt, row, position)
                isWhole = false
            } else if column.relation == nil, cell.text.utf8.count > Self.cellLimit,
                cell.text.count > Self.cellLimit
            {
                error(.tooLong(limit: Self.cellLimit), row, position)
                isWhole = false
            } else if cell.text.isEmpty {
                guard SheetColumn.required.contains(column), column != .id else { continue }
                error(.emptyCell(column: column.heading), row, position)
                isWhole = false
            } else if !take(cell, column, row, position, into: &device) {
                isWhole = false
            }
        }
        if let grid = cell(.gridCode, of: row)?.text, !grid.isEmpty { device.place.gridCode = grid }
        let isChannel = !(cell(.parent, of: row)?.text.isEmpty ?? true) || device.id.utf8.contains(0x2F)
        if context.brokers.count > 1, !isChannel, cell(.broker, of: row)?.text.isEmpty ?? true {
            error(.brokerMissing, row, columns.firstIndex(of: .broker) ?? 0)
            isWhole = false
        }
        isWhole = identify(&device, row, position: position) && isWhole
        guard isWhole else { return nil }
        for (column, kind) in columns.enumerated() {
            guard let relation = kind?.relation, !row.cells[column].text.isEmpty else { continue }
            links.note(relation, row.cells[column].text, of: position, row, column)
        }
        return device
    }

    /// Spreadsheets write as many cells for every row; empty ones past the header are nothing.
    private func checkLength(_ row: SheetGrid.Row, _ expected: Int) -> Bool {
        if row.cells.count < expected {
            error(.cells(found: row.cells.count, expected: expected), row, row.cells.count - 1)
            return false
        }
        guard let over = row.cells.indices.dropFirst(expected).first(where: { !row.cells[$0].text.isEmpty })
        else { return true }
        error(.cells(found: row.cells.count, expected: expected), row, over)
        return false
    }

    func cell(_ column: SheetColumn, of row: SheetGrid.Row) -> SheetGrid.Cell? {
        header?.columns.firstIndex(of: column).map { row.cells[$0] }
    }

    private mutating func take(
        _ cell: SheetGrid.Cell, _ column: SheetColumn, _ row: SheetGrid.Row, _ position: Int,
        into device: inout Device
    ) -> Bool {
        switch column {
        case .id: device.id = cell.text
        case .name: device.name = cell.text
        case .profile: return takeProfile(cell, row, position, into: &device)
        case .building:
            device.place.building = cell.text
            guard let code = context.buildings[cell.text] else {
                // Another number is another building, not a slip: all are named, none is suggested.
                error(
                    .unknownBuilding(cell.text), row, position,
                    help: .known(context.buildings.keys.sorted()))
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
                    .unknownBroker(cell.text), row, position,
                    help: .nearest(to: cell.text, among: brokers.keys.sorted()))
                return false
            }
            device.broker = broker
        case .gridCode:
            guard Identifier.isGridCode(cell.text) else {
                log.error(.site(.invalidGridCode(cell.text)), at: place(row, position))
                return false
            }
        case .register(let key):
            device.register[key] = cell.text
            if key == FirePoint.column, context.hasFireCentre, FireAddress(cell.text) == nil {
                log.warning(.site(.invalidFireAddress(cell.text)), at: place(row, position))
            }
        case .parent, .channel, .feeds, .contains, .powers, .ordinal: break
        }
        return true
    }

    private func takeProfile(
        _ cell: SheetGrid.Cell, _ row: SheetGrid.Row, _ position: Int, into device: inout Device
    ) -> Bool {
        let found = context.profiles(called: cell.text)
        if found.count == 1 {
            device.profile = found[0]
            return true
        }
        if found.count > 1 {
            error(
                .ambiguousProfile(cell.text), row, position,
                help: .known(found.map { context.profiles[$0].id }))
        } else if !context.profiles.isEmpty {
            // Without any profile the folder itself is wrong, which is said once and elsewhere.
            error(
                .unknownProfile(cell.text), row, position,
                help: .nearest(to: cell.text, among: context.profileWords))
        }
        return false
    }

    /// The id, written or made of parent and channel; each once.
    private mutating func identify(_ device: inout Device, _ row: SheetGrid.Row, position: Int) -> Bool {
        let column = header?.columns.firstIndex(of: .id) ?? header?.columns.firstIndex(of: .channel) ?? 0
        // Taken out while it reads the sheet around it: a copy per row would cost a second for 10,000 channels.
        var notes = SheetChannels()
        swap(&notes, &channels)
        let isChannel = notes.note(&device, row, position: position, sheet: self)
        swap(&notes, &channels)
        guard let isChannel else { return false }
        guard !device.id.isEmpty else {
            error(.emptyCell(column: SheetColumn.id.heading), row, column)
            return false
        }
        guard isChannel ? Identifier.isChannelID(device.id) : Identifier.isDeviceID(device.id) else {
            error(.invalidDeviceID(device.id), row, column)
            return false
        }
        if let first = lines[device.id] {
            error(.duplicateDevice(device.id, line: first), row, column)
            return false
        }
        lines[device.id] = row.number
        return true
    }

    private mutating func zone(named name: String) -> Int {
        if let index = zoneIndices[name] { return index }
        zoneIndices[name] = zones.count
        zones.append(name)
        return zones.count - 1
    }
}
