/// The tallies of all areas, by (area, hazard).
struct AreaTallies: Sendable {
    private var tallies: [Int: ZoneTally] = [:]
    private let hazards: Int

    init(hazards: Int) { self.hazards = max(1, hazards) }

    subscript(area: Int, hazard: Int) -> ZoneTally {
        get { tallies[area * hazards + hazard] ?? ZoneTally() }
        set { tallies[area * hazards + hazard] = newValue.entries.isEmpty ? nil : newValue }
    }

    /// The devices with any of the hazards: a detector that tells smoke and heat is one.
    func devices(_ area: Int, _ hazards: [Int32], at time: Int64, within duration: Int64) -> Set<Int32> {
        var devices: Set<Int32> = []
        for hazard in hazards {
            devices.formUnion(self[area, Int(hazard)].devices(at: time, within: duration))
        }
        return devices
    }

    /// The same entries after a reload, each in every area that its device is in now; -1 stands for what is gone.
    func moved(
        hazards newHazards: Int, hazard: (Int) -> Int32, device: (Int32) -> Int32,
        areas: (_ device: Int, _ hazard: Int) -> [Int32]
    ) -> AreaTallies {
        var result = AreaTallies(hazards: newHazards)
        for (key, tally) in tallies.sorted(by: { $0.key < $1.key }) {
            let newHazard = Int(hazard(key % hazards))
            guard newHazard >= 0 else { continue }
            for entry in tally.moved(device).entries {
                for area in areas(Int(entry.device), newHazard) {
                    result[Int(area), newHazard].take(entry)
                }
            }
        }
        return result
    }
}

/// Something counted has changed in an area.
struct AreaChange: Sendable {
    var area: Int32
    /// Bit `position % 64` of each hazard or counted condition that did.
    var bits: UInt64
    /// The least of their positions.
    var hazard: Int32
    /// By the device's time.
    var at: Int64
    /// A backlog tells it: the next message may tell the end.
    var inBacklog: Bool

    init(area: Int32, hazard: Int32, at: Int64, inBacklog: Bool = false) {
        self.area = area
        bits = 1 << UInt64(hazard & 63)
        self.hazard = hazard
        self.at = at
        self.inBacklog = inBacklog
    }

    /// Whether some incident is behind it.
    func isOfHazard(in site: Site) -> Bool { Int(hazard) < site.hazards.count }

    /// One change per area, in the order in which areas came.
    static func gathered(_ changes: [AreaChange]) -> [AreaChange] {
        guard changes.count > 1 else { return changes }
        var gathered: [AreaChange] = []
        var positions: [Int32: Int] = [:]
        for change in changes {
            guard let known = positions[change.area] else {
                positions[change.area] = gathered.count
                gathered.append(change)
                continue
            }
            gathered[known].bits |= change.bits
            gathered[known].hazard = min(gathered[known].hazard, change.hazard)
            gathered[known].at = max(gathered[known].at, change.at)
            gathered[known].inBacklog = gathered[known].inBacklog && change.inBacklog
        }
        return gathered
    }
}
