import Facility

/// The papers of Order 74 (市场监管总局令第74号): 日管控 by the lift-safety officer, 周排查 by the safety director, 月调度 by the
/// responsible head. A period without a finding is a record too: the nil report says so in words.
extension Paper {
    /// The word of lifts in every vocabulary.
    static let lifts = "elevator"

    static func liftSafety(_ period: Period, _ material: PaperMaterial, _ language: Language) -> Paper? {
        guard let form = form(period.length) else { return nil }
        var paper = Paper(.liftSafety, form.title, period, material, language)
        let cases = material.cases.filter { found in
            found.isCounted && material.facility(of: found.incident) == lifts
                && found.incident.raisedAt < period.until
                && (period.contains(found.incident.raisedAt)
                    || (found.incident.endedAt ?? .distantFuture) >= period.from)
        }.sorted { ($0.incident.raisedAt, $0.incident.id) < ($1.incident.raisedAt, $1.incident.id) }
        let dark = DarkTimes(period, material).hours(lifts)
        if cases.isEmpty { paper.sentences += paper.nilReport(dark) }
        paper.tables.append(paper.liftTable(cases, material))
        paper.tables.append(
            Table(
                key: "findings", caption: LocalizedText(en: "Found", zh: "发现的问题"), columns: findingColumns,
                rows: cases.map { paper.finding($0, material) }))
        paper.tables.append(paper.darkTable(period, material, facility: lifts))
        paper.notes = [
            PaperWords.darkNote[language],
            paper.pick(
                "Filled in from what the monitoring saw; it does not stand in for the inspection on the spot.",
                "本表由在线监测预填，不能代替现场检查。"),
        ]
        paper.blanks = [
            paper.pick("Inspected on the spot", "现场检查情况"), paper.pick("Measures taken", "已采取的防范措施"),
            paper.pick("To be settled", "需协调解决的问题"),
        ]
        paper.signatures = [form.signer[language], paper.pick("Signature", "签字"), paper.pick("Date", "日期")]
        return paper
    }

    private static func form(_ length: Period.Length) -> (title: LocalizedText, signer: LocalizedText)? {
        switch length {
        case .day:
            (
                LocalizedText(en: "Daily lift-safety check (Order 74)", zh: "每日电梯安全检查记录（日管控）"),
                LocalizedText(en: "Lift-safety officer", zh: "电梯安全员")
            )
        case .week:
            (
                LocalizedText(en: "Weekly lift-safety review (Order 74)", zh: "每周电梯安全排查治理报告（周排查）"),
                LocalizedText(en: "Lift-safety director", zh: "电梯安全总监")
            )
        case .month:
            (
                LocalizedText(en: "Monthly lift-safety meeting (Order 74)", zh: "每月电梯安全调度会议纪要（月调度）"),
                LocalizedText(en: "Responsible head", zh: "主要负责人")
            )
        case .quarter: nil
        }
    }

    /// Nothing seen is only as good as the seeing; of a time in which nothing was looked at there is no nil report.
    private func nilReport(_ dark: [DarkSpan.Kind: Interval]) -> [String] {
        let blind = dark[.blind] ?? .zero
        guard blind < min(period.until, readAt) - period.from else {
            return [
                pick("No nil report: nothing was monitored in this period.", "本期未监测，不能作零报告。")
            ]
        }
        let clear = pick("Nil report: monitoring found nothing in this period.", "零报告：本期在线监测未发现问题。")
        let unseen = blind + (dark[.silent] ?? .zero) + (dark[.disabled] ?? .zero)
        guard unseen > .zero else { return [clear] }
        let hours = Digits.hours(unseen)
        return [
            clear,
            pick(
                "It does not speak of \(hours) h in which the gateway or lifts were not seen.",
                "其中 \(hours) 小时网关或电梯未被监测，零报告不涵盖该时段。"),
        ]
    }

    private func liftTable(_ cases: [PaperCase], _ material: PaperMaterial) -> Table {
        let lifts = material.devices.filter { $0.value.facility == Self.lifts }.sorted { $0.key < $1.key }
        return Table(
            key: "lifts", caption: LocalizedText(en: "Lifts", zh: "电梯"), columns: Self.liftColumns,
            rows: lifts.map { id, lift in
                let mine = cases.filter { $0.incident.device == id }
                return [
                    .text(lift.name), .text(lift.registration), .text(PaperWords.place(lift.place)),
                    .number(mine.count), .number(mine.count(where: \.isRescue)),
                    .number(mine.count { $0.incident.ended == nil }),
                ]
            })
    }

    private func finding(_ found: PaperCase, _ material: PaperMaterial) -> [Cell] {
        let incident = found.incident
        return [
            .text(Digits.wall(incident.raisedAt, zone)), .text("\(incident.id.number)"),
            .text(material.devices[incident.device]?.name ?? incident.device),
            .text(material.name(ofHazard: incident.hazard, language)),
            .text(PaperWords.confirmation(incident)[language]),
            found.time(to: .released).map { .length($0) } ?? .nothing,
            .text(incident.endedAt.map { Digits.wall($0, zone) } ?? pick("open", "未了结")),
        ]
    }

    private static let liftColumns = [
        Column("lift", "Lift", "电梯"), Column("registration", "Registration code", "注册代码"),
        Column("place", "Place", "位置"), Column("incidents", "Incidents", "警情数"),
        Column("rescues", "Rescues", "救援次数"), Column("open", "Open", "未了结"),
    ]

    private static let findingColumns = [
        Column("at", "Time", "时间"), Column("number", "No.", "编号"), Column("lift", "Lift", "电梯"),
        Column("hazard", "Hazard", "警情"), Column("found", "Found", "核实结果"),
        Column("released", "Released after", "解救用时", .seconds), Column("ended", "Ended", "了结时间"),
    ]
}
