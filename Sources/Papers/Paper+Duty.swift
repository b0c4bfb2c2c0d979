import Facility

/// 值班记录: what happened, in the order in which it happened, with who said what. Exercises are in it and marked.
extension Paper {
    /// Lines printed at most; what is beyond is counted on the paper.
    static let dutyLimit = 5_000

    static func dutyLog(_ period: Period, _ material: PaperMaterial, _ language: Language) -> Paper {
        var paper = Paper(.duty, LocalizedText(en: "Duty log", zh: "值班记录"), period, material, language)
        var lines = material.cases.flatMap { found in
            found.transitions.filter { period.contains($0.at) }.map { (found.incident, $0) }
        }
        lines.sort { ($0.1.at, $0.0.id, $0.1.sequence) < ($1.1.at, $1.0.id, $1.1.sequence) }
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
                rows: lines.prefix(dutyLimit).map { paper.row($0.0, $0.1, material) }))
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

    private func row(_ incident: Incident, _ transition: Transition, _ material: PaperMaterial) -> [Cell] {
        let device = material.devices[incident.device]
        let place = device.map { PaperWords.place($0.place) } ?? ""
        return [
            .text(Digits.wall(transition.at, zone)), .text("\(incident.id.number)"),
            .text(device?.name ?? incident.device),
            .text(incident.sharedPlace ?? place),
            .text(mark(incident) + material.name(ofHazard: incident.hazard, language)),
            .text(PaperWords.step(transition.step, zone: zone)[language]),
            .text(transition.by ?? pick("gateway", "网关")), .text(transition.note ?? ""),
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
