import Facility

/// 值班记录: what happened, in the order in which it happened, with who said what. Exercises are in it and marked.
extension Paper {
    /// Lines printed at most; what is beyond is counted on the paper.
    static let dutyLimit = 5_000

    static func dutyLog(_ period: Period, _ material: PaperMaterial, _ language: Language) -> Paper {
        var paper = Paper(.duty, LocalizedText(en: "Duty log", zh: "值班记录"), period, material, language)
        var steps = material.cases.flatMap { found in
            // What a platform left out and implied by a later step happened nowhere.
            found.transitions.filter { period.contains($0.at) && !$0.isImplied }.map { (found.incident, $0) }
        }
        steps.sort { ($0.1.at, $0.0.id, $0.1.sequence) < ($1.1.at, $1.0.id, $1.1.sequence) }
        let notes = material.notes.filter { period.contains($0.at) }.sorted { $0.at < $1.at }
        let lines = paper.dutyLines(steps, notes, material)
        if lines.isEmpty {
            paper.sentences.append(paper.pick("Nothing was raised or done.", "本期无警情，无处置记录。"))
        }
        if lines.count > dutyLimit {
            let rest = lines.count - dutyLimit
            paper.notes.append(
                paper.pick(
                    "\(rest) more lines are not printed: take a shorter period.",
                    "另有 \(rest) 行未列出，请缩短统计期。"))
        }
        paper.tables.append(
            Table(
                key: "log", caption: LocalizedText(en: "Log", zh: "记录"), columns: dutyColumns,
                rows: Array(lines.prefix(dutyLimit))))
        paper.tables.append(paper.darkTable(period, material, facility: nil))
        paper.notes.append(PaperWords.darkNote[language])
        paper.signatures = [
            paper.pick("On duty", "值班人员"), paper.pick("Handed over to", "接班人员"),
            paper.pick("Date", "日期"),
        ]
        return paper
    }

    private static let dutyColumns = [
        Column("at", "Time", "时间"), Column("number", "No.", "编号"), Column("device", "Device", "设备"),
        Column("place", "Place", "位置"), Column("hazard", "Hazard", "警情"), Column("step", "What", "事项"),
        Column("by", "Who", "人员"), Column("note", "Remark", "备注"),
    ]

    /// Steps and notes in one order; of the same instant the note comes first, as a restart before what it raised.
    private func dutyLines(
        _ steps: [(Incident, Transition)], _ notes: [DutyNote], _ material: PaperMaterial
    ) -> [[Cell]] {
        var lines: [[Cell]] = []
        var rest = notes[...]
        for (incident, transition) in steps {
            while let note = rest.first, note.at <= transition.at {
                lines.append(row(note, material))
                rest.removeFirst()
            }
            lines.append(row(incident, transition, material))
        }
        return lines + rest.map { row($0, material) }
    }

    private func row(_ note: DutyNote, _ material: PaperMaterial) -> [Cell] {
        [
            .text(Digits.wall(note.at, zone)), .text(""), .text(""), .text(material.siteName), .text(""),
            .text(note.text(material.name(of:))[language]),
            .text(note.by.map(material.name(of:)) ?? pick("gateway", "网关")), .text(note.remark),
        ]
    }

    private func row(_ incident: Incident, _ transition: Transition, _ material: PaperMaterial) -> [Cell] {
        let device = material.devices[incident.device]
        let place = device.map { PaperWords.place($0.place) } ?? ""
        return [
            .text(Digits.wall(transition.at, zone)), .text("\(incident.id.number)"),
            .text(material.name(ofDevice: incident.device)),
            .text(incident.sharedPlace ?? place),
            .text(mark(incident) + material.name(ofHazard: incident.hazard, language)),
            .text(PaperWords.step(transition.step.named(material, language), zone: zone)[language]),
            .text(transition.by.map(material.name(of:)) ?? pick("gateway", "网关")),
            .text(PaperWords.note(transition)[language]),
        ]
    }

    private func mark(_ incident: Incident) -> String {
        switch (incident.origin, incident.isShadow) {
        case (.exercise, _): pick("[EXERCISE] ", "【演练】")
        case (.test, _): pick("[TEST] ", "【测试】")
        case (.real, true): pick("[ON TRIAL] ", "【试运行】")
        case (.real, false): ""
        }
    }
}

extension PaperMaterial {
    /// A person or an organisation as people say; who is none of the site stands as he is written.
    func name(of person: String) -> String { people[person] ?? person }
}

extension Transition.Step {
    /// With names in the place of ids, as a guard reads it.
    fileprivate func named(_ material: PaperMaterial, _ language: Language) -> Transition.Step {
        func name(_ destination: String) -> String {
            material.destinations[destination]?[language] ?? destination
        }
        return switch self {
        case .handled(let destination, let handling): .handled(destination: name(destination), handling)
        case .overdue(let destination): .overdue(destination: name(destination))
        case .followed(let destination, let event): .followed(destination: name(destination), event)
        case .called(let person, let route): .called(person: material.name(of: person), route: route)
        default: self
        }
    }
}
