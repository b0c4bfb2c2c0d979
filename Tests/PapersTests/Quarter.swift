import Facility
import Papers

/// A quarter of a compound, drawn from a fixed seed: the incidents as the gateway would hold them, and beside them the
/// same events as a flat list, from which the figures are counted a second time without any of the gateway's types.
struct Quarter {
    /// What happened, as somebody would have written it in a notebook.
    struct Line {
        var incident: Int
        /// Seconds since the quarter began.
        var at: Int
        var verb: String
        var text = ""
    }

    /// One incident's heading in the notebook.
    struct Heading {
        var facility: String
        var profile: String
        var hazard: String
        var device: String
        var building: String
        /// `real`, `exercise`, `test`, `trial`.
        var nature: String
        var isHistoric: Bool
    }

    private(set) var headings: [Heading] = []
    private(set) var lines: [Line] = []
    private(set) var material: PaperMaterial
    let period: Period

    static let zone = ZoneRules(initialOffset: 28_800)
    static let causes = ["烹饪油烟", "吸烟", "施工粉尘"]
    private static let kinds: [(facility: String, profile: String, hazard: String)] = [
        ("fire", "smoke-a", "fire.smoke"), ("fire", "smoke-b", "fire.smoke"),
        ("elevator", "lift-a", "elevator.entrapment"), ("elevator", "lift-b", "elevator.door_open"),
        ("water", "pump", "water.pressure_low"),
    ]

    private var chance: UInt64 = 20_260_101

    /// 0 ..< bound, always the same (Knuth's multiplier for 64 bits).
    private mutating func draw(_ bound: Int) -> Int {
        chance = chance &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int((chance >> 33) % UInt64(bound))
    }

    private func time(_ second: Int) -> Timestamp { period.from + .seconds(Int64(second)) }

    init(incidents count: Int = 900) {
        period = Period(.quarter, of: "2026-02-14", zone: Self.zone)!
        let names = [("fire", "Fire", "消防"), ("elevator", "Lifts", "电梯"), ("water", "Water", "供水")]
        material = PaperMaterial(
            siteName: "龙湖一期", zone: Self.zone, readAt: period.until + .days(20),
            facilities: names.map { FacilityKind(id: $0.0, name: LocalizedText(en: $0.1, zh: $0.2)) }
                + [FacilityKind(id: "charging", name: LocalizedText(en: "Charging", zh: "充电"))],
            edition: "gengfu 0.1.0 · test")
        material.drivers = ["city"]
        for (number, kind) in Self.kinds.enumerated() {
            material.hazards[kind.hazard] = LocalizedText(en: kind.hazard, zh: "警情\(number)")
            for copy in 0..<60 {
                let place = Place(
                    building: "\(copy % 4 + 1)号楼", unit: "2单元", floor: "\(copy)层", spot: "0\(copy)室",
                    gridCode: "")
                material.devices["\(kind.profile)-\(copy)"] = PaperDevice(
                    name: "设备\(number)\(copy)", facility: kind.facility, profile: kind.profile, place: place)
            }
        }
        for number in 1...count { live(number) }
        darken()
    }

    /// One incident from its raise to its end.
    private mutating func live(_ number: Int) {
        let kind = Self.kinds[draw(Self.kinds.count)]
        let device = "\(kind.profile)-\(draw(60))"
        let nature = ["exercise", "test", "trial", "trial"].dropFirst(draw(60)).first ?? "real"
        let raised = draw(140 * 86_400) - 45 * 86_400
        let isHistoric = draw(30) == 0
        headings.append(
            Heading(
                facility: kind.facility, profile: kind.profile, hazard: kind.hazard, device: device,
                building: material.devices[device]!.place.building, nature: nature, isHistoric: isHistoric))
        var incident = Incident(
            id: IncidentID(site: "longhu", epoch: 7, number: Int64(number)), hazard: kind.hazard,
            device: device, zone: nil, severity: .moderate,
            origin: Incident.Origin(rawValue: nature) ?? .real, isLatched: false, isLifeSafety: false,
            isWeak: false, isHistoric: isHistoric, since: time(raised), raisedAt: time(raised), evidence: [])
        incident.shadow = nature == "trial" ? true : nil
        var steps: [Transition] = []
        write(&incident, &steps, raised, .raised, "raised")
        let noticed = raised + 5 + draw(1_500)
        if draw(10) < 8, case .step(let step) = incident.acknowledge(by: "zhang") {
            write(&incident, &steps, noticed, step, "acknowledged", by: "zhang")
        }
        shelve(&incident, &steps, noticed + 1)
        decide(&incident, &steps, noticed + 2 + draw(3_000))
        if kind.hazard == "elevator.entrapment", draw(3) > 0 { rescue(&incident, &steps, raised) }
        report(&incident)
        if draw(20) > 0 {
            let end = noticed + 6_000 + draw(86_400)
            if let step = incident.becomeQuiet(at: time(end)) {
                write(&incident, &steps, end, step, "ended")
            }
        }
        material.cases.append(PaperCase(incident, steps.sorted { $0.at < $1.at }))
    }

    private mutating func write(
        _ incident: inout Incident, _ steps: inout [Transition], _ at: Int, _ step: Transition.Step,
        _ verb: String, _ text: String = "", by person: String? = nil, told: Int? = nil
    ) {
        steps.append(incident.record(step, by: person, observedAt: time(told ?? at), at: time(at)))
        lines.append(Line(incident: headings.count - 1, at: told ?? at, verb: verb, text: text))
        if told != nil { lines.append(Line(incident: headings.count - 1, at: at, verb: "said")) }
    }

    private mutating func shelve(_ incident: inout Incident, _ steps: inout [Transition], _ at: Int) {
        guard draw(12) == 0 else { return }
        let until = at + 3_600 + draw(3 * 86_400)
        if case .step(let step) = incident.shelve(until: time(until), at: time(at)) {
            write(&incident, &steps, at, step, "shelved", "\(until)", by: "li")
        }
    }

    private mutating func decide(_ incident: inout Incident, _ steps: inout [Transition], _ at: Int) {
        switch draw(10) {
        case 0...1:
            if case .step(let step) = incident.confirm(by: "li") {
                write(&incident, &steps, at, step, "confirmed", by: "li")
            }
        case 2:
            if let step = incident.confirm(bySecondTrigger: "smoke-a-0") {
                write(&incident, &steps, at, step, "confirmed-by-device")
            }
        case 3...8:
            let cause = Self.causes[min(2, draw(5))]
            if case .step(let step) = incident.refute(by: "li", cause: cause, at: time(at)) {
                write(&incident, &steps, at, step, "refuted", cause, by: "li")
            }
        default: break
        }
    }

    /// Told by telephone afterwards: the time is the told one, not that of the call.
    private mutating func rescue(_ incident: inout Incident, _ steps: inout [Transition], _ raised: Int) {
        var at = raised
        for milestone in Milestone.allCases {
            at += 30 + draw(900)
            guard draw(8) > 0 else { continue }
            let people = milestone == .released ? 1 + draw(4) : nil
            write(
                &incident, &steps, at + 60, .milestone(milestone, people: people), milestone.rawValue,
                people.map(String.init) ?? "", by: "wang", told: at)
        }
    }

    private mutating func report(_ incident: inout Incident) {
        let steps: [Handling] = [.open, .reported, .accepted, .dispatched, .closed, .rejected, .suspended]
        if draw(2) == 0 {
            let reached = steps[draw(steps.count)]
            incident.handling["city"] = reached
            if reached == .suspended { incident.standsAt = ["city": .handling] }
            lines.append(Line(incident: headings.count - 1, at: 0, verb: "city", text: reached.rawValue))
            if draw(4) == 0 {
                incident.overdue = ["city"]
                lines.append(Line(incident: headings.count - 1, at: 0, verb: "late"))
            }
        }
        // A copy to somebody who does not handle it.
        if draw(2) == 0 { incident.handling["copy"] = .closed }
    }

    /// Minutes of the quarter, by subject; whole minutes, so that they can be counted one by one.
    private(set) var darkMinutes: [(kind: String, facility: String?, subject: String, minutes: Range<Int>)] =
        []

    private mutating func darken() {
        for number in 0..<60 {
            let kind = DarkSpan.Kind.allCases[[0, 1, 3, 4][draw(4)]]
            let facility = kind == .blind ? nil : ["fire", "elevator", "water"][draw(3)]
            let subject = kind == .blind ? "gateway" : "device \(draw(5)) \(facility ?? "")"
            let from = draw(135_000) - 3_000
            let minutes = from..<(from + 1 + draw(number % 7 == 0 ? 20_000 : 2_000))
            darkMinutes.append((kind.rawValue, facility, subject, minutes))
            material.spans.append(
                DarkSpan(
                    kind: kind, facility: facility, subject: subject, from: time(minutes.lowerBound * 60),
                    until: time(minutes.upperBound * 60)))
        }
    }
}
