/// Hours in which hazards may be raised: their edges are deadlines, so that what holds when one opens is raised then and
/// not with the next message.
extension Engine {
    /// Whether a schedule is open: now, or at a device's time for what a backlog tells.
    mutating func isOpen(_ schedule: Int, at: Int64, inBacklog: Bool) -> Bool {
        let time = inBacklog || isTakingLate ? at : clock
        let known = schedules[schedule]
        if known.from <= time, time < known.until { return known.isOpen }
        return plan.schedules[schedule].isOpen(at: time, zone: site.zoneRules, holidays: site.holidays)
    }

    /// Sets every schedule's next edge: at a start and after a reload.
    mutating func resumeSchedules() {
        schedules = ContiguousArray(plan.schedules.indices.map { state(of: $0, at: clock) })
        for schedule in schedules.indices { watchEdge(of: schedule) }
    }

    /// A schedule opens or closes: whoever waits for it is asked, in slices.
    mutating func turn(_ schedule: Int, effects: inout Effects) {
        let was = schedules[schedule].isOpen
        schedules[schedule] = state(of: schedule, at: clock)
        watchEdge(of: schedule)
        guard schedules[schedule].isOpen != was else { return }
        let isIdle = asking.isEmpty
        for (machine, place) in plan.places.enumerated() {
            let course = plan.templates[Int(place.template)].course
            guard course >= 0, Int(plan.courses[Int(course)].schedule) == schedule else { continue }
            asking.append(Int32(machine))
        }
        if isIdle { askNextSlice(effects: &effects) }
    }

    private mutating func watchEdge(of schedule: Int) {
        deadlines.schedule(
            .schedule(Int32(schedule)), at: Timestamp(milliseconds: schedules[schedule].until))
    }

    private func state(of schedule: Int, at time: Int64) -> Schedule.State {
        plan.schedules[schedule].state(at: time, zone: site.zoneRules, holidays: site.holidays)
    }
}
