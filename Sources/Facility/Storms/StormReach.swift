/// What can have caused the loss of a device, and whom a cause should have silenced. Made when a storm is first asked about,
/// never for a message.
struct StormReach: Sendable {
    private let graph: LinkGraph
    /// Of each device, the one whose messages carry its own.
    private let carriers: [Int32: Int32]
    private let carried: [Int32: [Int32]]

    init(_ site: Site, _ index: SiteIndex) {
        graph = LinkGraph(site.devices)
        var carriers: [Int32: Int32] = [:]
        for (position, device) in site.devices.enumerated() where device.parent == nil {
            guard let slash = device.id.lastIndex(of: "/"),
                let carrier = index.device(String(device.id[..<slash]))
            else { continue }
            carriers[Int32(position)] = Int32(carrier)
        }
        self.carriers = carriers
        carried = Dictionary(grouping: carriers.keys.sorted(), by: { carriers[$0] ?? -1 })
    }

    /// With `StormCause.rank`; itself first, since what hangs on it is gone with it.
    func causes(of device: Int32, in site: Site) -> [StormCause: Int] {
        let declared = site.devices[Int(device)]
        var causes: [StormCause: Int] = [:]
        func add(_ cause: StormCause, steps: Int = 0) {
            let rank = StormCause.rank(cause, steps: steps)
            causes[cause] = min(causes[cause] ?? rank, rank)
        }
        add(.device(declared.id))
        for (position, steps) in upstream(of: device) {
            add(.device(site.devices[Int(position)].id), steps: steps)
        }
        if !declared.place.building.isEmpty { add(.building(declared.place.building)) }
        add(.profile(site.profiles[declared.profile].id))
        add(.broker(site.brokers[declared.broker].id))
        add(.site)
        return causes
    }

    private func upstream(of device: Int32) -> [(Int32, steps: Int)] {
        var found: [(Int32, steps: Int)] = []
        var seen: Set<Int32> = [device]
        var frontier = [device]
        for steps in 1...Areas.steps where !frontier.isEmpty {
            var next: [Int32] = []
            for position in frontier {
                let above = graph.neighbours(upstreamOf: position) + (carriers[position].map { [$0] } ?? [])
                for one in above where seen.insert(one).inserted {
                    found.append((one, steps))
                    next.append(one)
                }
            }
            frontier = next
        }
        return found
    }

    /// Whom a cause silences, ascending.
    func devices(of cause: StormCause, in site: Site, _ index: SiteIndex) -> [Int32] {
        func all(_ isMeant: (Device) -> Bool) -> [Int32] {
            site.devices.indices.filter { isMeant(site.devices[$0]) }.map(Int32.init)
        }
        switch cause {
        case .site: return all { _ in true }
        case .building(let name): return all { $0.place.building == name }
        case .profile(let id): return all { site.profiles[$0.profile].id == id }
        case .broker(let id): return all { site.brokers[$0.broker].id == id }
        case .device(let id):
            guard let device = index.device(id).map(Int32.init) else { return [] }
            let near = [device] + (graph.devices(.downstream(nil), of: device) ?? [])
            return Set(near + near.flatMap { carried[$0] ?? [] }).sorted()
        }
    }
}
