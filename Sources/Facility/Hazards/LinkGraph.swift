/// Who feeds, contains and powers whom, by position. A device whose messages carry another one's values contains it.
struct LinkGraph {
    private struct Edge {
        var relation: DeviceLink.Relation
        var to: Int32
    }

    private var forward: [Int32: [Edge]] = [:]
    private var backward: [Int32: [Edge]] = [:]

    init(_ devices: [Device]) {
        var positions: [String: Int32] = [:]
        if devices.contains(where: { !$0.links.isEmpty }) {
            positions = Dictionary(
                devices.enumerated().map { ($0.element.id, Int32($0.offset)) },
                uniquingKeysWith: { first, _ in first })
        }
        for (position, device) in devices.enumerated() {
            if let parent = device.parent { add(Int32(parent), .contains, Int32(position)) }
            for link in device.links {
                guard let to = positions[link.to] else { continue }
                add(Int32(position), link.relation, to)
            }
        }
    }

    private mutating func add(_ from: Int32, _ relation: DeviceLink.Relation, _ to: Int32) {
        guard from != to else { return }
        forward[from, default: []].append(Edge(relation: relation, to: to))
        backward[to, default: []].append(Edge(relation: relation, to: from))
    }

    /// Whatever feeds, contains or powers a device directly.
    func neighbours(upstreamOf device: Int32) -> [Int32] { (backward[device] ?? []).map(\.to) }

    /// The devices one comes to from a device, without itself, ascending; nil for a reach that is no direction.
    func devices(_ reach: Vicinity, of device: Int32) -> [Int32]? {
        let (edges, relation): ([Int32: [Edge]], DeviceLink.Relation?)
        switch reach {
        case .upstream(let only): (edges, relation) = (backward, only)
        case .downstream(let only): (edges, relation) = (forward, only)
        case .zone, .floor, .unit, .building, .site: return nil
        }
        var seen: Set<Int32> = [device]
        var frontier = [device]
        for _ in 0..<Areas.steps where !frontier.isEmpty {
            var next: [Int32] = []
            for position in frontier {
                for edge in edges[position] ?? [] where relation == nil || edge.relation == relation {
                    if seen.insert(edge.to).inserted { next.append(edge.to) }
                }
            }
            frontier = next
        }
        seen.remove(device)
        return seen.sorted()
    }
}
