import Expressions

/// The site's hazards laid out for the hot path: which machines a device has, which slots they read, all by index.
///
/// Flat arrays of trivial values: a message finds its machines without a look-up by name and without touching a
/// reference count.
struct HazardPlan: Sendable {
    /// Where one device's parts lie.
    struct DeviceEntry: Sendable {
        var profile: Int32
        /// Its slots are `slotBase ..< slotBase + slotCount`, one per point of its profile.
        var slotBase: Int32
        var slotCount: Int32
        /// Its machines are `machineBase ..< machineBase + machineCount`.
        var machineBase: Int32
        var machineCount: Int32
        /// Position among the devices with windows, or -1.
        var windows: Int32
        var zone: Int32
        var broker: Int32
        /// Milliseconds until the first of its slots is stale without a newer reading, 0: never.
        var staleAfter: Int64
        var hasSilence: Bool
        /// Slot, among all devices', that is false when the device is gone: its own or its parent's; -1: none.
        var presence: Int32 = -1
        /// Position among the devices whose hazards learn, or -1.
        var learned: Int32 = -1
        /// Position among the devices that have points with limits, or -1.
        var times: Int32 = -1
        /// Position in `groups`: which templates it has.
        var group: Int32 = 0
    }

    /// One evidence of a hazard that a profile can give.
    struct Choice: Sendable {
        /// Position in `Hazard.evidence`.
        var evidence: Int16
        /// Position in `conditions`.
        var condition: Int32
        /// Milliseconds.
        var holdsFor: Int64
        var isBeside: Bool
    }

    /// What a machine watches, shared by all devices of a profile.
    struct Template: Sendable {
        var hazard: Int32
        /// Position in `Site.variants`; -1: the hazard as it is written.
        var variant: Int32 = -1
        /// The strongest evidence the profile gives.
        var evidence: Int32
        /// All evidence the profile gives, strongest first, in `choices`; empty when there is no choice.
        var firstChoice: Int32 = 0
        var choiceCount: Int32 = 0
        /// Position in `conditions`, -1 for silence.
        var condition: Int32
        /// Position in `conditions`, -1 without one.
        var unless: Int32
        /// Milliseconds of silence that are its sign, 0 for a condition.
        var silence: Int64
        /// Bit `slot % 64` of every slot it reads.
        var mask: UInt64
        var rule: Machine.Rule
        var hasWindows: Bool
        var readsSources: Bool
        /// A bit per learner of the device that it asks (`LearnedSet.keys`).
        var asksLearned: UInt64 = 0
        /// Position in `courses`; -1: nothing but its sign, `for` and `quiet_for`.
        var course: Int32 = -1
        /// It stands for a condition that others count: `hazard` lies behind all hazards.
        var isCondition = false
        /// `Machine.counted` is kept up to date.
        var isCounted = false
        var scope = Hazard.Scope.device
        /// `Vicinity.bit` of wherever it counts devices.
        var reads: UInt16 = 0
        /// Bit `hazard % 64` of whatever it counts.
        var counts: UInt64 = 0
    }

    /// One machine of one device (`subject` in `Site.devices`) or, `isZone`, of what several share (in `areas`).
    struct Place: Sendable {
        var template: Int32
        var subject: Int32
        var isZone: Bool
    }

    var devices: ContiguousArray<DeviceEntry> = []
    var templates: ContiguousArray<Template> = []
    var choices: ContiguousArray<Choice> = []
    var courses: ContiguousArray<Course> = []
    /// The steps of severity of all courses, one course's after the other's.
    var steps: ContiguousArray<Course.Step> = []
    /// Each once, however many hazards have it.
    var schedules: [Schedule] = []
    var conditions: ContiguousArray<BoundCondition> = []
    /// The variables of all conditions, one condition's after the other's.
    var bindings: ContiguousArray<BoundCondition.Binding> = []
    var places: ContiguousArray<Place> = []
    /// Of each profile, the points behind its slots.
    var profilePoints: [[PointIndex]] = []
    /// What the points of each profile declare of their readings' worth.
    var quality: QualityPlan
    /// Whose points have limits.
    var times: TimesPlan
    /// Of each profile, what its window sets are made of.
    var windowSpecs: [[WindowSpec]] = []
    /// Of each profile, bit `slot % 64` of every slot that some window looks at.
    var windowMasks: [UInt64] = []
    /// Devices with windows, by their position among them.
    var windowDevices: [Int32] = []
    /// Of each profile, what its devices' hazards ask of what was learned.
    var learnedSpecs: [[LearnedSpec]] = []
    /// Devices whose hazards learn, by their position among them.
    var learnedDevices: [Int32] = []
    /// Learners of all of them; beyond the limit a device learns nothing, and what asks it is unknown.
    private var learnerCount = 0
    /// Devices that would learn, and of which nothing is learned for want of room.
    private(set) var unlearnedDevices = 0
    /// 4,096 learners are at most 16 MB in memory, and as much in the store.
    static let learnerLimit = 4_096
    var slotCount = 0
    /// Channels that are gone when their parent is, by the parent.
    var dependents: [Int32: [Int32]] = [:]
    /// Longest variable layout and window list of any condition.
    var variableCount = 0
    var windowCount = 0
    /// The conditions that hazards count devices of; their positions among hazards are behind all of these.
    let conditionsCounted: [CountedCondition]
    /// Hazards somebody counts by their incidents, or that a second trigger confirms: their raises are tallied.
    var tallied: [Bool]
    /// Hazards and conditions of which every device's standing is counted (`DeviceCounts`).
    var isStanding: [Bool]
    /// Of each of both, `Vicinity.bit` of wherever somebody counts it.
    var reaches: [UInt16]
    var areas: Areas
    /// What lies up and down of devices whose hazards look there, by device and `Vicinity.bit`.
    var links: [Int: Int32] = [:]
    /// Longest duration of any `sources`, in milliseconds.
    var longestSources: Int64 = Self.secondTriggerWindow
    /// Which templates a device has: of each profile those of its hazards as they are written, then one group for every
    /// other choice of variants that some device has.
    private(set) var groups: [[Int32]] = []
    /// Of each group, its profile.
    private(set) var groupProfiles: [Int] = []
    /// Of each profile, the template of each of its facility's variants.
    private var variantTemplates: [[Int: Int32]] = []
    private var groupOf: [[Int32]: Int32] = [:]
    /// Slot of a point in its profile, or -1: `localSlots[profile * pointCount + point]`.
    private var localSlots: ContiguousArray<Int16> = []
    private let pointCount: Int

    /// GB 50116-2013 4.1.6 asks for two independent triggers; 3 min is how long the first one waits for the second.
    static let secondTriggerWindow: Int64 = 180_000

    init(site: Site) {
        pointCount = site.points.count
        quality = QualityPlan(
            site.profiles, slots: site.profiles.map { site.points(of: $0) }, points: site.points)
        times = TimesPlan(slots: site.profiles.map { site.points(of: $0) }, points: site.points)
        conditionsCounted = CountedCondition.all(of: site)
        let count = site.hazards.count + conditionsCounted.count
        tallied = (0..<count).map {
            $0 < site.hazards.count && site.hazards[$0].confirm == .secondTrigger
        }
        reaches = tallied.map { $0 ? Vicinity.zone.bit : 0 }
        isStanding = Array(repeating: false, count: count)
        areas = Areas(zones: site.zones)
        for profile in site.profiles {
            let points = site.points(of: profile)
            profilePoints.append(points)
            var slots = [Int16](repeating: -1, count: pointCount)
            for (slot, point) in points.enumerated() { slots[point.position] = Int16(slot) }
            localSlots.append(contentsOf: slots)
            windowSpecs.append([])
            learnedSpecs.append([])
            let start = templates.count
            for (hazard, rule) in site.hazards.enumerated()
            where !rule.scope.isPlace && rule.facility == profile.facility {
                addTemplate(hazard, of: site, profile: windowSpecs.count - 1)
            }
            addConditions(of: profile, site)
            groups.append((start..<templates.count).map(Int32.init))
            groupProfiles.append(windowSpecs.count - 1)
            addVariants(of: profile, site)
        }
        windowMasks = windowSpecs.indices.map { windowMask(of: $0) }
        let places = addPlaceTemplates(site)
        for template in templates.indices where isStanding[Int(templates[template].hazard)] {
            templates[template].isCounted = true
        }
        for device in site.devices { append(device, of: site) }
        tiePresences(of: site)
        layAreas(site, places)
    }

    private func windowMask(of profile: Int) -> UInt64 {
        let windows = WindowSet(windowSpecs[profile])
        return profilePoints[profile].enumerated().reduce(0) { mask, entry in
            windows.watches(entry.element) ? mask | 1 << UInt64(entry.offset & 63) : mask
        }
    }

    /// The slot of a point within its device, -1 when the profile does not have it.
    @inline(__always)
    func localSlot(profile: Int32, point: PointIndex) -> Int {
        Int(localSlots[Int(profile) * pointCount + point.position])
    }

    /// Lays out one more device behind all others; nothing that is there moves. `join` puts it into its areas.
    mutating func append(_ device: Device, of site: Site) {
        let group = group(of: device, in: site)
        let range = groups[Int(group)].map { Int($0) }
        let points = profilePoints[device.profile].count
        let subject = Int32(devices.count)
        var entry = DeviceEntry(
            profile: Int32(device.profile), slotBase: Int32(slotCount), slotCount: Int32(points),
            machineBase: Int32(places.count), machineCount: Int32(range.count), windows: -1,
            zone: Int32(device.zone ?? -1), broker: Int32(device.broker),
            staleAfter: quality.entries[device.profile].shortestStale, hasSilence: false)
        entry.group = group
        quality.add(deviceOf: device.profile)
        if !windowSpecs[device.profile].isEmpty {
            entry.windows = Int32(windowDevices.count)
            windowDevices.append(subject)
        }
        let learners = LearnedSet.learners(of: learnedSpecs[device.profile]).count
        if learners > 0, learnerCount + learners <= Self.learnerLimit {
            learnerCount += learners
            entry.learned = Int32(learnedDevices.count)
            learnedDevices.append(subject)
        } else if learners > 0 {
            unlearnedDevices += 1
        }
        for template in range {
            if templates[template].silence > 0 { entry.hasSilence = true }
            places.append(Place(template: Int32(template), subject: subject, isZone: false))
        }
        entry.times = times.add(
            subject, profile: device.profile,
            silence: range.map { templates[$0].silence }.filter { $0 > 0 }.min())
        slotCount += points
        devices.append(entry)
    }

    /// Leaves a device without machines: nothing of it is asked any more.
    mutating func dismiss(_ device: Int) {
        let entry = devices[device]
        let range = entry.machineBase..<entry.machineBase + entry.machineCount
        devices[device].machineCount = 0
        devices[device].hasSilence = false
        devices[device].staleAfter = 0
        for area in readAreas(of: device) { areas.readers[Int(area)].removeAll { range.contains($0) } }
    }

    /// Gives a dismissed device its machines back, as `append` gave them.
    mutating func reinstate(_ device: Int, of site: Site) {
        let entry = devices[device]
        let range = groups[Int(entry.group)].map { Int($0) }
        guard entry.machineCount == 0, !range.isEmpty else { return }
        devices[device].machineCount = Int32(range.count)
        devices[device].hasSilence = range.contains { templates[$0].silence > 0 }
        devices[device].staleAfter = quality.entries[Int(entry.profile)].shortestStale
        addReaders(of: device)
    }

    /// What is watched by a template, with the numbers the site gives it there.
    func hazard(of template: Template, in site: Site) -> Hazard {
        template.variant >= 0
            ? site.variants[Int(template.variant)].value : site.hazards[Int(template.hazard)]
    }

    /// The templates of a profile's hazards with other numbers.
    private mutating func addVariants(of profile: Profile, _ site: Site) {
        var positions: [Int: Int32] = [:]
        for (position, variant) in site.variants.enumerated()
        where !variant.value.scope.isPlace && variant.value.facility == profile.facility {
            let template = templates.count
            addTemplate(variant.hazard, variant: position, of: site, profile: windowSpecs.count - 1)
            if templates.count > template { positions[position] = Int32(template) }
        }
        variantTemplates.append(positions)
    }

    /// Devices with equal numbers share their templates.
    private mutating func group(of device: Device, in site: Site) -> Int32 {
        let hasOthers = groups[device.profile].contains { templates[Int($0)].scope == .channel }
        guard !site.overrides.isEmpty || hasOthers else { return Int32(device.profile) }
        let list = groups[device.profile].filter { template in
            device.isChannel || templates[Int(template)].scope != .channel
        }.map { template in
            site.variant(
                of: Int(templates[Int(template)].hazard), device: device.id, profile: device.profile,
                building: device.place.building
            ).flatMap { variantTemplates[device.profile][$0] } ?? template
        }
        guard list != groups[device.profile] else { return Int32(device.profile) }
        if let known = groupOf[list] { return known }
        groups.append(list)
        groupProfiles.append(device.profile)
        groupOf[list] = Int32(groups.count - 1)
        return Int32(groups.count - 1)
    }

    mutating func addTemplate(
        _ position: Int, variant: Int? = nil, of site: Site, profile: Int?
    ) {
        let hazard = variant.map { site.variants[$0].value } ?? site.hazards[position]
        let given = Set(profile.map { profilePoints[$0] } ?? [])
        guard let choice = Coverage.evidence(of: hazard, given: given).position else { return }
        let evidence = hazard.evidence[choice]
        var template = Template(
            hazard: Int32(position), variant: Int32(variant ?? -1), evidence: Int32(choice), condition: -1,
            unless: -1, silence: 0, mask: 0,
            rule: Machine.Rule(
                holdsFor: max(0, evidence.holdsFor.milliseconds),
                quietFor: max(0, hazard.quietFor.milliseconds), isLatched: hazard.staysOpen,
                expiresAfter: max(0, hazard.expiresAfter?.milliseconds ?? 0),
                holdOff: max(0, hazard.holdOff?.milliseconds ?? 0)),
            hasWindows: false, readsSources: false)
        template.scope = hazard.scope
        switch evidence.sign {
        case .silence(let length):
            // A place is never heard, so it cannot fall silent.
            guard profile != nil else { return }
            template.silence = max(1, length.milliseconds)
        case .condition(let condition):
            template.condition = bind(condition, site, profile, &template)
            if profile != nil { addChoices(of: hazard, first: choice, given, site, profile, &template) }
        }
        if let unless = hazard.unless { template.unless = bind(unless, site, profile, &template) }
        addCourse(of: hazard, given, site, profile: profile, &template)
        templates.append(template)
    }

    /// What else the profile can tell the hazard by.
    private mutating func addChoices(
        of hazard: Hazard, first: Int, _ given: Set<PointIndex>, _ site: Site, _ profile: Int?,
        _ template: inout Template
    ) {
        let others = hazard.evidence.indices.filter { $0 > first && hazard.evidence[$0].isGiven(by: given) }
        var chosen: [Choice] = []
        for position in [first] + others {
            guard case .condition(let condition) = hazard.evidence[position].sign else { continue }
            let evidence = hazard.evidence[position]
            chosen.append(
                Choice(
                    evidence: Int16(clamping: position),
                    condition: position == first
                        ? template.condition : bind(condition, site, profile, &template),
                    holdsFor: max(0, evidence.holdsFor.milliseconds), isBeside: evidence.isBeside))
        }
        guard chosen.count > 1 else { return }
        template.firstChoice = Int32(choices.count)
        template.choiceCount = Int32(chosen.count)
        choices.append(contentsOf: chosen)
    }

    /// The choices of a template, strongest first.
    @inline(__always)
    func choices(of template: Template) -> ContiguousArray<Choice>.SubSequence {
        choices[Int(template.firstChoice)..<Int(template.firstChoice + template.choiceCount)]
    }
}
