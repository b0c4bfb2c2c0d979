import Expressions

/// The watch itself, as a pure state machine: messages, words and times go in, effects come out.
///
/// It reads no clock, opens no file and draws no lot, so the same inputs give the same incidents on any machine
/// at any speed. Deadlines that fall due before an input fire before it, each at its own time: where a batch begins
/// or ends changes nothing. One owner at a time (the loop's thread); it is not `Sendable` because its decoder holds a
/// C parser.
package struct Engine {
    package internal(set) var site: Site
    var index: SiteIndex
    var plan: HazardPlan
    var decoder: PayloadDecoder
    var writer: JournalWriter
    var numbering: Numbering
    var rate: TokenBucket.Rate

    /// Last values, one per device and point of its profile (`HazardPlan.DeviceEntry.slotBase`).
    var slots: ContiguousArray<Slot>
    /// Of the points whose readings are held against the ones before them (`QualityPlan`).
    var trusts: ContiguousArray<SlotTrust>
    /// Of each device, when the snapshot was taken that its `trusts` began with.
    var trustsSince: [Int: Int64] = [:]
    var devices: ContiguousArray<DeviceState>
    var machines: MachineTable
    var windows: ContiguousArray<WindowSet>
    /// What devices' hazards have learned of them (`HazardPlan.learnedDevices`).
    var learned: ContiguousArray<LearnedSet>
    /// How long points with limits were inside them, since that was last written (`TimesPlan`).
    var times: ContiguousArray<DayTimes>
    var timesDay = LocalDay()
    /// The first of `TimesPlan.devices` in the next slice.
    var nextTimes = 0
    var isTimesScheduled = false
    /// Machines of `live` that this configuration does not have, until `start` lets their rows go.
    var unclaimed: [MachineKey] = []
    /// Rows of learners that nothing asks any more, until `start` lets them go.
    var obsoleteLearned: [LearnedRow] = []
    /// How the plan's schedules stand.
    var schedules: ContiguousArray<Schedule.State> = []
    var sessions: [SessionState]
    var brokers: [BrokerState]
    var tallies: AreaTallies
    var counts: DeviceCounts
    var deadlines = DeadlineHeap<DeadlineKey>()
    var polls: PollBook
    var book: IncidentBook
    var ledger = LossLedger()
    var snapshots: SnapshotQueue
    var counters = EngineCounters()
    var desk: CallingDesk
    var pending = PendingBook()
    /// What waited for its codec before the start, until `start` takes it up.
    var kept: [PendingDecode] = []

    /// The latest time seen, milliseconds; never goes back.
    var clock: Int64
    var startedAt: Int64
    /// Devices of half frames that nobody goes on with, until `start` has dropped their rows.
    var staleStreams: [String] = []
    /// Last commit before the start, until `start` has said how long we were blind.
    var blindSince: Timestamp?
    /// Machines whose raise waits for the end of a drain.
    var held: [Int32] = []
    /// Areas in which something counted changed while machines were being looked at.
    var areaChanges: [AreaChange] = []
    /// What waited for the end of a drain is being raised.
    var isReleasing = false

    /// The running or last drill last.
    var drills: [Drill] = []
    package internal(set) var records = RecordBook()
    /// Maintenance windows and devices out of service.
    var suppressions = SuppressionBook()

    /// Destinations that a person holds back, by id.
    var pauses: [String: DestinationPause] = [:]

    var storms = StormBook()
    var fires = FireBook()

    /// Devices beside the sheet.
    var registry: Registry
    /// A deed changed what only whole tables can show.
    var wantsReload = false
    /// A message that was kept is being taken: what it raises is history.
    var isTakingLate = false
    /// Machines whose question a reload changed and that are still to be asked.
    var asking: [Int32] = []
    /// Changes whenever a device or a table does; what was prepared for another one is prepared again.
    package internal(set) var generation: UInt64 = 0

    // Scratch, kept for its storage.
    var readings: [Reading] = []
    var scratch: ValueScratch
    var dueScratch: [DeadlineKey] = []

    /// Takes up what the store remembers. Nothing is decided yet: `start` does that.
    /// - Parameters:
    ///   - numbering: the store's numbers of `site`'s devices and points.
    ///   - now: the gateway's time.
    package init(site: Site, numbering: Numbering, recovery: Recovery, now: Timestamp) {
        self.site = site
        index = SiteIndex(site)
        self.numbering = numbering
        plan = HazardPlan(site: site)
        polls = PollBook(site)
        decoder = PayloadDecoder(profiles: site.profiles, devices: site.devices, points: site.points)
        writer = JournalWriter(numbering: numbering)
        rate = TokenBucket.Rate(perSecond: site.limits.messagesPerSecond, burst: site.limits.burst)
        slots = ContiguousArray(repeating: Slot(), count: plan.slotCount)
        trusts = ContiguousArray(repeating: SlotTrust(), count: plan.quality.trustCount)
        devices = ContiguousArray(repeating: DeviceState(), count: site.devices.count)
        machines = MachineTable(count: plan.places.count)
        windows = Self.freshWindows(plan)
        learned = Self.freshLearned(plan)
        times = ContiguousArray(repeating: DayTimes(), count: plan.times.count)
        sessions = Array(repeating: SessionState(), count: site.brokers.count * 2)
        brokers = Array(repeating: BrokerState(since: now.milliseconds), count: site.brokers.count)
        tallies = AreaTallies(hazards: plan.tallied.count)
        counts = DeviceCounts(hazards: plan.tallied.count)
        book = IncidentBook(
            epoch: recovery.epoch, nextIncident: recovery.nextIncident, nextDelivery: recovery.nextDelivery)
        snapshots = SnapshotQueue(devices: site.devices.count)
        registry = Registry(recovery.registry)
        desk = CallingDesk(since: now.milliseconds)
        scratch = ValueScratch(variables: plan.variableCount, windows: plan.windowCount)
        clock = now.milliseconds
        startedAt = now.milliseconds
        decoder.gathering.pseudonyms = recovery.pseudonyms
        restore(recovery)
        recountAll()
        trustsSince.removeAll()
    }

    /// When `advance` is next needed, nil: nothing waits for time.
    package var nextDeadline: Timestamp? { deadlines.next }

    static func freshWindows(_ plan: HazardPlan) -> ContiguousArray<WindowSet> {
        let sets = plan.windowSpecs.map { WindowSet($0) }
        return ContiguousArray(plan.windowDevices.map { sets[Int(plan.devices[Int($0)].profile)] })
    }

    /// `Device.id` or the name of the place behind a machine.
    @inline(__always)
    func subject(of machine: Int) -> String {
        let place = plan.places[machine]
        return place.isZone ? plan.areas.list[Int(place.subject)].name : site.devices[Int(place.subject)].id
    }

    /// What is watched at a machine, with the numbers the site gives it there.
    func hazardValue(of machine: Int) -> Hazard {
        plan.hazard(of: plan.templates[Int(plan.places[machine].template)], in: site)
    }

    @inline(__always)
    func hazard(of machine: Int) -> Int { Int(plan.templates[Int(plan.places[machine].template)].hazard) }
}
