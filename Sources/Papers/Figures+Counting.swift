import Facility

/// How incidents become numbers.
extension Figures {
    package init(_ period: Period, of material: PaperMaterial) {
        self.period = period
        isProvisional = material.readAt < period.until
        let real = material.cases.filter { $0.isCounted }
        let inside = real.filter { period.contains($0.incident.raisedAt) }
        excluded = material.cases.count { !$0.isCounted && period.contains($0.incident.raisedAt) }
        let repeats = Self.repeats(among: real)
        let dark = DarkTimes(period, material)
        func tally(_ cases: [PaperCase], _ facility: String?) -> Tally {
            var tally = Tally(cases, drivers: material.drivers)
            tally.repeats = cases.count { repeats.contains($0.incident.id) }
            tally.dark = dark.hours(facility)
            return tally
        }
        whole = tally(inside, nil)
        let byFacility = Dictionary(grouping: inside) { material.facility(of: $0.incident) }
        let known = material.facilities.map(\.id)
        let others = byFacility.keys.filter { !known.contains($0) }.sorted()
        facilities = (known + others).map { facility in
            Row(
                facility: facility, devices: material.devices.values.count { $0.facility == facility },
                tally: tally(byFacility[facility] ?? [], facility))
        }
        func rows(by word: (PaperDevice) -> String) -> [(facility: String, word: String, Int, Tally)] {
            (known + others).flatMap { facility in
                let counts = Dictionary(
                    grouping: material.devices.values.filter { $0.facility == facility }, by: word
                ).mapValues(\.count)
                let cases = Dictionary(grouping: byFacility[facility] ?? []) {
                    material.devices[$0.incident.device].map(word) ?? ""
                }
                // A model or a firm has no dark hours of its own: they are the facility's.
                return counts.keys.filter { !$0.isEmpty }.sorted().map { name in
                    var numbers = tally(cases[name] ?? [], nil)
                    numbers.dark = [:]
                    return (facility, name, counts[name] ?? 0, numbers)
                }
            }
        }
        firms = rows { $0.firm }.map { Row(facility: $0, firm: $1, devices: $2, tally: $3) }
        profiles = rows { $0.model }.filter { $0.3.incidents > 0 }.map {
            Row(facility: $0, profile: $1, devices: $2, tally: $3)
        }
    }

    private struct Subject: Hashable {
        var hazard: String
        var place: String
    }

    /// Those that had another one of their hazard and place within `lookBack` before them.
    private static func repeats(among cases: [PaperCase]) -> Set<IncidentID> {
        var last: [Subject: Timestamp] = [:]
        var found: Set<IncidentID> = []
        let sorted = cases.map(\.incident).sorted { ($0.raisedAt, $0.id) < ($1.raisedAt, $1.id) }
        for incident in sorted {
            let place = incident.sharedPlace.map { "place " + $0 } ?? "device " + incident.device
            let subject = Subject(hazard: incident.hazard, place: place)
            if let before = last[subject], incident.raisedAt - before <= PaperMaterial.lookBack {
                found.insert(incident.id)
            }
            last[subject] = incident.raisedAt
        }
        return found
    }
}

extension Figures.Tally {
    init(_ cases: [PaperCase], drivers: Set<String>) {
        incidents = cases.count
        confirmed = cases.count { $0.incident.isConfirmed }
        for found in cases {
            if case .refuted(_, let cause) = found.incident.confirmation { refuted[cause, default: 0] += 1 }
        }
        undecided = cases.count { $0.incident.confirmation == .unconfirmed }
        open = cases.count { $0.incident.ended == nil }
        historic = cases.count { $0.incident.isHistoric }
        let present = cases.filter { !$0.incident.isHistoric }
        notice = Distribution(present.compactMap(\.noticed))
        unnoticed = present.count { $0.noticed == nil }
        find = Distribution(present.compactMap(\.found))
        countRescues(cases.filter { $0.isRescue && !$0.incident.isRefuted })
        countHandling(cases.map(\.incident), drivers)
    }

    private mutating func countRescues(_ cases: [PaperCase]) {
        rescues = cases.count
        answered = Distribution(cases.compactMap { $0.time(to: .answered) })
        arrived = Distribution(cases.compactMap { $0.time(to: .arrived) })
        released = Distribution(cases.compactMap { $0.time(to: .released) })
        people = cases.reduce(0) { $0 + ($1.people ?? 0) }
    }

    /// What is beside the line (postponed, suspended) stands where it stood on it.
    private mutating func countHandling(_ cases: [Incident], _ drivers: Set<String>) {
        for incident in cases {
            let driving = incident.handling.filter { drivers.contains($0.key) && $0.value != .open }
            guard !driving.isEmpty else { continue }
            reported += 1
            let steps = driving.map { $0.value.step ?? incident.standsAt?[$0.key]?.step ?? 0 }
            let least = steps.min() ?? 0
            if least >= 2 { accepted += 1 }
            if least == 8 { closed += 1 }
            if driving.values.contains(.rejected) { rejected += 1 }
            if incident.overdueDestinations.contains(where: drivers.contains) { overdue += 1 }
        }
    }
}

extension PaperCase {
    /// Real, and of a hazard that is in force.
    var isCounted: Bool { incident.origin == .real && !incident.isShadow }

    var isRescue: Bool { transitions.contains { $0.milestone != nil } }

    /// From the raise to the first word of a person about it; nil: there was none.
    var noticed: Interval? {
        transitions.first { $0.by != nil && $0.isPersonsWord }.map { max(.zero, $0.at - incident.raisedAt) }
    }

    /// From the raise to a person's finding; a second trigger is no person.
    var found: Interval? {
        transitions.first { $0.by != nil && $0.isFinding }.map { max(.zero, $0.at - incident.raisedAt) }
    }

    /// From T0 to a milestone, by the time that was told for it.
    func time(to milestone: Milestone) -> Interval? {
        // Of the first time; what was called for anew since has milestones of its own.
        let told = incident.response.flatMap { $0.raisedAt == incident.raisedAt ? $0[milestone] : nil }
        let written = transitions.first { $0.milestone == milestone }?.observedAt
        return (told ?? written).map { max(.zero, $0 - incident.raisedAt) }
    }

    /// The last number told.
    var people: Int? {
        var last = incident.response?.people
        for transition in transitions where last == nil {
            if case .milestone(_, let people?) = transition.step { last = people }
        }
        return last
    }
}

extension Transition {
    fileprivate var milestone: Milestone? {
        if case .milestone(let milestone, _) = step { milestone } else { nil }
    }

    fileprivate var isFinding: Bool {
        switch step {
        case .confirmed, .refuted: true
        default: false
        }
    }

    fileprivate var isPersonsWord: Bool {
        switch step {
        case .acknowledged, .confirmed, .refuted, .cleared, .commented, .shelved, .milestone, .ticked: true
        default: false
        }
    }
}
