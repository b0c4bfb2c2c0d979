import Expressions

/// How long points with limits were inside them, per day: the papers' availability and water figures. The journal keeps
/// days and a quarter is asked for, so the sums are kept and not the readings (docs/decisions/0020-day-times.md).
///
/// A value holds from the message that told it to the device's next one, by the device's time, if that comes within its
/// silence length. It is counted when the next message comes and never before: who is not heard again has a gap.
extension Engine {
    /// How long sums gather before they are written, milliseconds; a crash makes a gap of them.
    static let timesEvery: Int64 = 600_000
    /// Devices written at once; the others a second later.
    static let timesSlice = 64
    /// A device's clock that is further ahead is not counted by, milliseconds.
    static let timesAhead: Int64 = 60_000

    /// Counts the stretch that ends with the readings in `readings`, all of one device at one time; before they are
    /// taken, since the last values are those of the stretch.
    mutating func countTimes(of device: Int, _ arrival: Arrival, effects: inout Effects) {
        // How old a kept value is, nobody knows.
        guard !arrival.isRetained else { return }
        let at = readings[0].observedAt.milliseconds
        let last = devices[device].countedAt
        guard !readings[0].isLate, at <= clock &+ Self.timesAhead else {
            devices[device].countedAt = .min
            return
        }
        guard at > last else { return }
        devices[device].countedAt = at
        let entry = plan.devices[device]
        let counted = plan.times.devices[Int(entry.times)]
        guard last != .min, at &- last <= counted.hold else { return }
        for position in plan.times.profiles[Int(entry.profile)].indices {
            let slot = Int(entry.slotBase) + plan.times.profiles[Int(entry.profile)][position].slot
            guard slots[slot].isSet, !slots[slot].isUnknown, !slots[slot].isLate,
                let isInside = plan.times.profiles[Int(entry.profile)][position].limits.contains(
                    slots[slot].value)
            else { continue }
            addTime(counted.base + position, from: last, until: at, isInside, effects: &effects)
        }
    }

    private mutating func addTime(
        _ place: Int, from start: Int64, until end: Int64, _ isInside: Bool, effects: inout Effects
    ) {
        var from = start
        while from < end {
            if !timesDay.contains(from) { timesDay = LocalDay(of: from, site.zoneRules) }
            let until = min(end, timesDay.until)
            // A zone that is written wrongly must not hold the watch here.
            guard until > from else { return }
            if times[place].day != timesDay.number {
                writeTimes(place, effects: &effects)
                times[place].day = timesDay.number
            }
            times[place].add(Interval(milliseconds: until - from), isInside: isInside)
            from = until
        }
        guard !isTimesScheduled else { return }
        isTimesScheduled = true
        deadlines.schedule(.times, at: Timestamp(milliseconds: clock + Self.timesEvery))
    }

    // MARK: Store

    /// Writes the next slice of devices; after the last one it waits for the next reading.
    mutating func writeTimesSlice(effects: inout Effects) {
        let end = min(plan.times.devices.count, nextTimes + Self.timesSlice)
        for position in nextTimes..<max(nextTimes, end) { writeTimes(ofDevice: position, effects: &effects) }
        nextTimes = end < plan.times.devices.count ? end : 0
        isTimesScheduled = nextTimes > 0
        if isTimesScheduled {
            deadlines.schedule(.times, at: Timestamp(milliseconds: clock + Self.snapshotEvery))
        }
    }

    /// Writes all that has come together: before the tables change, and before the end.
    mutating func writeAllTimes(effects: inout Effects) {
        for position in plan.times.devices.indices { writeTimes(ofDevice: position, effects: &effects) }
        deadlines.cancel(.times)
        (nextTimes, isTimesScheduled) = (0, false)
    }

    private mutating func writeTimes(ofDevice position: Int, effects: inout Effects) {
        let counted = plan.times.devices[position]
        let profile = Int(plan.devices[Int(counted.device)].profile)
        for offset in plan.times.profiles[profile].indices {
            writeTimes(counted.base + offset, of: counted, offset, effects: &effects)
        }
    }

    /// One point's, whose day is over.
    private mutating func writeTimes(_ place: Int, effects: inout Effects) {
        guard !times[place].isEmpty,
            let position = plan.times.devices.lastIndex(where: { $0.base <= place })
        else { return }
        let counted = plan.times.devices[position]
        writeTimes(place, of: counted, place - counted.base, effects: &effects)
    }

    private mutating func writeTimes(
        _ place: Int, of counted: TimesPlan.Device, _ offset: Int, effects: inout Effects
    ) {
        guard !times[place].isEmpty else { return }
        let point = plan.times.profiles[Int(plan.devices[Int(counted.device)].profile)][offset].point
        effects.times.append(
            DayTimesRow(
                device: numbering.deviceNumbers[Int(counted.device)],
                point: numbering.pointNumbers[point.position], times: times[place].take()))
    }

    /// The last input: what would else wait for its time is handed over for the last commit.
    package mutating func finish(effects: inout Effects) { writeAllTimes(effects: &effects) }
}
