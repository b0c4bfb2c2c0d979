import Facility

/// A device as a row of the sheet: the texts under its columns, by which two sheets are compared and one is written.
package struct DeviceEntry: Sendable, Equatable {
    package let id: String
    /// Only what is there; profile and broker by their ids, parent by the device's.
    let cells: [SheetColumn: String]

    /// Entries of devices in their order.
    /// - Parameter otherParents: parents that are not among the devices, by the position of their channel.
    static func entries(
        of devices: [Device], zones: [String], context: SheetContext, otherParents: [Int: String] = [:]
    ) -> [DeviceEntry] {
        devices.enumerated().map { position, device in
            var cells: [SheetColumn: String] = [
                .id: device.id, .name: device.name, .building: device.place.building,
                .unit: device.place.unit, .floor: device.place.floor, .spot: device.place.spot,
            ]
            if context.profiles.indices.contains(device.profile) {
                cells[.profile] = context.profiles[device.profile].id
            }
            if let zone = device.zone, zones.indices.contains(zone) { cells[.zone] = zones[zone] }
            let parent = device.parent.map { devices[$0].id } ?? otherParents[position]
            cells[.parent] = parent
            cells[.channel] = device.channel
            // A channel is heard where its parent is.
            if context.brokers.count > 1, parent == nil, context.brokers.indices.contains(device.broker) {
                cells[.broker] = context.brokers[device.broker]
            }
            if device.place.gridCode != context.buildings[device.place.building] {
                cells[.gridCode] = device.place.gridCode
            }
            for relation in DeviceLink.Relation.allCases {
                cells[SheetColumn(relation)] =
                    device.links.filter { $0.relation == relation }.map(\.to).joined(separator: " ")
            }
            for (key, text) in device.register { cells[.register(key)] = text }
            return DeviceEntry(id: device.id, cells: cells.filter { !$0.value.isEmpty })
        }
    }

    /// Headings of the columns in which two entries of one device differ.
    func differences(from other: DeviceEntry, chinese: Bool) -> [String] {
        let columns = Set(cells.keys).union(other.cells.keys).filter { cells[$0] != other.cells[$0] }
        return columns.map { $0.heading(chinese: chinese) }.sorted()
    }
}

/// A sheet about to be written: headings and rows, only columns that some device fills.
struct EntryTable {
    let headings: [String]
    let rows: [[String]]

    init(_ entries: [DeviceEntry], chinese: Bool) {
        let used = entries.reduce(into: Set(SheetColumn.required)) { $0.formUnion($1.cells.keys) }
        let own = used.subtracting(SheetColumn.standard).sorted { $0.heading < $1.heading }
        let columns = SheetColumn.standard.filter(used.contains) + own
        headings = columns.map { $0.heading(chinese: chinese) }
        rows = entries.map { entry in columns.map { entry.cells[$0] ?? "" } }
    }
}
