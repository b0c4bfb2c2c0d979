/// A fire monitoring centre's duty check (查岗): a case like an alarm, which calls people and is answered by a person who
/// takes it up, by name. Nothing else ever answers it.
extension Engine {
    /// The centre asks, or its time is up.
    mutating func checkDuty(
        of unit: String, at destination: String, minutes: Int?, effects: inout Effects
    ) -> CommandResult {
        guard site.destinations.contains(where: { $0.id == destination && $0.kind.isFireCentre }) else {
            return .refused(.unknownIncident)
        }
        let open = book.open.first { $0.asksDuty(of: unit, for: destination) }
        guard let minutes else {
            guard let open else { return .alreadySo }
            endDutyCheck(open.id.number, note: "unanswered", effects: &effects)
            return .done
        }
        guard open == nil else { return .alreadySo }
        guard book.hasRoom(isLifeSafety: false) else { return .refused(.tooMany) }
        let now = Timestamp(milliseconds: clock)
        let own = OwnHazard.dutyCheck
        let incident = Incident(
            id: book.nextID(site: site.id), hazard: own.rawValue, device: site.id, zone: nil,
            severity: own.severity, origin: .real, isLatched: false, isLifeSafety: false, isWeak: false,
            isHistoric: false, since: now, raisedAt: now,
            evidence: [
                DutyQuestion.destination + destination, DutyQuestion.unit + unit,
                DutyQuestion.minutes + String(minutes),
            ])
        let number = incident.id.number
        book.file(incident, machine: -1)
        counters.raised += 1
        chooseAudience(of: number)
        transition(number, observedAt: clock, effects: &effects) { _ in .raised }
        return .done
    }

    /// Answered or too late: nothing is left to do. Does nothing to any other incident.
    mutating func endDutyCheck(_ number: Int64, note: String?, effects: inout Effects) {
        guard let incident = book[number]?.incident, incident.hazard == OwnHazard.dutyCheck.rawValue,
            incident.ended == nil
        else { return }
        let now = Timestamp(milliseconds: clock)
        transition(number, observedAt: clock, note: note, effects: &effects) {
            $0.incident.becomeQuiet(at: now)
        }
    }

    /// The loudspeaker, and the centre that asks; no route is needed, and nobody else is told.
    func hearsDutyCheck(_ destination: Destination, of incident: Incident) -> Bool {
        switch destination.kind {
        case .gb26875: incident.evidence.first == DutyQuestion.destination + destination.id
        case .sound: true
        default: false
        }
    }

    /// Whether a fire centre has a word for a hazard: `codes: {gb26875: fire}`.
    func isOfFireCentre(_ incident: Incident) -> Bool {
        let code = index.hazard(incident.hazard, in: site)?.codes[FirePoint.column]
        return FireCentreBook.bit(of: code) != nil
    }

    /// The cases that a destination was told of and that are not over: what a fire centre believes after a restart.
    package func openCases(at destination: String) -> [Delivery] {
        book.numbers.sorted().compactMap { number in
            guard let incident = book[number]?.incident, incident.ended == nil, !incident.isRefuted,
                incident.handling[destination] != nil
            else { return nil }
            let raised = Transition(
                incident: incident.id, sequence: incident.transitions, step: .raised,
                observedAt: incident.since, at: incident.raisedAt)
            var report = caseReport(of: incident, raised, reportBy: nil)
            hidePseudonyms(in: &report, at: destination)
            return Delivery(
                number: 0, destination: destination, incident: incident.id, transition: raised.sequence,
                action: .report, severity: incident.severity, isLifeSafety: incident.isLifeSafety,
                isHistoric: incident.isHistoric, openedAt: incident.raisedAt,
                report: report)
        }
    }
}

/// How the case of a duty check says who asks whom: the first lines of its evidence.
enum DutyQuestion {
    static let destination = "destination = "
    static let unit = "unit = "
    static let minutes = "minutes = "
}

extension Incident {
    fileprivate func asksDuty(of unit: String, for destination: String) -> Bool {
        hazard == OwnHazard.dutyCheck.rawValue
            && evidence.starts(with: [DutyQuestion.destination + destination, DutyQuestion.unit + unit])
    }
}

extension Delivery {
    /// Address of the transmission device a duty check asks; nil: it is no duty check.
    package var dutyUnit: String? {
        guard report.hazard == OwnHazard.dutyCheck.rawValue, report.evidence.count > 1 else { return nil }
        let line = report.evidence[1]
        return line.hasPrefix(DutyQuestion.unit) ? String(line.dropFirst(DutyQuestion.unit.count)) : nil
    }
}

extension Destination.Kind {
    package var isFireCentre: Bool { if case .gb26875 = self { true } else { false } }
}
