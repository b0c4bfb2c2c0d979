import Facility
import Foundation
import Testing

@testable import SiteConfiguration

@Suite("Importing a sheet")
struct SheetImportTests {
    private let folder = FileManager.default.temporaryDirectory.path + "/gengfu-\(UUID().uuidString)"

    private func write(_ text: String, to name: String) throws -> String {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(fileURLWithPath: "\(folder)/\(name)"))
        return "\(folder)/\(name)"
    }

    private func read(_ path: String, into target: String) -> (SheetImport?, [Diagnostic]) {
        SheetImport.read(path, into: target, context: SheetRun.context, in: .zh)
    }

    @Test(
        "New devices are added, the same stay, others are told with their columns, those not named are kept")
    func merging() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let site = try write(
            "id,name,profile,building,zone,register.own\nb,乙,fire.plain,1号楼,z1,x\na,甲,fire.plain,1号楼,z1,\n"
                + "c,丙,fire.plain,2号楼,,\n", to: "devices.csv")
        let sheet = try write(
            "编号,名称,型号,楼栋,分区\na,甲,消防设备,1号楼,z1\nd,丁,fire.acme,2号楼,z1\nc,丙丙,fire.acme,2号楼,\n",
            to: "new.csv")
        let (found, diagnostics) = read(sheet, into: site)
        #expect(diagnostics.count == 0)
        let merged = try #require(found)
        #expect(
            merged.summary
                == SheetImport.Summary(
                    added: ["d"], changed: [.init(id: "c", columns: ["名称", "型号"])], unchanged: 1,
                    missing: ["b"]))
        #expect(merged.write(to: site) == nil)
        let text = String(decoding: try Data(contentsOf: URL(fileURLWithPath: site)), as: UTF8.self)
        #expect(
            text == "\u{FEFF}编号,名称,型号,楼栋,分区,登记.own\r\nb,乙,fire.plain,1号楼,z1,x\r\na,甲,fire.plain,1号楼,z1,\r\n"
                + "c,丙丙,fire.acme,2号楼,,\r\nd,丁,fire.acme,2号楼,z1,\r\n")
        #expect(read(sheet, into: site).0?.summary.unchanged == 3)
        #expect(FileManager.default.fileExists(atPath: site + ".new") == false)
    }

    @Test("One mistake in ten thousand rows, and nothing is imported")
    func allOrNothing() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var text = "id,name,profile,building\n"
        for number in 0..<10_000 { text += "d\(number),n,fire.pla\(number == 9_999 ? "i" : "in"),1号楼\n" }
        let sheet = try write(text, to: "new.csv")
        let (found, diagnostics) = read(sheet, into: folder + "/none.csv")
        #expect(found == nil)
        #expect(diagnostics.map(\.line) == [10_001])
    }

    @Test("A mistake of the sheet in force stops the import and is told as its own")
    func brokenSite() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let site = try write("id,name,profile,building\na,甲,fire.none,1号楼\n", to: "devices.csv")
        let sheet = try write("id,name,profile,building\nb,乙,fire.plain,1号楼\n", to: "new.csv")
        let (found, diagnostics) = read(sheet, into: site)
        #expect(found == nil)
        #expect(diagnostics.map(\.path) == [site])
    }

    @Test("A sheet that cannot be written leaves the old one")
    func unwritable() throws {
        #expect(!WholeFile.write([1], to: "/nowhere/devices.csv"))
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let site = try write("old", to: "devices.csv")
        try FileManager.default.createDirectory(atPath: site + ".new", withIntermediateDirectories: true)
        #expect(!WholeFile.write([1], to: site))
        #expect(try String(contentsOfFile: site, encoding: .utf8) == "old")
    }

    @Test("The example site's sheet survives a workbook and a CSV unchanged")
    func example() throws {
        let environment = ["GENGFU_BROKER_PORT": "1", "GENGFU_PLATFORM_PORT": "2"]
        let config = Repository.root + "/deploy/example/gengfu.yaml"
        let site = try #require(SiteLoader.load(file: config, environment: environment).site)
        let around = SheetImport.context(config: config, environment: environment)
        let context = try #require(around.context)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        for (form, name) in [(SheetWriter.Form.workbook, "a.xlsx"), (.commas, "a.csv")] {
            let path = try write("", to: name)
            let bytes = SheetWriter.write(
                site.devices, zones: site.zones, context: context, as: form, in: .zh)
            #expect(WholeFile.write(bytes, to: path))
            let found = SheetImport.read(path, into: around.sheet, context: context, in: .zh)
            #expect(found.diagnostics.map { $0.rendered(in: .en) } == [])
            #expect(found.import?.summary == SheetImport.Summary(unchanged: site.devices.count))
        }
    }
}
