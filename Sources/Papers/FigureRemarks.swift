import Facility

/// What was said against the figures of a period: the rated firms' objections, and corrections with their reasons. A
/// figure is never changed by them; each has a number that stands beside the figure and below the tables.
struct FigureRemarks {
    /// Of the period, in the order in which they were entered.
    let records: [UpkeepRecord]
    private let material: PaperMaterial

    init(_ period: Period, _ material: PaperMaterial) {
        self.material = material
        records = material.records.filter {
            ($0.kind == .objection || $0.kind == .correction) && period.contains($0.performedAt)
        }.sorted { $0.number < $1.number }
    }

    var isEmpty: Bool { records.isEmpty }

    /// ` ※1※3` behind the name of a row, or nothing.
    /// - Parameter firm: empty: the facility's whole.
    func marks(_ facility: String, firm: String) -> String {
        let mine = records.indices.filter { position in
            let record = records[position]
            guard self.facility(of: record).map({ $0 == facility }) ?? true else { return false }
            return record.kind == .objection && isKnown(record.performer)
                ? record.performer == firm : firm.isEmpty
        }
        return mine.isEmpty ? "" : " " + mine.map { "※\($0 + 1)" }.joined()
    }

    private func isKnown(_ firm: String) -> Bool { material.devices.values.contains { $0.firm == firm } }

    /// nil: of all.
    private func facility(of record: UpkeepRecord) -> String? {
        switch record.subject {
        case .device(let id): material.devices[id]?.facility
        case .facility(let id): id
        case .place, .site: nil
        }
    }
}

extension Paper {
    func remarkTable(_ remarks: FigureRemarks, _ material: PaperMaterial) -> Table {
        Table(
            key: "remarks", caption: LocalizedText(en: "Objections and corrections", zh: "异议与更正"),
            columns: [
                Column("mark", "Mark", "标记"), Column("kind", "Kind", "类别"),
                Column("entered", "Entered", "登记时间"),
                Column("of", "Of", "对象"), Column("by", "By", "提出单位"), Column("text", "What", "内容"),
            ],
            rows: remarks.records.enumerated().map { position, record in
                [
                    .text("※\(position + 1)"), .text(record.kind.title[language]),
                    .text(Digits.wall(record.enteredAt, zone)), .text(subject(of: record, material)),
                    .text(record.performer), .text(record.note ?? ""),
                ]
            })
    }
}
