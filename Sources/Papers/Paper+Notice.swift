import Facility

/// The sheet for the notice board: one page of A4, by building and no nearer. No household, no person, no device; and
/// no number below 3, since two neighbours would know whose it was.
extension Paper {
    /// Smallest count that is printed for itself.
    static let smallestShown = 3
    /// Lines that fit on one page beside the rest.
    static let noticeRows = 20

    static func notice(_ period: Period, _ material: PaperMaterial, _ language: Language) -> Paper {
        var paper = Paper(
            .notice, LocalizedText(en: "Safety notice", zh: "设施安全监测公示"), period, material, language)
        let inside = material.cases.filter { $0.isCounted && period.contains($0.incident.raisedAt) }
        let byFacility = Dictionary(grouping: inside) { material.facility(of: $0.incident) }
        let known = material.facilities.map(\.id).filter { material.has(facility: $0) }
        let order = known + byFacility.keys.filter { !known.contains($0) }.sorted()
        var rows: [[Cell]] = []
        for (position, facility) in order.enumerated() {
            let left = max(1, noticeRows - rows.count - (order.count - position - 1))
            rows += paper.buildings(byFacility[facility] ?? [], facility, atMost: left, material)
        }
        paper.tables = [
            Table(
                key: "buildings", caption: LocalizedText(en: "Incidents by building", zh: "各楼栋警情"),
                columns: [
                    Column("facility", "Facility", "设施"), Column("building", "Building", "楼栋"),
                    Column("incidents", "Incidents", "警情数"),
                ], rows: rows)
        ]
        let times = MonitoredTimes(period, material)
        paper.tables += paper.waterTable(times, material)
        paper.tables.append(paper.coverageTable(Figures(period, of: material), times, material))
        paper.tables.append(paper.darkTable(period, material, facility: nil))
        paper.notes = [
            PaperWords.darkNote[language],
            paper.pick(
                "Incidents include false alarms. Buildings with fewer than 3 are taken together.",
                "警情含误报；不足3起的楼栋合并统计。"),
        ]
        if paper.tables.contains(where: { $0.key == "water" }) {
            paper.notes.append(PaperWords.forReference[language])
        }
        return paper
    }

    /// What the water read in all pump rooms together: no device is named.
    private func waterTable(_ times: MonitoredTimes, _ material: PaperMaterial) -> [Table] {
        var order: [PaperPoint] = []
        var sums: [String: MonitoredTimes.Parts] = [:]
        for (id, device) in material.devices.sorted(by: { $0.key < $1.key }) {
            for point in device.points where point.isNumber {
                if sums[point.name] == nil { order.append(point) }
                sums[point.name, default: MonitoredTimes.Parts()].add(times.parts(of: id, point))
            }
        }
        guard !order.isEmpty else { return [] }
        return [
            Table(
                key: "water", caption: PaperWords.withinLimits,
                columns: [
                    Column("point", "Measured", "指标"), Column("limits", "Limits", "限值"),
                    Column("share", "Inside", "达标率", .percent), Column("gap", "Gap", "缺测", .hours),
                ],
                rows: order.map { point in
                    let sum = sums[point.name] ?? MonitoredTimes.Parts()
                    return [
                        .text(point.title[language]), .text(Self.limits(point)),
                        .share(sum.inside, of: sum.known), .hours(sum.unknown),
                    ]
                })
        ]
    }

    /// Buildings with enough to be named, most first, and one line for all the others.
    private func buildings(
        _ cases: [PaperCase], _ facility: String, atMost limit: Int, _ material: PaperMaterial
    ) -> [[Cell]] {
        let name = Cell.text(material.name(ofFacility: facility, language))
        let all = pick("all buildings", "全部楼栋")
        guard !cases.isEmpty else { return [[name, .text(all), .number(0)]] }
        let counts = Dictionary(grouping: cases) {
            material.devices[$0.incident.device]?.place.building ?? ""
        }.mapValues(\.count)
        let named = counts.filter { $0.value >= Self.smallestShown }
            .sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(max(0, limit - 1))
        let rest = cases.count - named.reduce(0) { $0 + $1.value }
        var rows = named.map { building, count -> [Cell] in
            [name, .text(building.isEmpty ? PaperWords.siteItself[language] : building), .number(count)]
        }
        guard rest > 0 else { return rows }
        let label = named.isEmpty ? all : pick("other buildings", "其余楼栋合并")
        let few = pick("fewer than \(Self.smallestShown)", "不足\(Self.smallestShown)起")
        rows.append([name, .text(label), rest < Self.smallestShown ? .text(few) : .number(rest)])
        return rows
    }
}
