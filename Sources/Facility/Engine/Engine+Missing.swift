/// What the store remembers and the configuration of this start no longer has.
///
/// A sheet may change while nobody runs, and a reload that took a hazard away may be killed before that was stored. What
/// is left then is an incident that no machine drives: nothing would ever end it, and when a later reload brings the
/// hazard back its machine would raise a second one of the same danger. So a start ends it as the reload would have.
extension Engine {
    /// Ends every open incident that nothing in this configuration can decide, and forgets the rows of machines that do
    /// not exist any more.
    mutating func withdrawUnknown(effects: inout Effects) {
        for key in unclaimed {
            effects.live.append(LiveRow(hazard: key.hazard, subject: key.subject, state: nil))
        }
        unclaimed = []
        let undriven = book.numbers.filter {
            guard let file = book[$0] else { return false }
            return file.incident.ended == nil && file.machine < 0 && file.incident.device != site.id
                && file.incident.storm == nil
        }
        guard !undriven.isEmpty else { return }
        let machineOf = machinesByKey()
        for number in undriven {
            guard let incident = book[number]?.incident,
                let reason = reasonToWithdraw(incident, machineOf)
            else { continue }
            // Routes ask for what is not known any more; whoever has the case hears of its end.
            let told = site.destinations.indices.filter { incident.handling[site.destinations[$0].id] != nil }
            book.change(number) { $0.audience = told.map(Int32.init) }
            withdraw(number, reason: reason.rawValue, effects: &effects)
        }
    }

    /// - Returns: nil: it may go on. What the gateway, a person or an exercise raised needs no machine.
    private func reasonToWithdraw(
        _ incident: Incident, _ machineOf: [MachineKey: Int]
    ) -> SitePassage.WithdrawalReason? {
        let isOwn = OwnHazard(rawValue: incident.hazard) != nil
        let hazard = isOwn || index.hazard(incident.hazard) != nil
        let device = index.device(incident.device) != nil
        guard hazard, device else {
            return SitePassage.reason(hazard: hazard, isZone: false, subject: device)
        }
        guard !isOwn, incident.origin == .real, incident.wordOf == nil else { return nil }
        let subject = incident.sharedPlace ?? incident.device
        guard machineOf[MachineKey(hazard: incident.hazard, subject: subject)] == nil else { return nil }
        return SitePassage.reason(hazard: true, isZone: incident.zone != nil, subject: incident.zone == nil)
    }
}
