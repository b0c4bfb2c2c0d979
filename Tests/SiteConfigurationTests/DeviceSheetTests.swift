import Facility
import Testing

@testable import SiteConfiguration

@Suite("The sheet of devices")
struct DeviceSheetTests {
    private func read(_ text: String, brokers: [String] = ["main"]) -> (devices: [Device], log: DiagnosticLog)
    {
        let (devices, _, log) = SheetRun.read(Array(text.utf8), brokers: brokers)
        return (devices, log)
    }

    @Test("Headings may be English or Chinese, in any order; quotes, commas and line ends in cells are kept")
    func headings() {
        let (devices, log) = read(
            "名称,编号,型号,楼栋,单元,楼层,位置,分区,救援识别码,register.colour\r\n"
                + "\"走廊,\"\"东\"\"\n第二行\",s1,fire.plain,1号楼,2单元,3,\"电梯厅\",1-3,123456,red\r\n\r\n")
        #expect(log.diagnostics.count == 0)
        #expect(
            devices == [
                Device(
                    id: "s1", name: "走廊,\"东\"\n第二行", profile: 3,
                    place: Place(
                        building: "1号楼", unit: "2单元", floor: "3", spot: "电梯厅", gridCode: "110101001001001"),
                    zone: 0, broker: 0, register: ["rescue_code": "123456", "colour": "red"])
            ])
    }

    @Test("A mistake behind a cell of several lines is located by its own line")
    func linesInsideCells() {
        let (_, log) = read("id,name,profile,building\n\"s1\",\"a\nb\",fire.plain,1号楼\ns2,名,fire.plan,1号楼\n")
        #expect(log.diagnostics.map(\.line) == [4])
        #expect(log.diagnostics.map(\.column) == [6])
        #expect(log.diagnostics.map(\.message) == [.sheet(.unknownProfile("fire.plan"))])
    }

    @Test(
        "Cells between semicolons or tabs are found; full-width commas are said to be none, once",
        arguments: [";", "\t"])
    func separators(separator: String) {
        let text = "id;name;profile;building\ns1;\"a;b\";fire.plain;1号楼\n"
        let (devices, log) = read(text.replacing(";", with: separator))
        #expect(log.diagnostics.map(\.message) == [])
        #expect(devices.map(\.name) == ["a\(separator)b"])
        let (_, wrong) = read(text.replacing(";", with: "，"))
        #expect(wrong.diagnostics.map(\.message) == [.sheet(.notCommas(found: "，"))])
    }

    @Test("Ten thousand devices are read, and ten thousand mistakes end at the limit of the log")
    func tenThousand() {
        var text = "id,name,profile,building,floor,zone\n"
        for number in 0..<10_000 {
            text += "d\(number),\"设备 \(number)\",fire.plain,1号楼,\(number % 30),z\(number % 90)\n"
        }
        let clock = ContinuousClock()
        var devices = 0
        let elapsed = clock.measure { devices = read(text).devices.count }
        #expect(devices == 10_000)
        // A generous bound for an unoptimised build on a busy machine; optimised it is some 30 ms.
        #expect(elapsed < .seconds(5))
        let wrong = read(text.replacing("fire.plain", with: "fire.plane"))
        #expect(wrong.devices.isEmpty)
        #expect(wrong.log.diagnostics.count == DiagnosticLog.limit)
        #expect(wrong.log.errorCount == 10_000)
    }
}
