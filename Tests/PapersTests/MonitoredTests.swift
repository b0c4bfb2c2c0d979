import Facility
import Papers
import Testing

@Suite("What was monitored, in service and inside the limits")
struct MonitoredTests {
    private static let day = Period(.day, of: "2026-02-14", zone: Quarter.zone)!
    private static let number = day.days.lowerBound
    private static let ph = PaperPoint(
        name: "water/water.ph", title: LocalizedText(en: "pH", zh: "pH值"), unit: "pH",
        limits: PointLimits(.numbers(6.5...8.5), basis: "GB 5749-2022"))
    private static let mode = PaperPoint(
        name: "elevator/service.mode", title: LocalizedText(en: "Mode", zh: "模式"), unit: "",
        limits: PointLimits(.words(["normal"])))

    /// Two lifts that say nothing of their mode, one that does, one never heard; a pump.
    private static var material: PaperMaterial {
        var material = Quarter(incidents: 1).material
        (material.cases, material.spans) = ([], [])
        func device(_ facility: String, building: String, _ points: [PaperPoint]) -> PaperDevice {
            var device = PaperDevice(
                name: "", facility: facility, profile: "p", place: Place(building: building, gridCode: ""))
            device.points = points
            return device
        }
        material.devices = [
            "E1": device("elevator", building: "1", []), "E2": device("elevator", building: "2", []),
            "E3": device("elevator", building: "1", [mode]), "E4": device("elevator", building: "1", []),
            "W1": device("water", building: "1", [ph]),
        ]
        for id in material.devices.keys { material.devices[id]?.name = id }
        material.take(records: [], days: [], heard: ["E1", "E2", "E3", "W1"])
        return material
    }

    private func rows(_ key: String, of material: PaperMaterial) throws -> [[Paper.Cell]] {
        let paper = try #require(Paper.make(.figures, Self.day, of: material, .zh))
        return try #require(paper.tables.first { $0.key == key }).rows
    }

    private func hours(_ cells: ArraySlice<Paper.Cell>) -> [Double] {
        cells.map { if case .hours(let length) = $0 { length.seconds / 3_600 } else { -1 } }
    }

    private func span(
        _ kind: DarkSpan.Kind, _ reach: Reach?, _ from: Int64, _ until: Int64
    ) -> DarkSpan {
        DarkSpan(
            kind: kind, facility: nil, subject: reach?.text ?? "gateway", reach: reach,
            from: Self.day.from + .hours(from), until: Self.day.from + .hours(until))
    }

    @Test("Blind and silent hours are unknown, declared ones out of service; they add up to the day")
    func availability() throws {
        var material = Self.material
        material.spans = [
            span(.blind, nil, -5, 2), span(.silent, .device("E1"), 1, 4),
            span(.disabled, .building("1"), 3, 10), span(.disabled, .device("E2"), 20, 30),
            span(.suppressed, .site, 0, 24),
        ]
        material.days = [
            PaperDay(
                device: "E3", point: Self.mode.name, day: Self.number, inside: .hours(15), outside: .hours(3))
        ]
        let rows = try rows("availability", of: material)
        // In service, out of service, not known.
        #expect(hours(rows[0][3...5]) == [14, 6, 4])
        #expect(hours(rows[1][3...5]) == [18, 4, 2])
        // Declared from 3 to 10; it says itself that it was out for three hours, perhaps of those.
        #expect(hours(rows[2][3...5]) == [11, 7, 6])
        #expect(hours(rows[3][3...5]) == [0, 0, 24])
        #expect(rows[0][6] == .share(.hours(14), of: .hours(20)))
        let page = try #require(Paper.make(.figures, Self.day, of: material, .zh)).written(.csv).content
        #expect(page.contains("E1,,,14.0,6.0,4.0,70.0\r\n"))
        #expect(page.contains("E4,,,0.0,0.0,24.0,\r\n"))
    }

    @Test(
        "A lift that says normal while it is declared out of service is out of service",
        arguments: [
            // Declared hours, what it says itself (in, out), in service, out of service, not known.
            ([8, 20], [24, 0], [12, 12, 0]), ([14, 20], [23, 1], [18, 6, 0]),
            ([14, 15], [20, 4], [20, 4, 0]),
            ([-30, 30], [20, 0], [0, 20, 4]), ([24, 48], [24, 0], [24, 0, 0]),
        ] as [([Int64], [Int64], [Double])])
    func declared(span hoursOut: [Int64], says: [Int64], expected: [Double]) throws {
        var material = Self.material
        material.spans = [
            span(.disabled, .device("E3"), hoursOut[0], hoursOut[1]),
            span(.disabled, .device("E1"), 0, 24),
        ]
        material.days = [
            PaperDay(
                device: "E3", point: Self.mode.name, day: Self.number, inside: .hours(says[0]),
                outside: .hours(says[1]))
        ]
        #expect(hours(try rows("availability", of: material)[2][3...5]) == expected)
    }

    @Test("A silent lift that is declared out of service is not known, once")
    func declaredAndSilent() throws {
        var material = Self.material
        material.spans = [
            span(.disabled, .device("E3"), 6, 12), span(.silent, .device("E3"), 8, 10),
            span(.blind, nil, 9, 11),
        ]
        material.days = [
            PaperDay(
                device: "E3", point: Self.mode.name, day: Self.number, inside: .hours(21), outside: .zero)
        ]
        #expect(hours(try rows("availability", of: material)[2][3...5]) == [18, 3, 3])
    }

    @Test("Water: a gap is on neither side, a share never rounds up to all, the probe's age stands beside it")
    func water() throws {
        var material = Self.material
        func calibration(_ number: Int64, daysAgo: Int64) -> UpkeepRecord {
            var record = UpkeepRecord(
                kind: .calibration, subject: .device("W1"), performedAt: Self.day.until - .days(daysAgo),
                performer: "计量所")
            record.number = number
            return record
        }
        var wrong = calibration(3, daysAgo: 2)
        wrong.corrects = 1
        wrong.isWithdrawal = true
        material.take(
            records: [calibration(1, daysAgo: 1), calibration(2, daysAgo: 40), wrong],
            days: [
                PaperDay(
                    device: "W1", point: Self.ph.name, day: Self.number, inside: .hours(20),
                    outside: .seconds(1)),
                PaperDay(
                    device: "W2", point: Self.ph.name, day: Self.number, inside: .hours(1), outside: .zero),
            ], heard: ["W1"])
        let row = try #require(try rows("within_limits", of: material).first)
        #expect(row[1...3] == [.text("pH值"), .text("6.5–8.5"), .text("GB 5749-2022")])
        #expect(hours(row[4...6])[0] == 20)
        #expect(row[8...9] == [.text("2026-01-06"), .number(40)])
        let paper = try #require(Paper.make(.figures, Self.day, of: material, .zh))
        #expect(paper.written(.html).content.contains("99.9"))
        #expect(paper.notes.contains { $0.hasPrefix("在线值仅供参考") })
        material.devices["W1"] = nil
        let dry = try #require(Paper.make(.figures, Self.day, of: material, .zh))
        #expect(!dry.tables.contains { $0.key == "within_limits" })
    }

    @Test("Coverage counts device hours that should have been and were")
    func coverage() throws {
        var material = Self.material
        material.spans = [
            span(.blind, nil, 0, 6), span(.silent, .device("E1"), 3, 12),
            span(.disabled, .facility("water"), 0, 24),
        ]
        let rows = try rows("coverage", of: material)
        // Elevator, water, all; the site has no devices of others. Devices, heard; due, seen.
        #expect(rows.count == 3)
        #expect(rows[0][1...2] == [.number(4), .number(3)])
        #expect(hours(rows[0][3...4]) == [96, 12 + 18 + 18])
        #expect(hours(rows[1][3...4]) == [24, 0])
        #expect(hours(rows[2][3...4]) == [120, 48])
    }

    @Test(
        "An objection stands beside the firm's row and a correction beside the facility's, in the order of entry"
    )
    func remarks() throws {
        var material = Self.material
        material.devices["E1"]?.firm = "迅达"
        func remark(_ number: Int64, _ kind: RecordKind, _ facility: String, by firm: String) -> UpkeepRecord
        {
            var record = UpkeepRecord(
                kind: kind, subject: .facility(facility), performedAt: Self.day.until - .seconds(number),
                performer: firm, note: "第\(number)条")
            record.number = number
            return record
        }
        var late = remark(4, .objection, "elevator", by: "迅达")
        late.performedAt = Self.day.until
        material.take(
            records: [
                late, remark(3, .objection, "elevator", by: "迅达"), remark(2, .correction, "water", by: "物业"),
                remark(1, .objection, "elevator", by: "迅达"),
            ], days: [], heard: [])
        let labels = try rows("incidents", of: material).map { $0[1] }
        #expect(
            labels == [
                .text("合计"), .text("维保单位：迅达 ※1※3"), .text("合计 ※2"), .text(""),
            ])
        let said = try rows("remarks", of: material)
        #expect(said.map { $0[5] } == [.text("第1条"), .text("第2条"), .text("第3条")])
    }

    @Test("A firm has its own row, with its lifts, also without an incident")
    func firms() throws {
        var material = Self.material
        material.devices["E1"]?.firm = "迅达"
        material.devices["E2"]?.firm = "通力"
        material.devices["E3"]?.firm = "通力"
        let rows = try rows("incidents", of: material)
        let lifts = rows.filter { $0[0] == .text("电梯") }
        #expect(lifts.map { $0[1] } == [.text("合计"), .text("维保单位：迅达"), .text("维保单位：通力")])
        #expect(lifts.map { $0[2] } == [.number(4), .number(1), .number(2)])
    }
}
