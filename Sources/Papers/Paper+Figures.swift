import Facility

/// The figures as tables: each has the same rows, so that a page of A4 holds their columns.
extension Paper {
    static func figures(_ period: Period, _ material: PaperMaterial, _ language: Language) -> Paper {
        let figures = Figures(period, of: material)
        var paper = Paper(
            .figures, LocalizedText(en: "Figures", zh: "安全运行统计"), period, material, language)
        let remarks = FigureRemarks(period, material)
        let rows = paper.groups(figures, material, remarks)
        func table(
            _ key: String, _ en: String, _ zh: String, _ columns: [Column],
            where isShown: (Figures.Tally) -> Bool = { _ in true }, _ cells: (Figures.Tally) -> [Cell]
        ) {
            paper.tables.append(
                Table(
                    key: key, caption: LocalizedText(en: en, zh: zh), columns: heads + columns,
                    rows: rows.filter { isShown($0.tally) }.map { $0.head + cells($0.tally) }))
        }
        table("incidents", "Incidents", "警情", incidentColumns) { tally in
            [
                .number(tally.incidents), .number(tally.confirmed), .number(tally.refutedAll),
                .number(tally.undecided), .number(tally.open), .number(tally.historic),
                .number(tally.repeats),
            ]
        }
        table("times", "Noticing and finding", "知悉与查明用时", timeColumns) { tally in
            cells(tally.notice) + [.number(tally.unnoticed)] + cells(tally.find)
        }
        table(
            "rescues", "Rescues, from the alarm (T0)", "困人救援用时（自报警T0起）", rescueColumns,
            where: { $0.rescues > 0 }
        ) { tally in
            [.number(tally.rescues), .number(tally.people)] + cells(tally.answered)
                + cells(tally.arrived) + cells(tally.released)
        }
        table("handling", "Handling of those reported", "已上报事件办理", handlingColumns) { tally in
            [
                .number(tally.reported), .number(tally.accepted), .number(tally.closed),
                .number(tally.rejected), .number(tally.overdue),
            ]
        }
        paper.tables.append(causes(rows))
        if !remarks.isEmpty { paper.tables.append(paper.remarkTable(remarks, material)) }
        let times = MonitoredTimes(period, material)
        paper.tables += paper.serviceTables(times, material)
        paper.tables.append(paper.coverageTable(figures, times, material))
        paper.tables.append(paper.darkTable(figures, material))
        paper.notes = [
            PaperWords.excluded(figures.excluded)[language], PaperWords.darkNote[language],
            paper.pick(
                "Medians and 90th percentiles are by nearest rank; a dash is no value, not 0. Incidents out of a "
                    + "backlog have no times.", "中位数与90百分位（P90）按最近秩取值；“—”表示无数据，不是0。补传的历史警情不计用时。"),
        ]
        paper.notes += paper.serviceNotes(material)
        return paper
    }

    /// The rows of every table: a facility's whole, its firms, its models; all at the end.
    private func groups(
        _ figures: Figures, _ material: PaperMaterial, _ remarks: FigureRemarks
    ) -> [(head: [Cell], tally: Figures.Tally)] {
        var rows: [(head: [Cell], tally: Figures.Tally)] = []
        for facility in figures.facilities
        where facility.devices > 0 || facility.tally.incidents > 0 {
            let name = Cell.text(material.name(ofFacility: facility.facility, language))
            func row(_ label: String, _ row: Figures.Row) -> (head: [Cell], tally: Figures.Tally) {
                let marks = row.profile.isEmpty ? remarks.marks(row.facility, firm: row.firm) : ""
                return ([name, .text(label + marks), .number(row.devices)], row.tally)
            }
            rows.append(row(PaperWords.whole[language], facility))
            rows += figures.firms.filter { $0.facility == facility.facility }
                .map { row(pick("firm \($0.firm)", "维保单位：\($0.firm)"), $0) }
            rows += figures.profiles.filter { $0.facility == facility.facility }
                .map { found in
                    let model = material.profiles[found.profile]?[language] ?? found.profile
                    return row(pick("model \(model)", "型号：\(model)"), found)
                }
        }
        let devices = figures.facilities.reduce(0) { $0 + $1.devices }
        return rows + [
            ([.text(PaperWords.whole[language]), .text(""), .number(devices)], figures.whole)
        ]
    }

    private static let heads = [
        Column("facility", "Facility", "设施"), Column("group", "Of", "分组"),
        Column("devices", "Devices", "设备数"),
    ]

    private static let incidentColumns = [
        Column("incidents", "Incidents", "警情数"), Column("confirmed", "Real", "属实"),
        Column("refuted", "False", "误报"), Column("undecided", "Undecided", "未判明"),
        Column("open", "Open", "未了结"), Column("historic", "From backlog", "补传历史"),
        Column("repeats", "Again within 30 days", "30天内重复"),
    ]

    private static let timeColumns = [
        Column("notice_count", "Noticed", "知悉数"),
        Column("notice_median", "Noticed, median", "知悉中位数", .seconds),
        Column("notice_p90", "Noticed, p90", "知悉90百分位", .seconds),
        Column("unnoticed", "Never noticed", "无人知悉"),
        Column("find_count", "Found", "查明数"),
        Column("find_median", "Found, median", "查明中位数", .seconds),
        Column("find_p90", "Found, p90", "查明90百分位", .seconds),
    ]

    private static let rescueColumns = [
        Column("rescues", "Rescues", "救援"), Column("people", "People", "人数"),
        Column("answered_count", "T1 n", "T1应答数"),
        Column("answered_median", "T1 median", "T1应答中位", .seconds),
        Column("answered_p90", "T1 p90", "T1应答P90", .seconds),
        Column("arrived_count", "T2 n", "T2到场数"),
        Column("arrived_median", "T2 median", "T2到场中位", .seconds),
        Column("arrived_p90", "T2 p90", "T2到场P90", .seconds),
        Column("released_count", "T3 n", "T3解救数"),
        Column("released_median", "T3 median", "T3解救中位", .seconds),
        Column("released_p90", "T3 p90", "T3解救P90", .seconds),
    ]

    private static let handlingColumns = [
        Column("reported", "Reported", "已上报"), Column("accepted", "Accepted", "受理"),
        Column("closed", "Closed", "结案"), Column("rejected", "Rejected", "驳回"),
        Column("overdue", "Overdue", "超时"),
    ]

    private static func cells(_ times: Distribution?) -> [Cell] {
        times.map { [.number($0.count), .length($0.median), .length($0.p90)] }
            ?? [.number(0), .nothing, .nothing]
    }

    private static func causes(_ rows: [(head: [Cell], tally: Figures.Tally)]) -> Table {
        Table(
            key: "refuted_by_cause", caption: LocalizedText(en: "False alarms by cause", zh: "误报原因"),
            columns: heads + [Column("cause", "Cause", "原因"), Column("refuted", "False", "误报")],
            rows: rows.flatMap { row in
                row.tally.refuted.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map {
                    row.head + [.text($0.key), .number($0.value)]
                }
            })
    }

    private func darkTable(_ figures: Figures, _ material: PaperMaterial) -> Table {
        let rows = figures.facilities.filter { $0.devices > 0 || $0.tally.incidents > 0 }.map { row in
            [.text(material.name(ofFacility: row.facility, language))]
                + PaperWords.cells(dark: row.tally.dark)
        }
        return Table(
            key: "dark", caption: PaperWords.beside,
            columns: [Column("facility", "Facility", "设施")] + PaperWords.darkColumns,
            rows: rows + [
                [.text(PaperWords.whole[language])] + PaperWords.cells(dark: figures.whole.dark)
            ])
    }

    /// The hours of one facility, or of all, as the one table that stands on every paper.
    func darkTable(_ period: Period, _ material: PaperMaterial, facility: String?) -> Table {
        Table(
            key: "dark", caption: PaperWords.beside, columns: PaperWords.darkColumns,
            rows: [PaperWords.cells(dark: DarkTimes(period, material).hours(facility))])
    }
}
