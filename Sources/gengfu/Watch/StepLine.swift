import Facility

/// One step of an incident as `gengfu run --steps json` writes it and `gengfu demo` reads it.
struct StepLine: Codable, Equatable {
    /// Gateway time, milliseconds since 1970.
    var at: Int64
    var incident: String
    /// `Transition.Step.name`: raised, confirmed, reported, accepted, quiet, cleared …
    var step: String
    var hazard: String
    var hazardName: LocalizedText
    var facility: String
    var severity: Severity
    var confirmation: String
    var device: String
    var place: Place
    var by: String?
    var note: String?
    var destination: String?

    init?(_ transition: Transition, incidents: [Incident], site: Site) {
        guard let incident = incidents.last(where: { $0.id == transition.incident }) else { return nil }
        let hazard = site.hazards.first { $0.id == incident.hazard }
        let device = site.devices.first { $0.id == incident.device }
        at = transition.at.milliseconds
        self.incident = incident.id.description
        step = transition.step.name
        self.hazard = incident.hazard
        hazardName = OwnHazard.name(of: incident.hazard, hazard)
        facility = hazard.map { site.facilities[$0.facility].id } ?? ""
        severity = incident.severity
        confirmation = incident.confirmation.word
        self.device = incident.device
        place = device?.place ?? Place(building: "", gridCode: "")
        by = transition.by
        note = transition.note
        if case .handled(let destination, _) = transition.step { self.destination = destination }
        if case .refuted(let cause) = transition.step { note = cause }
        if case .called(let person, let route) = transition.step { note = "\(person) \(route.rawValue)" }
        if case .late(let deadline) = transition.step { note = deadline.rawValue }
        if case .grouped(let storm) = transition.step { note = storm.description }
        if case .rollCalled(let open) = transition.step { note = String(open) }
        if case .grown(let point) = transition.step { note = point.description }
        if case .pointChanged(let point, let step) = transition.step { note = "\(point) \(step)" }
        if case .ticked(let device, let found) = transition.step { note = "\(device) \(found.rawValue)" }
    }

    /// A report that has just been committed to a destination's outbox: 上报.
    init(reporting delivery: Delivery) {
        let report = delivery.report
        at = delivery.openedAt.milliseconds
        incident = delivery.incident.description
        step = Handling.reported.rawValue
        hazard = report.hazard
        hazardName = report.hazardName
        facility = report.facility
        severity = report.severity
        confirmation = report.confirmation
        device = report.device
        place = report.place
        destination = delivery.destination
    }

    /// As a person reads it, without the time.
    func text(_ language: Language) -> String {
        let spot = [place.building, place.unit, place.floor, place.spot].filter { !$0.isEmpty }
            .joined(separator: " ")
        var words = [Self.word(step, language), hazardName[language], "\(device)（\(spot)）"]
        if language == .en { words[2] = "\(device) (\(spot))" }
        if let destination { words.append("→ \(destination)") }
        if let by { words.append(language == .zh ? "由 \(by)" : "by \(by)") }
        if let note { words.append("“\(note)”") }
        return words.joined(separator: "  ")
    }

    private static let words: [String: LocalizedText] = [
        "raised": LocalizedText(en: "RAISED", zh: "发现"),
        "severity_changed": LocalizedText(en: "severity", zh: "升降级"),
        "acknowledged": LocalizedText(en: "acknowledged", zh: "已应答"),
        "confirmed": LocalizedText(en: "CONFIRMED", zh: "核实"),
        "refuted": LocalizedText(en: "refuted", zh: "误报"),
        "quiet": LocalizedText(en: "quiet", zh: "平息"),
        "active": LocalizedText(en: "active again", zh: "再次出现"),
        "cleared": LocalizedText(en: "cleared", zh: "解除"),
        "expired": LocalizedText(en: "expired", zh: "到期解除"),
        "reopened": LocalizedText(en: "REOPENED", zh: "重新打开"),
        "withdrawn": LocalizedText(en: "withdrawn", zh: "撤销"),
        "commented": LocalizedText(en: "comment", zh: "备注"),
        "shelved": LocalizedText(en: "shelved", zh: "搁置"),
        "called": LocalizedText(en: "calling", zh: "呼叫"),
        "late": LocalizedText(en: "LATE", zh: "逾期"),
        "grouped": LocalizedText(en: "part of an outage", zh: "并入集中失联"),
        "ungrouped": LocalizedText(en: "ON ITS OWN AGAIN", zh: "移出集中失联"),
        "roll_called": LocalizedText(en: "ROLL-CALL", zh: "点名"),
        "ticked": LocalizedText(en: "called at", zh: "已点名"),
        "grown": LocalizedText(en: "FIRE GROWS", zh: "火情扩大"),
        "point_changed": LocalizedText(en: "point of this fire", zh: "本案报警点变化"),
        "answered": LocalizedText(en: "answered", zh: "已应答被困人员"),
        "arrived": LocalizedText(en: "crew there", zh: "救援到场"),
        "released": LocalizedText(en: "released", zh: "已解救"),
        "overdue": LocalizedText(en: "OVERDUE", zh: "超时"),
        "reported": LocalizedText(en: "reported", zh: "上报"),
        "accepted": LocalizedText(en: "accepted", zh: "受理"),
        "rejected": LocalizedText(en: "REJECTED", zh: "驳回"),
        "closed": LocalizedText(en: "closed", zh: "结案"),
    ]

    private static func word(_ step: String, _ language: Language) -> String {
        words[step]?[language] ?? step
    }
}

extension Incident.Confirmation {
    /// The word in reports: `unconfirmed`, `confirmed`, `refuted`.
    var word: String {
        switch self {
        case .unconfirmed: "unconfirmed"
        case .confirmedByPerson, .confirmedBySecondTrigger: "confirmed"
        case .refuted: "refuted"
        }
    }
}
