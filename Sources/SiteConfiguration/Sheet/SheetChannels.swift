import Facility

/// Ties the channels of a sheet to their parents: a detector behind a transmission device, a port of a plug strip.
///
/// A channel is said by the columns `parent` and `channel`, or by an id `parent/channel`; the parent may stand in
/// any row. Without an id of its own a channel is called `parent/channel`.
struct SheetChannels {
    private struct Entry {
        let device: Int
        let parent: String
        let channel: String
        let row: SheetGrid.Row
        let column: Int
    }

    private var entries: [Entry] = []

    /// Takes down a device's parent and channel.
    /// - Returns: whether it is a channel; nil when that is said wrongly, which is then in the log.
    mutating func note(
        _ device: inout Device, _ row: SheetGrid.Row, position: Int, sheet: DeviceSheet
    ) -> Bool? {
        var parent = sheet.cell(.parent, of: row)?.text ?? ""
        var channel = sheet.cell(.channel, of: row)?.text ?? ""
        let columns = sheet.header?.columns ?? []
        var column = columns.firstIndex(of: .parent) ?? 0
        if parent.isEmpty, channel.isEmpty, let slash = device.id.lastIndex(of: "/") {
            parent = String(device.id[..<slash])
            channel = String(device.id[device.id.index(after: slash)...])
            column = columns.firstIndex(of: .id) ?? 0
            // A slash alone is a mistake in an id, said as such.
            if !Identifier.isDeviceID(parent) || channel.isEmpty { return false }
        }
        if parent.isEmpty, channel.isEmpty { return false }
        guard !parent.isEmpty, !channel.isEmpty else {
            sheet.error(
                .parentAndChannel, row,
                columns.firstIndex(of: parent.isEmpty ? .channel : .parent) ?? column)
            return nil
        }
        if device.id.isEmpty { device.id = parent + "/" + channel }
        device.channel = channel
        entries.append(Entry(device: position, parent: parent, channel: channel, row: row, column: column))
        return true
    }

    /// - Returns: parents that are not in this sheet but in the other one, by the position of their channel.
    func tie(_ devices: inout [Device], sheet: DeviceSheet) -> [Int: String] {
        guard !entries.isEmpty else { return [:] }
        let positions = Dictionary(
            devices.enumerated().map { ($0.element.id, $0.offset) }, uniquingKeysWith: { first, _ in first })
        var others: [Int: String] = [:]
        var taken: [String: Int] = [:]
        let isChannel = Set(entries.filter { isRead($0, devices) }.map { devices[$0.device].id })
        for entry in entries {
            if let first = taken["\(entry.parent)/\(entry.channel)"] {
                sheet.error(
                    .duplicateChannel(entry.channel, parent: entry.parent, line: first), entry.row,
                    entry.column)
                continue
            }
            taken["\(entry.parent)/\(entry.channel)"] = entry.row.number
            if let parent = positions[entry.parent], !isChannel.contains(entry.parent) {
                guard isRead(entry, devices) else { continue }
                devices[entry.device].parent = parent
                devices[entry.device].broker = devices[parent].broker
            } else if positions[entry.parent] == nil, sheet.others.contains(entry.parent) {
                if isRead(entry, devices) { others[entry.device] = entry.parent }
            } else {
                sheet.error(
                    isChannel.contains(entry.parent)
                        ? .channelOfChannel(entry.parent) : .unknownParent(entry.parent),
                    entry.row, entry.column,
                    help: isChannel.contains(entry.parent)
                        ? nil : .nearestOnly(to: entry.parent, among: positions.keys.sorted()))
            }
        }
        return others
    }

    /// A row with another mistake has no device at the position its entry names.
    private func isRead(_ entry: Entry, _ devices: [Device]) -> Bool {
        devices.indices.contains(entry.device) && devices[entry.device].channel == entry.channel
    }
}
