import Expressions

/// Where everything of one site goes in the next: made beside the loop from two plans, so that the loop itself only
/// moves values from place to place.
///
/// What goes on is keyed by names: devices by id, values by (facility, point), machines by (hazard, device or zone).
/// A machine whose question is the same word for word keeps its answer and its timers; only the others are asked
/// anew.
struct SitePassage: Sendable {
    /// Old position of each new device, -1: new.
    var deviceFrom: [Int32] = []
    /// New position of each old device, -1: gone.
    var deviceTo: [Int32] = []
    /// Old position of each new machine, -1: new.
    var machineFrom: [Int32] = []
    var machineTo: [Int32] = []
    /// New position of each old area, -1: gone.
    var areaTo: [Int32] = []
    var hazardTo: [Int32] = []
    /// New position of each old point; nil: all points stand where they stood.
    var pointTo: [PointIndex?]?
    /// By new device: what its profile makes of its old one's, in `pairs`; -1 for a new device.
    var pairOf: [Int32] = []
    var pairs: [ProfilePair] = []
    /// New machines that must be asked: their question changed, or it counts others.
    var toAsk: [Int32] = []
    /// New devices that are new, or whose profile waits differently for staleness or looks back differently.
    var toResume: [Int32] = []
    /// Why each old machine that goes was withdrawn, by position.
    var reasons: [Int32: WithdrawalReason] = [:]

    /// In words a metric or a page can translate.
    enum WithdrawalReason: String, Sendable {
        case hazardRemoved = "hazard_removed"
        case deviceRemoved = "device_removed"
        case zoneRemoved = "zone_removed"
        case undecidable
    }

    /// One profile (and choice of variants) and the one its devices had before; most often the same in two versions.
    struct ProfilePair: Sendable {
        /// By new slot: the old one, -1.
        var slots: [Int16] = []
        /// By new template of the device: the old one of the same hazard, counted from its first; -1.
        var templates: [Int32] = []
        /// By new template: the question is the same.
        var isSame: [Bool] = []
        /// The windows look back as before.
        var keepsWindows = false
        /// Staleness is waited for as before.
        var keepsStaleness = false
    }

    init(from old: EngineOutline, to site: Site, _ plan: HazardPlan, _ index: SiteIndex) {
        let words = Words(old: old, site: site, plan: plan)
        areaTo = old.plan.areas.list.map { plan.areas.position($0.reach, $0.name) ?? -1 }
        // What is behind all hazards, counted conditions, is told by every machine anew.
        hazardTo = old.site.hazards.map { Int32(index.hazard($0.id) ?? -1) }
        hazardTo += old.plan.conditionsCounted.map { _ in -1 }
        pointTo = words.pointTo
        deviceTo = old.site.devices.map { Int32(index.device($0.id) ?? -1) }
        deviceFrom = Array(repeating: -1, count: site.devices.count)
        for (was, now) in deviceTo.enumerated() where now >= 0 { deviceFrom[Int(now)] = Int32(was) }
        machineFrom = Array(repeating: -1, count: plan.places.count)
        machineTo = Array(repeating: -1, count: old.plan.places.count)
        pairDevices(old, site, plan, words)
        pairZones(old, site, plan)
        explainMissing(old, site, index)
    }

    private mutating func pairDevices(
        _ old: EngineOutline, _ site: Site, _ plan: HazardPlan, _ words: Words
    ) {
        var known: [Int: Int32] = [:]
        pairOf = Array(repeating: -1, count: site.devices.count)
        for device in site.devices.indices {
            let entry = plan.devices[device]
            let was = Int(deviceFrom[device])
            guard was >= 0 else {
                toResume.append(Int32(device))
                askAll(of: entry)
                continue
            }
            let oldEntry = old.plan.devices[was]
            let key = Int(entry.group) << 32 | Int(oldEntry.group)
            let pair =
                known[key]
                ?? {
                    pairs.append(words.pair(Int(entry.group), was: Int(oldEntry.group)))
                    return Int32(pairs.count - 1)
                }()
            known[key] = pair
            pairOf[device] = pair
            take(pairs[Int(pair)], entry, oldEntry, device: device, plan, movesZone(device, was, old, site))
        }
    }

    private mutating func take(
        _ pair: ProfilePair, _ entry: HazardPlan.DeviceEntry, _ was: HazardPlan.DeviceEntry, device: Int,
        _ plan: HazardPlan, _ movesZone: Bool
    ) {
        let isMoved = entry.broker != was.broker
        if !pair.keepsStaleness || !pair.keepsWindows || isMoved { toResume.append(Int32(device)) }
        for local in 0..<Int(entry.machineCount) {
            let machine = Int(entry.machineBase) + local
            let from = pair.templates[local]
            if from >= 0, from < was.machineCount {
                let old = Int(was.machineBase + from)
                machineFrom[machine] = Int32(old)
                machineTo[old] = Int32(machine)
            }
            let template = plan.templates[Int(plan.places[machine].template)]
            let asks =
                machineFrom[machine] < 0 || !pair.isSame[local] || template.readsSources
                || template.silence > 0 && isMoved || template.hasWindows && !pair.keepsWindows
            if asks || movesZone { toAsk.append(Int32(machine)) }
        }
    }

    private mutating func askAll(of entry: HazardPlan.DeviceEntry) {
        for machine in entry.machineBase..<entry.machineBase + entry.machineCount { toAsk.append(machine) }
    }

    private func movesZone(_ device: Int, _ was: Int, _ old: EngineOutline, _ site: Site) -> Bool {
        let now = site.devices[device].zone.map { Int32($0) } ?? -1
        let before = old.site.devices[was].zone.map { areaTo[$0] } ?? -1
        let parent = site.devices[device].parent.map { site.devices[$0].id }
        let oldParent = old.site.devices[was].parent.map { old.site.devices[$0].id }
        return now != before || parent != oldParent
    }

    private mutating func pairZones(_ old: EngineOutline, _ site: Site, _ plan: HazardPlan) {
        var positions: [Int: Int32] = [:]
        for (machine, place) in plan.places.enumerated() where place.isZone {
            positions[Int(plan.templates[Int(place.template)].hazard) << 32 | Int(place.subject)] = Int32(
                machine)
            toAsk.append(Int32(machine))
        }
        for (machine, place) in old.plan.places.enumerated() where place.isZone {
            let hazard = hazardTo[Int(old.plan.templates[Int(place.template)].hazard)]
            let zone = areaTo[Int(place.subject)]
            guard hazard >= 0, zone >= 0, let now = positions[Int(hazard) << 32 | Int(zone)] else { continue }
            machineFrom[Int(now)] = Int32(machine)
            machineTo[machine] = now
        }
    }

    private mutating func explainMissing(_ old: EngineOutline, _ site: Site, _ index: SiteIndex) {
        for (machine, place) in old.plan.places.enumerated() where machineTo[machine] < 0 {
            let hazard = Int(old.plan.templates[Int(place.template)].hazard)
            reasons[Int32(machine)] = Self.reason(
                hazard: hazardTo[hazard] >= 0, isZone: place.isZone,
                subject: place.isZone
                    ? areaTo[Int(place.subject)] >= 0 : deviceTo[Int(place.subject)] >= 0)
        }
    }

    /// - Parameters:
    ///   - hazard: whether the hazard is still there.
    ///   - subject: whether the device or zone is.
    static func reason(hazard: Bool, isZone: Bool, subject: Bool) -> WithdrawalReason {
        if !hazard { return .hazardRemoved }
        if !subject { return isZone ? .zoneRemoved : .deviceRemoved }
        return .undecidable
    }
}
