/// Who is on duty at a time, out of all shifts.
package struct DutyRoster: Sendable {
    /// A person's stretch of duty.
    package struct Turn: Sendable, Equatable {
        /// `Shift.id`
        package var shift: String
        /// `Person.id`
        package var person: String
        package var from: Timestamp
        package var until: Timestamp
    }

    private let shifts: [Shift]
    private let zone: ZoneRules
    private let holidays: Set<Int>

    package init(shifts: [Shift], zone: ZoneRules, holidays: Set<Int> = []) {
        self.shifts = shifts
        self.zone = zone
        self.holidays = holidays
    }

    /// A site without shifts says nothing about who is there.
    package var isEmpty: Bool { shifts.isEmpty }

    /// Who is on duty, each person once, in the order of the file. Empty: nobody, or no shift is declared.
    package func onDuty(at time: Timestamp) -> [Turn] {
        var turns: [Turn] = []
        for shift in shifts {
            let stretches = shift.hours.stretches(
                around: time.milliseconds, days: -2...0, zone: zone, holidays: holidays)
            guard
                let stretch = stretches.last(where: {
                    $0.from <= time.milliseconds && time.milliseconds < $0.until
                })
            else { continue }
            let (from, until) = (
                Timestamp(milliseconds: stretch.from), Timestamp(milliseconds: stretch.until)
            )
            for person in shift.rota[date(of: from)] ?? shift.people
            where !turns.contains(where: { $0.person == person }) {
                turns.append(Turn(shift: shift.id, person: person, from: from, until: until))
            }
        }
        return turns
    }

    /// Local date as days since 1970.
    private func date(of time: Timestamp) -> Int {
        let seconds = Double(time.milliseconds / 1_000 + Int64(zone.offset(at: time)))
        return Int((seconds / 86_400).rounded(.down))
    }
}
