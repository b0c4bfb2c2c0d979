import Facility

/// Lifts in service, water inside its limits, and how much of what should have been monitored was.
extension Paper {
    func serviceTables(_ times: MonitoredTimes, _ material: PaperMaterial) -> [Table] {
        let devices = material.devices.sorted { ($0.value.facility, $0.key) < ($1.value.facility, $1.key) }
        var service: [[Cell]] = []
        var limits: [[Cell]] = []
        for (id, device) in devices {
            let isLift = device.facility == Self.lifts
            if isLift || device.points.contains(where: { !$0.isNumber }) {
                service.append(self.service(id, device, times.service(of: id)))
            }
            for point in device.points where point.isNumber {
                limits.append(inside(id, device, point, times.parts(of: id, point), material))
            }
        }
        var tables: [Table] = []
        if !service.isEmpty {
            tables.append(
                Table(
                    key: "availability", caption: LocalizedText(en: "Availability of lifts", zh: "电梯可用情况"),
                    columns: Self.serviceColumns, rows: service))
        }
        if !limits.isEmpty {
            tables.append(
                Table(
                    key: "within_limits",
                    caption: PaperWords.withinLimits,
                    columns: Self.limitColumns, rows: limits))
        }
        let tests = laboratory(material)
        if !tests.isEmpty {
            tables.append(
                Table(
                    key: "laboratory", caption: LocalizedText(en: "Laboratory tests", zh: "水质检测记录"),
                    columns: Self.laboratoryColumns, rows: tests))
        }
        return tables
    }

    func serviceNotes(_ material: PaperMaterial) -> [String] {
        var notes = [
            pick(
                "Shares are rounded down; what is not known counts on neither side. A lift that does not say its mode "
                    + "counts as in service while it was heard and not declared out of service. Hours declared out of "
                    + "service count as that whatever the lift says; of a day on which it says so itself the longer.",
                "比例向下取整，未知时段不计入任何一方。不上报服务模式的电梯，有数据且未登记停用的时段计为在用。"
                    + "已登记停用的时段，无论电梯自报何种模式均计为停用；当日也自报停用的，取两者较长者。"),
            pick(
                "Coverage is counted by the list of devices as it is at the time of printing (see the foot for its "
                    + "version); the store keeps no list of what should have been monitored at an earlier time.",
                "监测覆盖按出表时的设备表统计（版本见页脚）；系统不保存期间内更早的设备表，期间增减设备的覆盖率以此为准。"),
        ]
        if material.devices.values.contains(where: { $0.points.contains(where: \.isNumber) }) {
            notes.append(PaperWords.forReference[language])
        }
        return notes
    }

    private func service(_ id: String, _ device: PaperDevice, _ parts: MonitoredTimes.Parts) -> [Cell] {
        [
            .text(device.name), .text(device.registration), .text(device.firm), .hours(parts.inside),
            .hours(parts.outside), .hours(parts.unknown), .share(parts.inside, of: parts.known),
        ]
    }

    private func inside(
        _ id: String, _ device: PaperDevice, _ point: PaperPoint, _ parts: MonitoredTimes.Parts,
        _ material: PaperMaterial
    ) -> [Cell] {
        let calibrated = material.records.filter {
            $0.kind == .calibration && $0.subject == .device(id) && $0.performedAt < period.until
        }.max { ($0.performedAt, $0.number) < ($1.performedAt, $1.number) }
        let end = min(period.until, readAt)
        return [
            .text(device.name), .text(point.title[language]), .text(Self.limits(point)),
            .text(point.limits.basis), .hours(parts.inside), .hours(parts.outside), .hours(parts.unknown),
            .share(parts.inside, of: parts.known),
            .text(calibrated.map { Digits.day($0.performedAt, zone) } ?? pick("no record", "无记录")),
            calibrated.map { .number(Int((end - $0.performedAt).milliseconds / 86_400_000)) } ?? .nothing,
        ]
    }

    static func limits(_ point: PaperPoint) -> String {
        guard case .numbers(let range) = point.limits.inside else { return "" }
        let unit = point.unit == "pH" ? "" : " " + point.unit
        return "\(Digits.plain(range.lowerBound))–\(Digits.plain(range.upperBound))\(unit)"
    }

    private func laboratory(_ material: PaperMaterial) -> [[Cell]] {
        material.records.filter { $0.kind == .laboratory && period.contains($0.performedAt) }
            .sorted { ($0.performedAt, $0.number) < ($1.performedAt, $1.number) }
            .map { record in
                let results = record.results.map {
                    "\($0.name) \(Digits.plain($0.value))\($0.unit.isEmpty ? "" : " " + $0.unit)"
                }
                return [
                    .text(Digits.day(record.performedAt, zone)),
                    .text(subject(of: record, material)), .text(record.performer),
                    .text(results.joined(separator: pick("; ", "；"))),
                ]
            }
    }

    func subject(of record: UpkeepRecord, _ material: PaperMaterial) -> String {
        switch record.subject {
        case .device(let id): material.devices[id]?.name ?? id
        case .place(let name): name
        case .facility(let id): material.name(ofFacility: id, language)
        case .site: material.siteName
        }
    }

    func coverageTable(
        _ figures: Figures, _ times: MonitoredTimes, _ material: PaperMaterial
    ) -> Table {
        func row(_ name: String, _ coverage: MonitoredTimes.Coverage) -> [Cell] {
            [
                .text(name), .number(coverage.devices), .number(coverage.heard), .hours(coverage.due),
                .hours(coverage.seen), .share(coverage.seen, of: coverage.due),
            ]
        }
        let rows = figures.facilities.filter { $0.devices > 0 }.map { facility in
            row(
                material.name(ofFacility: facility.facility, language), times.coverage(facility.facility))
        }
        return Table(
            key: "coverage", caption: LocalizedText(en: "Coverage: what was monitored", zh: "监测覆盖"),
            columns: Self.coverageColumns, rows: rows + [row(PaperWords.whole[language], times.coverage(nil))]
        )
    }

    private static let serviceColumns = [
        Column("lift", "Lift", "电梯"), Column("registration", "Registration code", "注册代码"),
        Column("firm", "Maintenance firm", "维保单位"), Column("in_service_hours", "In service", "在用", .hours),
        Column("out_of_service_hours", "Out of service", "停用", .hours),
        Column("unknown_hours", "Not known", "未知", .hours),
        Column("availability", "Availability", "可用率", .percent),
    ]

    private static let limitColumns = [
        Column("device", "Device", "设备"), Column("point", "Measured", "指标"),
        Column("limits", "Limits", "限值"), Column("basis", "Basis", "依据"),
        Column("inside_hours", "Inside", "达标", .hours), Column("outside_hours", "Outside", "超限", .hours),
        Column("unknown_hours", "Gap", "缺测", .hours), Column("share", "Inside", "达标率", .percent),
        Column("calibrated", "Probe calibrated", "探头校准日期"),
        Column("calibration_age", "Days since", "距校准天数"),
    ]

    private static let laboratoryColumns = [
        Column("on", "Date", "日期"), Column("subject", "Of", "对象"),
        Column("performer", "Laboratory", "检测机构"), Column("results", "Results", "结果"),
    ]

    private static let coverageColumns = [
        Column("facility", "Facility", "设施"), Column("devices", "Should be monitored", "应监测设备"),
        Column("heard", "Ever heard", "有过数据"), Column("due_hours", "Device hours due", "应监测设备时", .hours),
        Column("seen_hours", "Device hours seen", "实际监测设备时", .hours),
        Column("coverage", "Coverage", "覆盖率", .percent),
    ]
}
