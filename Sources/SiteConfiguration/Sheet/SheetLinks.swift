import Facility

/// Ties the devices of a sheet to those they feed, contain and power: ids in a cell, separated by blanks or the signs
/// with which people list things. The other device may stand in any row.
struct SheetLinks {
    private struct Entry {
        let relation: DeviceLink.Relation
        let text: String
        let device: Int
        let row: SheetGrid.Row
        let column: Int
    }

    /// Devices named in one cell.
    static let limit = 2_000

    private var entries: [Entry] = []

    mutating func note(
        _ relation: DeviceLink.Relation, _ text: String, of device: Int, _ row: SheetGrid.Row, _ column: Int
    ) {
        entries.append(Entry(relation: relation, text: text, device: device, row: row, column: column))
    }

    /// Gives the devices their links; an unknown id and a device that comes back to itself are mistakes of their cells.
    func check(_ devices: inout [Device], sheet: DeviceSheet) {
        guard !entries.isEmpty else { return }
        let positions = Dictionary(
            devices.enumerated().map { ($0.element.id, $0.offset) }, uniquingKeysWith: { first, _ in first })
        for entry in entries {
            let names = Self.names(in: entry.text) { positions[$0] != nil || sheet.others.contains($0) }
            guard names.count <= Self.limit else {
                sheet.error(.tooManyLinks(limit: Self.limit), entry.row, entry.column)
                continue
            }
            for name in names {
                guard positions[name] != nil || sheet.others.contains(name) else {
                    sheet.error(
                        .unknownLink(name), entry.row, entry.column,
                        help: .nearestOnly(to: name, among: positions.keys.sorted()))
                    continue
                }
                let link = DeviceLink(entry.relation, to: name)
                if !devices[entry.device].links.contains(link) { devices[entry.device].links.append(link) }
            }
        }
        for relation in DeviceLink.Relation.allCases { checkCircles(relation, devices, positions, sheet) }
    }

    /// Ids are separated by blanks; a word that is no id may be several between commas.
    private static func names(in text: String, isKnown: (String) -> Bool) -> [String] {
        text.split(whereSeparator: \.isWhitespace).flatMap { word -> [String] in
            if isKnown(String(word)) { return [String(word)] }
            return word.split { "、，,；;".contains($0) }.map(String.init)
        }
    }

    /// Each circle is told once, at the row from which it was found.
    private func checkCircles(
        _ relation: DeviceLink.Relation, _ devices: [Device], _ positions: [String: Int], _ sheet: DeviceSheet
    ) {
        var next: [Int: [Int]] = [:]
        for entry in entries where entry.relation == relation {
            next[entry.device] = devices[entry.device].links.filter { $0.relation == relation }.compactMap {
                positions[$0.to]
            }
        }
        // 0: not looked at, 1: on the way, 2: leads nowhere back.
        var state: [Int: Int] = [:]
        for entry in entries where entry.relation == relation {
            guard let circle = Self.circle(from: entry.device, next, &state) else { continue }
            let names = circle.map { devices[$0].id }
            sheet.error(.linkCircle(names), entry.row, entry.column)
        }
    }

    /// Without recursion: a chain may be as long as the sheet.
    private static func circle(from start: Int, _ next: [Int: [Int]], _ state: inout [Int: Int]) -> [Int]? {
        guard state[start] == nil else { return nil }
        var path = [start]
        var waiting = [next[start] ?? []]
        state[start] = 1
        var found: [Int]?
        while let last = path.last {
            guard let step = waiting[waiting.count - 1].popLast() else {
                state[last] = 2
                path.removeLast()
                waiting.removeLast()
                continue
            }
            switch state[step] {
            case nil:
                state[step] = 1
                path.append(step)
                waiting.append(next[step] ?? [])
            case 1 where found == nil:
                found = Array(path[(path.firstIndex(of: step) ?? 0)...]) + [step]
            default: break
            }
        }
        return found
    }
}
