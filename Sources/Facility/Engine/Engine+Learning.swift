import Expressions

/// What devices' hazards learn of them: readings in, judgements out, rows for the store, and what must not be learned.
///
/// **Frozen.** While a machine of the device that asks a learner has raised (active, quieting, or held until a drain
/// ends), the learner judges and learns nothing: what lasts is not to become usual by lasting. A person who refutes
/// the incident says that it is usual, and it is learned. What comes while a `for` still runs is learned, cut as every
/// outlier is.
///
/// **Stored.** Baselines look back weeks, further than the journal, so each device's learners are rows of their own:
/// about once an hour, with a slice of last values, and whenever something is frozen or thawed. After a restart the
/// journal's readings since the row are learned again, under the same frost, and nothing is lost; after more than the
/// journal's tail away, at most the last hour before. Without a row everything begins anew, unknown.
extension Engine {
    /// A device's learners are stored this often, in milliseconds of the gateway's time.
    static let learnedEvery: Int64 = 3_600_000

    static func freshLearned(_ plan: HazardPlan) -> ContiguousArray<LearnedSet> {
        let sets = plan.learnedSpecs.map { LearnedSet($0) }
        return ContiguousArray(plan.learnedDevices.map { sets[Int(plan.devices[Int($0)].profile)] })
    }

    /// Learns from the readings in `readings`, all of one device at one time. Late ones have no time that could be
    /// believed: what came before them is forgotten, nothing is learned.
    mutating func learn(of device: Int) {
        let set = Int(plan.devices[device].learned)
        guard let first = readings.first, !first.isLate else { return learned[set].forgetAll() }
        let offset = site.zoneRules.offset(at: first.observedAt)
        for index in readings.indices { take(readings[index], in: set, offset: offset) }
        learned[set].settle(at: first.observedAt)
    }

    private mutating func take(_ reading: Reading, in set: Int, offset: Int) {
        guard reading.quality != .stuck else { return learned[set].forget(reading.point) }
        learned[set].add(
            point: reading.point, value: reading.value, observedAt: reading.observedAt, offset: offset,
            isDoubtful: reading.quality == .suspect || reading.quality == .outOfRange)
    }

    func learnedValue(_ call: Int, _ set: Int, at time: Timestamp) -> Value {
        learned[set].value(call, at: time, offset: site.zoneRules.offset(at: time))
    }

    /// Devices of which nothing is learned, because 4,096 learners of others come before theirs in the sheet: what
    /// asks for it is unknown there.
    package var unlearnedDevices: Int { plan.unlearnedDevices }

    /// The same of a site that is not in force, as `gengfu check` asks.
    package static func unlearnedDevices(of site: Site) -> Int { HazardPlan(site: site).unlearnedDevices }

    // MARK: Frost

    /// A machine has moved: what its hazard asks may be frozen or thawed now.
    mutating func settleFrost(of device: Int, effects: inout Effects) {
        guard layFrost(on: device) else { return }
        writeLearned(of: device, effects: &effects)
    }

    /// - Returns: whether something was frozen or thawed.
    @discardableResult
    private mutating func layFrost(on device: Int) -> Bool {
        let entry = plan.devices[device]
        guard entry.learned >= 0 else { return false }
        var frozen: UInt64 = 0
        for machine in Int(entry.machineBase)..<Int(entry.machineBase + entry.machineCount) {
            switch machines[machine].phase {
            case .active, .quieting, .held:
                frozen |= plan.templates[Int(plan.places[machine].template)].asksLearned
            default: break
            }
        }
        guard learned[Int(entry.learned)].frozen != frozen else { return false }
        learned[Int(entry.learned)].frozen = frozen
        return true
    }

    /// After a start or a reload.
    mutating func layFrostEverywhere() {
        for device in plan.learnedDevices { layFrost(on: Int(device)) }
    }

    // MARK: Store

    /// Writes a device's learners when an hour has passed. The first time comes earlier, at another moment for each.
    mutating func storeLearned(of device: Int, effects: inout Effects) {
        let set = Int(plan.devices[device].learned)
        if learned[set].storedAt == .min {
            learned[set].storedAt = clock &- Int64(device) &* 2_654_435 % Self.learnedEvery
        }
        guard clock &- learned[set].storedAt >= Self.learnedEvery else { return }
        writeLearned(of: device, effects: &effects)
    }

    private mutating func writeLearned(of device: Int, effects: inout Effects) {
        let set = Int(plan.devices[device].learned)
        learned[set].storedAt = clock
        for (position, key) in learned[set].keys.enumerated() {
            effects.learned.append(
                LearnedRow(
                    device: numbering.deviceNumbers[device], key: text(of: key),
                    at: Timestamp(milliseconds: clock), packed: learned[set].learners[position].packed))
        }
    }

    private func text(of key: LearnerKey) -> String { key.text { site.points[$0.position].name } }

    /// Takes up what the store kept; what belongs to nothing any more is let go at the start.
    mutating func restoreLearned(_ rows: [LearnedRow]) {
        for row in rows {
            guard let packed = row.packed, let device = numbering.devices[row.device]?.position,
                case let set = Int(plan.devices[device].learned), set >= 0,
                let learner = learned[set].keys.firstIndex(where: { text(of: $0) == row.key }),
                learned[set].restore(learner, packed: packed)
            else {
                obsoleteLearned.append(
                    LearnedRow(device: row.device, key: row.key, at: row.at, packed: nil))
                continue
            }
            learned[set].storedAt = max(learned[set].storedAt, row.at.milliseconds)
        }
        layFrostEverywhere()
    }

    /// A journaled reading teaches what it taught when it came, unless its learners were stored after it.
    /// - Parameter heard: when the point was last heard before it.
    mutating func relearn(_ reading: Reading, after heard: Int64, _ entry: HazardPlan.DeviceEntry) {
        let set = Int(entry.learned)
        guard reading.receivedAt.milliseconds >= learned[set].storedAt else { return }
        guard !reading.isLate else { return learned[set].forgetAll() }
        let local = plan.localSlot(profile: entry.profile, point: reading.point)
        let staleAfter = plan.quality.staleAfter(profile: entry.profile, slot: local)
        if staleAfter > 0, heard != .min, reading.receivedAt.milliseconds &- heard >= staleAfter {
            learned[set].forget(reading.point)
        }
        take(reading, in: set, offset: site.zoneRules.offset(at: reading.observedAt))
    }

    // MARK: Reload

    /// What is learned as before goes on.
    func carryLearned(of was: Int, to next: PreparedSite, _ device: Int) {
        let (old, new) = (Int(plan.devices[was].learned), Int(next.plan.devices[device].learned))
        guard old >= 0, new >= 0 else { return }
        let pointTo = next.passage.pointTo
        for (position, key) in learned[old].keys.enumerated() {
            var key = key
            if let pointTo {
                let points = key.points.compactMap { pointTo[$0.position] }
                guard points.count == key.points.count else { continue }
                key.points = points
            }
            guard let place = next.learned[new].keys.firstIndex(of: key) else { continue }
            next.learned[new].take(place, from: learned[old], position)
        }
        next.learned[new].storedAt = learned[old].storedAt
    }

    // MARK: Explanation

    /// What the learned functions of a machine's condition had to say, a line each: `zscore: temperature 31 Cel,
    /// expected 21.3, spread 0.4, score 24.2, learned from 5210 since 2026-03-01`. The same in every language.
    func learnedEvidence(of machine: Int, condition: Int) -> [String] {
        let place = plan.places[machine]
        guard condition >= 0, !place.isZone else { return [] }
        let set = Int(plan.devices[Int(place.subject)].learned)
        return plan.conditions[condition].windows.compactMap { window in
            guard case .learned(let spec) = window, set >= 0,
                let found = learned[set].explanation(Int(spec))
            else { return nil }
            let point = site.points[found.point.position]
            let unit = Units.suffix(of: point.unit)
            let function = plan.learnedSpecs[Int(plan.devices[Int(place.subject)].profile)][Int(spec)]
                .function
            return "\(function.rawValue) = \(Self.short(found.score)): \(point.name) = "
                + "\(Self.short(found.observed))\(unit), \(Self.short(found.expected)) ± "
                + "\(Self.short(found.spread))\(unit), n = \(found.learned)"
        }
    }

    /// To four digits.
    static func short(_ number: Double) -> String {
        guard number != 0, number.magnitude < 1e15, number.magnitude > 1e-9 else { return "\(number)" }
        var scale = 1.0
        while number.magnitude * scale < 1_000 { scale *= 10 }
        let rounded = (number * scale).rounded() / scale
        return rounded == rounded.rounded() ? "\(Int64(rounded))" : "\(rounded)"
    }
}
