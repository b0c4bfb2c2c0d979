import Testing

@testable import Console
@testable import Control
@testable import Facility

@Suite struct DeviceTablesTests {
    @Test("A point without a value is unknown, never empty or zero")
    func unknown() {
        let context = PageContext(language: .en, token: "", nonce: "", now: Compound.now)
        let device = Compound.device(
            "L1", .silent,
            values: [
                PointReport(
                    point: "car.speed", value: "1.5", unit: "m/s", quality: "good", observedAt: Compound.now),
                PointReport(point: "car.floor", value: nil, quality: "stale"),
            ])
        let page = DeviceTables(context: context, wall: WallTime(offset: 0)).details(
            device, now: Compound.now
        ).text
        #expect(page.contains("<td>1.5 m/s</td>") && page.contains("<td>unknown</td>"))
        #expect(page.contains("SILENT: state unknown"))
    }

    @Test(
        "Names with numbers are sorted by number",
        arguments: [("2 号楼", "10 号楼"), ("L2", "L10"), ("A1", "B1"), ("楼", "楼 1")])
    func natural(first: String, second: String) {
        #expect(DeviceTables.naturally(first, second))
        #expect(!DeviceTables.naturally(second, first))
    }

    @Test(
        "Wall time is the site's, with the date when it is another day",
        arguments: [
            (0, 8, "10:23:09"), (-3 * 3_600, 8, "07:23:09"), (-11 * 3_600, 8, "2026-03-08 23:23:09"),
            (-3 * 3_600, 0, "2026-03-08 23:23:09"), (-365 * 86_400, 8, "2025-03-09 10:23:09"),
        ] as [(Int64, Int, String)])
    func wallTime(seconds: Int64, offset: Int, text: String) {
        let time = Compound.now + .seconds(seconds)
        #expect(WallTime(offset: offset * 3_600).text(time, now: Compound.now) == text)
    }
}
