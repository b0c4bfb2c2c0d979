import Facility
import Testing

@testable import SiteConfiguration

@Suite("Whom devices feed, contain and power, in the sheet of devices")
struct SheetLinkTests {
    private func read(_ text: String, others: Set<String> = []) -> (devices: [Device], texts: [String]) {
        let (devices, _, log) = SheetRun.read(Array(text.utf8), others: others)
        return (devices, SheetRun.texts(log, in: .en))
    }

    @Test("Ids stand between blanks or the signs of a list, in both languages, before or after the other row")
    func said() {
        let (devices, texts) = read(
            "id,name,profile,building,供电,feeds,下级设备\n"
                + "a,a,fire.plain,1号楼,b c、d，e,b,\nb,b,fire.plain,1号楼,,,c;d\n"
                + "c,c,fire.plain,1号楼,,,\nd,d,fire.plain,1号楼,,,\ne,e,fire.plain,1号楼,,,\n")
        #expect(texts == [])
        #expect(
            devices[0].links == ["b", "c", "d", "e"].map { DeviceLink(.powers, to: $0) } + [
                DeviceLink(.feeds, to: "b")
            ])
        #expect(devices[1].links == ["c", "d"].map { DeviceLink(.contains, to: $0) })
    }

    @Test("An unknown id and a circle are told at their cells, each circle once, in both languages")
    func mistakes() {
        let text =
            "id,name,profile,building,powers,feeds\na,a,fire.plain,1号楼,pump-1,b\n"
            + "b,b,fire.plain,1号楼,,c\nc,c,fire.plain,1号楼,,a\nd,d,fire.plain,1号楼,d,\n"
        #expect(
            read(text).texts == [
                "row 2, column powers (E2): `pump-1` is no device of this sheet",
                "row 2, column feeds (F2): a circle: a → b → c → a",
                "row 5, column powers (E5): a circle: d → d",
            ])
        let (_, _, log) = SheetRun.read(Array(text.utf8))
        #expect(SheetRun.texts(log, in: .zh).contains { $0.contains("形成环路：a → b → c → a") })
        #expect(read(text, others: ["pump-1"]).texts.count == 2)
    }

    @Test("Two ways to one device, and two relations that meet, are no circle")
    func diamond() {
        let (_, texts) = read(
            "id,name,profile,building,powers,feeds\na,a,fire.plain,1号楼,b c,\nb,b,fire.plain,1号楼,d,a\n"
                + "c,c,fire.plain,1号楼,d,\nd,d,fire.plain,1号楼,,\n")
        #expect(texts == [])
    }

    @Test("What is exported is read again the same, and a cell may be long")
    func roundTrip() {
        let ids = (0..<60).map { "socket-\($0)" }
        let rows = ids.map { "\($0),s,fire.plain,1号楼," }.joined(separator: "\n")
        let (devices, texts) = read(
            "id,name,profile,building,powers\nm,m,fire.plain,1号楼,\(ids.joined(separator: " "))\n\(rows)\n")
        #expect(texts == [])
        let bytes = SheetWriter.write(devices, zones: [], context: SheetRun.context, as: .commas, in: .zh)
        #expect(String(decoding: bytes, as: UTF8.self).contains("供电"))
        #expect(SheetRun.read(bytes).devices.map(\.links) == devices.map(\.links))
    }
}
