import Expressions

/// Records as the watch takes them: checked whole, entered whole, and told to the hazards as readings of the point
/// `KIND.overdue`, so that "overdue" is a hazard like any other.
extension Engine {
    /// Milliseconds that a deed may lie ahead of the gateway's clock: a date is written without its hour.
    private static let aheadLimit: Int64 = 86_400_000

    /// Enters all of them or none.
    mutating func enter(_ records: [UpkeepRecord], by person: String, effects: inout Effects) -> CommandResult
    {
        guard !records.isEmpty, records.count <= UpkeepRecord.batchLimit else { return .refused(.tooMany) }
        for record in records {
            if let refusal = refusal(of: record) { return .refused(refusal) }
        }
        let corrected = records.compactMap(\.corrects)
        guard Set(corrected).count == corrected.count else { return .refused(.recordIsVoid) }
        var isAny = false
        for record in records where record.corrects != nil || !self.records.holds(record) {
            isAny = true
            var record = record
            record.number = self.records.nextNumber
            record.enteredAt = Timestamp(milliseconds: clock)
            record.enteredBy = person
            record.due = record.isWithdrawal ? nil : record.due ?? standardDue(of: record)
            self.records.file(record, due: record.due)
            effects.records.append(record)
            if case .device(let id) = record.subject, let device = index.device(id),
                self.records.current(record.kind, of: record.subject)?.due == nil
            {
                tell(record.kind, isOverdue: nil, to: device, effects: &effects)
            }
        }
        guard isAny else { return .alreadySo }
        tellOverdue(effects: &effects)
        return .done
    }

    private func refusal(of record: UpkeepRecord) -> CommandRefusal? {
        switch record.subject {
        case .device(let id): if index.device(id) == nil { return .unknownDevice }
        case .place(let name):
            if !site.devices.contains(where: { $0.place.building == name }) { return .unknownPlace }
        case .facility(let id): if !site.facilities.contains(where: { $0.id == id }) { return .unknownPlace }
        case .site: break
        }
        guard record.performedAt.milliseconds <= clock + Self.aheadLimit else { return .noSuchTime }
        if let due = record.due, due <= record.performedAt { return .noSuchTime }
        // A point is disabled until some day, never for good.
        if record.kind == .disabled, record.due == nil, !record.isWithdrawal { return .dueRequired }
        guard let number = record.corrects else { return record.isWithdrawal ? .unknownRecord : nil }
        guard let old = records[number], old.kind == record.kind, old.subject == record.subject else {
            return .unknownRecord
        }
        return old.isVoid ? .recordIsVoid : record.reason == nil ? .reasonRequired : nil
    }

    /// By the kind's own term; nil: it has none there.
    private func standardDue(of record: UpkeepRecord) -> Timestamp? {
        let facility: String? =
            switch record.subject {
            case .device(let id):
                index.device(id).map { site.facilities[site.profiles[site.devices[$0].profile].facility].id }
            case .facility(let id): id
            case .place, .site: nil
            }
        return facility.flatMap { RecordTerm.standard(record.kind, facility: $0) }
            .map { record.performedAt + .hours(24 * $0.days) }
    }

    /// Takes up what the store remembers.
    mutating func restore(records kept: [UpkeepRecord]) {
        for record in kept.sorted(by: { $0.number < $1.number }) { records.file(record, due: record.due) }
    }

    /// Tells every device's hazards whether something of it is overdue, and sets when to look again. Only what changed
    /// is told: after a restart the last value is there.
    mutating func tellOverdue(effects: inout Effects) {
        var next = Timestamp.distantFuture
        for entry in records.standing {
            guard let due = entry.due, case .device(let id) = entry.subject, let device = index.device(id)
            else { continue }
            let isOverdue = due.milliseconds <= clock
            if !isOverdue { next = min(next, due) }
            tell(entry.kind, isOverdue: isOverdue, to: device, effects: &effects)
        }
        if next < .distantFuture { deadlines.schedule(.records, at: next) }
    }

    /// - Parameter isOverdue: nil: nothing is known any more, the only record was void.
    private mutating func tell(
        _ kind: RecordKind, isOverdue: Bool?, to device: Int, effects: inout Effects
    ) {
        let entry = plan.devices[device]
        guard !devices[device].isRetired,
            let point = site.recordedPoint(kind, facility: site.profiles[Int(entry.profile)].facility)
        else { return }
        let local = plan.localSlot(profile: entry.profile, point: point)
        guard local >= 0 else { return }
        let slot = slots[Int(entry.slotBase) + local]
        let value = isOverdue.map { Value.bool($0) } ?? .unknown
        guard slot.isSet ? slot.value != value : isOverdue != nil else { return }
        let now = Timestamp(milliseconds: clock)
        readings.removeAll(keepingCapacity: true)
        readings.append(
            Reading(
                device: DeviceIndex(device), point: point, value: value, observedAt: now,
                receivedAt: now))
        let arrival = Arrival(session: 0, isRetained: false, isDraining: false)
        absorb(device, arrival, effects: &effects)
    }
}

extension Site {
    /// The point that says of a facility's devices whether the next deed of a kind is overdue; nil: its vocabulary
    /// has none.
    package func recordedPoint(_ kind: RecordKind, facility: Int) -> PointIndex? {
        points.firstIndex { $0.facility == facility && $0.kind == .boolean && $0.name == kind.pointName }
            .map { PointIndex($0) }
    }

    /// Every point a device of this profile can have: those its messages fill and those records fill.
    package func points(of profile: Profile) -> [PointIndex] {
        let recorded = RecordKind.allCases.compactMap { recordedPoint($0, facility: profile.facility) }
        guard !recorded.isEmpty else { return profile.points }
        return Set(profile.points + recorded).sorted { $0.rawValue < $1.rawValue }
    }
}
