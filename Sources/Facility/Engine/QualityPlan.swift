/// The points' `QualityRule`s laid out for the hot path: which slots of a profile look back, when each goes stale.
///
/// Most devices have no rule that looks back; for them a message costs one comparison.
struct QualityPlan: Sendable {
    /// What one profile's points declare, by their slot.
    struct Entry: Sendable {
        var rules: [QualityRule] = []
        /// Position among the device's `SlotTrust`s, -1: nothing looks back.
        var places: [Int16] = []
        /// Milliseconds, 0: never.
        var staleAfter: [Int64] = []
        var trustCount = 0
        /// The shortest `staleAfter` that is not 0; 0: no slot goes stale.
        var shortestStale: Int64 = 0
        /// Slots go stale after different lengths.
        var isMixed = false

        init(_ profile: Profile, slots: [PointIndex], points: [Point]) {
            for slot in slots {
                let fields = profile.routes.flatMap(\.fields).filter { $0.point == slot }
                let own = fields.reduce(QualityRule.none) { $0.over($1.quality) }
                let given = own.over(points[slot.position].quality)
                // A last will is said once and holds until the next, and so does what records say.
                let isKept = slot == profile.availability || fields.isEmpty
                let rule = given.over(QualityRule(staleAfter: isKept ? nil : profile.staleAfter))
                let isNumber = points[slot.position].unit != nil
                rules.append(rule)
                places.append(rule.looksBack && isNumber ? Int16(trustCount) : -1)
                if rule.looksBack, isNumber { trustCount += 1 }
                staleAfter.append(rule.staleAfter?.milliseconds ?? 0)
            }
            shortestStale = staleAfter.filter { $0 > 0 }.min() ?? 0
            isMixed = staleAfter.contains { $0 != shortestStale }
        }
    }

    private(set) var entries: [Entry] = []
    /// Of each device, where its `SlotTrust`s begin; -1: it has none.
    private(set) var bases: ContiguousArray<Int32> = []
    /// All devices' `SlotTrust`s.
    private(set) var trustCount = 0

    /// - Parameter slots: of each profile, the points behind its slots.
    init(_ profiles: [Profile], slots: [[PointIndex]], points: [Point]) {
        entries = zip(profiles, slots).map { Entry($0, slots: $1, points: points) }
    }

    mutating func add(deviceOf profile: Int) {
        let count = entries[profile].trustCount
        bases.append(count == 0 ? -1 : Int32(trustCount))
        trustCount += count
    }

    func staleAfter(profile: Int32, slot local: Int) -> Int64 { entries[Int(profile)].staleAfter[local] }
}
