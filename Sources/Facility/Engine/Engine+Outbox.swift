/// What persons do with what waits for destinations: hold it back, let it go on, tell it again, take it out.
extension Engine {
    /// The destinations that are held back, by id.
    package var pausesInForce: [DestinationPause] {
        pauses.values.sorted { $0.destination < $1.destination }
    }

    mutating func perform(
        _ word: OutboxWord, by person: String, effects: inout Effects
    ) -> CommandResult {
        switch word {
        case .pause(let id, let why):
            guard position(of: id) != nil else { return .refused(.unknownDestination) }
            guard pauses[id] == nil else { return .alreadySo }
            let pause = DestinationPause(
                destination: id, by: personID(person), since: Timestamp(milliseconds: clock), why: why)
            pauses[id] = pause
            effects.pauses.append(PauseRow(destination: id, pause: pause))
            return .done
        case .resume(let id):
            // One that has left the configuration may still be held back.
            guard pauses.removeValue(forKey: id) != nil else {
                return position(of: id) == nil ? .refused(.unknownDestination) : .alreadySo
            }
            effects.pauses.append(PauseRow(destination: id, pause: nil))
            return .done
        case .hurry(let id):
            guard position(of: id) != nil else { return .refused(.unknownDestination) }
            effects.hurried.append(id)
            return .done
        case .prove:
            guard !site.destinations.isEmpty else { return .refused(.unknownDestination) }
            effects.wantsProof = true
            return .done
        case .retry(_, let refused):
            guard let refused else { return .refused(.unknownDelivery) }
            return tellAgain(refused, effects: &effects)
        case .drop(let number, let why, let evenLifeSafety):
            return drop(
                number, why: why, by: personID(person), evenLifeSafety: evenLifeSafety, effects: &effects)
        }
    }

    private func position(of destination: String) -> Int? {
        site.destinations.firstIndex { $0.id == destination }
    }

    /// A refused delivery goes out again with the case as it stands now, under the number of its old transition: to
    /// the far side it is the same request. Of a case that is over its end follows the report.
    private mutating func tellAgain(
        _ refused: RefusedDelivery, effects: inout Effects
    ) -> CommandResult {
        guard let number = book.number(of: refused.incident), let file = book[number] else {
            return .refused(.unknownIncident)
        }
        let id = refused.destination
        guard let position = position(of: id) else { return .refused(.unknownDestination) }
        guard site.destinations[position].receives.contains(file.incident.origin), !file.incident.isShadow
        else { return .refused(.notForDestination) }
        // It is on its way again.
        guard file.unsettled[id] == nil else { return .alreadySo }
        let isUntold = file.incident.untold?.contains(id) ?? false
        switch refused.action {
        case .report:
            guard isUntold else { return .refused(.alreadySettled) }
            book.change(number) { file in
                file.incident.untold?.removeAll { $0 == id }
                file.incident.standsAt?[id] = nil
            }
            open(again: refused, .report, number, Int32(position), effects: &effects)
            if file.incident.ended != nil {
                var end = refused
                (end.transition, end.step, end.note) = (file.incident.transitions, "withdrawn", nil)
                end.step = file.incident.ended?.step ?? end.step
                open(again: end, .close, number, Int32(position), effects: &effects)
            }
        case .update, .close:
            // Nothing follows a case that the far side never took: its report must be told again.
            guard !isUntold else { return .refused(.stepWithoutPredecessor) }
            // It has opened again since, or others of its fire stand: closed there it would be closed under a danger.
            let isOver = FireCase(file.incident, at: id).isOver
            guard refused.action == .update || isOver else { return .refused(.stillActive) }
            guard refused.action == .close || file.incident.ended == nil else {
                return .refused(.alreadyEnded)
            }
            open(again: refused, refused.action, number, Int32(position), effects: &effects)
        }
        publish(number, effects: &effects)
        return .done
    }

    private mutating func open(
        again refused: RefusedDelivery, _ action: Delivery.Action, _ number: Int64, _ position: Int32,
        effects: inout Effects
    ) {
        guard let incident = book[number]?.incident else { return }
        let told = Transition(
            incident: incident.id, sequence: refused.transition, step: .raised, observedAt: incident.since,
            at: Timestamp(milliseconds: clock))
        open(action, number, told, to: position, effects: &effects)
        let last = effects.opened.count - 1
        effects.opened[last].report.step = refused.step
        effects.opened[last].report.note = refused.note
    }

    /// What is under way arrives or not; its lane finds that out, and what arrived all the same counts.
    private mutating func drop(
        _ number: Int64, why: String, by person: String, evenLifeSafety: Bool, effects: inout Effects
    ) -> CommandResult {
        guard let opened = book.opened(number) else {
            return .refused(number > 0 && number < book.nextDelivery ? .alreadySettled : .unknownDelivery)
        }
        guard let incident = book[opened.incident]?.incident else { return .refused(.unknownIncident) }
        let isLifeSafety =
            incident.isLifeSafety || FireCase(incident, at: opened.destination).isLifeSafety
        guard evenLifeSafety || !isLifeSafety || incident.origin != .real else {
            return .refused(.lifeSafetyIsNotDropped)
        }
        book.drop(number)
        let reason = "dropped by \(person): \(why)"
        effects.settled.append(Settlement(delivery: number, outcome: .refused(reason: reason)))
        effects.dropped.append(
            DroppedDelivery(
                number: number, destination: opened.destination, incident: incident.id,
                isReport: opened.isReport))
        // Without its report the far side has no case; a dropped update changes nothing there.
        if opened.isReport {
            refuseReport(opened, reason: reason, effects: &effects)
        }
        return .done
    }

    /// The far side never took the case: it must not hear of its later steps.
    mutating func refuseReport(
        _ opened: IncidentBook.Opened, reason: String, effects: inout Effects
    ) {
        book.change(opened.incident) { file in
            guard !(file.incident.untold ?? []).contains(opened.destination) else { return }
            file.incident.untold = (file.incident.untold ?? []) + [opened.destination]
        }
        _ = move(
            opened.incident, at: opened.destination, to: .rejected, note: reason, effects: &effects)
        publish(opened.incident, effects: &effects)
    }

    /// A delivery that was dropped while it was under way has arrived all the same: the far side has it.
    mutating func arrivedAllTheSame(
        _ number: Int64, _ outcome: Delivery.Outcome, effects: inout Effects
    ) -> CommandResult {
        guard case .accepted(let caseNumber, let handling) = outcome, let opened = book.takeDropped(number)
        else { return .alreadySo }
        effects.settled.append(Settlement(delivery: number, outcome: outcome))
        book.change(opened.incident) { file in
            file.incident.untold?.removeAll { $0 == opened.destination }
        }
        _ = move(
            opened.incident, at: opened.destination, to: handling, note: caseNumber, effects: &effects)
        publish(opened.incident, effects: &effects)
        return .done
    }
}

extension Incident.Ending {
    /// Name of the step that ended it (`Transition.Step.name`).
    fileprivate var step: String {
        switch self {
        case .cleared: "cleared"
        case .quiet: "quiet"
        case .refuted: "refuted"
        case .withdrawn: "withdrawn"
        }
    }
}
