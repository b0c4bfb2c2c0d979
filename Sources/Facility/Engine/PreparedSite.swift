import Expressions

/// A new site, laid out for the engine beside the loop: every table and every array it needs, and where each of the
/// old values goes. Putting it in force is then a matter of moving values.
///
/// It is made by one thread, handed over whole, and holds the old tables afterwards, so that the same thread can let
/// them go: freeing ten thousand small arrays takes longer than a batch.
package final class PreparedSite {
    /// Once in force, the one before.
    package internal(set) var site: Site
    /// Of the outline it was made from.
    package let generation: UInt64
    var numbering: Numbering
    var index: SiteIndex
    var plan: HazardPlan
    var decoder: PayloadDecoder
    var writer: JournalWriter
    let passage: SitePassage
    var slots: ContiguousArray<Slot>
    var trusts: ContiguousArray<SlotTrust>
    var devices: ContiguousArray<DeviceState>
    var machines: MachineTable
    var windows: ContiguousArray<WindowSet>
    var learned: ContiguousArray<LearnedSet>
    var scratch: ValueScratch
    var deadlines = DeadlineHeap<DeadlineKey>()
    var polls: PollBook

    /// - Parameters:
    ///   - site: a faultless one, registry included (`Site.merged`).
    ///   - numbering: the store's numbers of its devices and points.
    package init(_ site: Site, numbering: Numbering, after old: EngineOutline) {
        self.site = site
        self.numbering = numbering
        generation = old.generation
        index = SiteIndex(site)
        polls = PollBook(site)
        plan = HazardPlan(site: site)
        decoder = PayloadDecoder(profiles: site.profiles, devices: site.devices, points: site.points)
        writer = JournalWriter(numbering: numbering)
        passage = SitePassage(from: old, to: site, plan, index)
        slots = ContiguousArray(repeating: Slot(), count: plan.slotCount)
        trusts = ContiguousArray(repeating: SlotTrust(), count: plan.quality.trustCount)
        devices = ContiguousArray(repeating: DeviceState(), count: site.devices.count)
        machines = MachineTable(count: plan.places.count)
        windows = Engine.freshWindows(plan)
        learned = Engine.freshLearned(plan)
        scratch = ValueScratch(variables: plan.variableCount, windows: plan.windowCount)
    }
}
