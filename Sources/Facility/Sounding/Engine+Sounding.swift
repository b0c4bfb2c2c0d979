/// Who is woken by what: the destinations that act on the box's surroundings choose more narrowly than a route can.
extension Engine {
    /// Whether the destination's own limits let it hear of an incident. Platforms hear of whatever their routes choose.
    func mayHear(_ destination: Destination, of incident: Incident) -> Bool {
        switch destination.kind {
        case .http, .file, .cap, .webhook, .publish: true
        case .gb26875: isOfFireCentre(incident)
        case .sound(let settings):
            // That nobody is watching concerns whoever is near the box before all.
            incident.hazard == OwnHazard.unwatched.rawValue
                || incident.hazard == OwnHazard.dutyCheck.rawValue
                || settings.takes(
                    severity: incident.severity, isLifeSafety: incident.isLifeSafety,
                    isHistoric: incident.isHistoric)
        case .siren(let settings): settings.takes(incident) && !isCatchingUp(incident)
        }
    }

    /// Whether what raised an incident just now may come from a backlog: its session is draining, or was connected a
    /// moment ago, when retained messages and what was queued arrive.
    private func isCatchingUp(_ incident: Incident) -> Bool {
        guard incident.transitions == 0 else { return false }
        guard !isReleasing, let device = index.device(incident.device, in: site) else { return true }
        let quietFrom = clock &- SirenSettings.connectionQuiet.milliseconds
        return SessionClass.allCases.contains { sessionClass in
            let session = sessionClass.session(ofBroker: device.broker).position
            guard session < sessions.count else { return false }
            return sessions[session].isDraining || sessions[session].connectedAt > quietFrom
        }
    }

    /// Whether a step concerns what stands beside the box and nobody else: a person set the case aside, the time he
    /// gave is over, or who went to look has not said what he found, and others are called again.
    func concernsBox(_ destination: Int32, _ step: Transition.Step) -> Bool {
        guard site.destinations[Int(destination)].kind.standsBeside else { return false }
        return switch step {
        case .shelved, .emerged, .late(.look): true
        default: false
        }
    }

    /// What a destination still has to call after a restart: the cases it was told of that nobody has answered.
    ///
    /// Ordered by number. Their delivery number is 0: they are no rows of the outbox.
    package func standing(at destination: String) -> [Delivery] {
        book.numbers.sorted().compactMap { number in
            guard let incident = book[number]?.incident, hasOpenCase(incident, at: destination),
                FireCase(incident, at: destination).answeredBy == nil,
                !FireCase(incident, at: destination).isHistoric,
                incident.shelvedUntil.map({ $0.milliseconds <= clock }) ?? true
            else { return nil }
            return asItStands(incident, at: destination)
        }
    }

    /// The open cases a destination was told of, for the snapshots of a one-way path. As `standing`, answered ones
    /// included.
    package func told(at destination: String) -> [Delivery] {
        book.numbers.sorted().compactMap { number in
            guard let incident = book[number]?.incident, hasOpenCase(incident, at: destination) else {
                return nil
            }
            return asItStands(incident, at: destination)
        }
    }

    /// Whether a destination was told of a case that it leads and that is not over.
    private func hasOpenCase(_ incident: Incident, at destination: String) -> Bool {
        incident.handling[destination] != nil && !incident.isToldWithAnother(at: destination)
            && !FireCase(incident, at: destination).isOver
    }

    private func asItStands(_ incident: Incident, at destination: String) -> Delivery {
        let raised = Transition(
            incident: incident.id, sequence: incident.transitions, step: .raised,
            observedAt: incident.since, at: incident.raisedAt)
        var report = caseReport(of: incident, raised, reportBy: nil)
        compose(&report, of: incident, at: destination)
        hidePseudonyms(in: &report, at: destination)
        let whole = FireCase(incident, at: destination)
        return Delivery(
            number: 0, destination: destination, incident: incident.id, transition: raised.sequence,
            action: .report, severity: whole.severity, isLifeSafety: whole.isLifeSafety,
            isHistoric: whole.isHistoric, openedAt: incident.raisedAt, report: report)
    }
}

extension Incident {
    /// The person who has taken it up: goes to look, or has decided what it is. Another detector is no person, and
    /// whoever went and did not come back has not answered, nor has who found it real the last time.
    package var answeredBy: String? {
        switch confirmation {
        case .refuted(let person, _): person
        case .confirmedByPerson(let person):
            response.map { $0.isRinging && !$0.isKnown } ?? false ? nil : person
        case .unconfirmed, .confirmedBySecondTrigger:
            response?.isRinging ?? false ? nil : acknowledgedBy
        }
    }
}
