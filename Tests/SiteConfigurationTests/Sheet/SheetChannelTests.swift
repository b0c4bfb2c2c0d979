import Facility
import Testing

@testable import SiteConfiguration

@Suite("Channels in the sheet of devices")
struct SheetChannelTests {
    private func read(_ text: String, others: Set<String> = [], brokers: [String] = ["main"]) -> (
        devices: [Device], texts: [String]
    ) {
        let (devices, _, log) = SheetRun.read(Array(text.utf8), brokers: brokers, others: others)
        return (devices, SheetRun.texts(log, in: .en))
    }

    @Test(
        "A channel is said by two columns or by its id, before or after its parent, and is heard where that is"
    )
    func said() {
        let (devices, texts) = read(
            "id,name,profile,building,上级设备,通道,broker\n,烟感,fire.plain,1号楼,dtu,1-01-023,\n"
                + "dtu,装置,fire.plain,1号楼,,,b\ndtu/switch:0,开关,fire.plain,1号楼,,,\n泵,水泵,fire.plain,1号楼,dtu,2,\n",
            brokers: ["a", "b"])
        #expect(texts == [])
        #expect(devices.map(\.id) == ["dtu/1-01-023", "dtu", "dtu/switch:0", "泵"])
        #expect(devices.map(\.parent) == [1, nil, 1, 1])
        #expect(devices.map(\.channel) == ["1-01-023", nil, "switch:0", "2"])
        #expect(devices.map(\.broker) == [1, 1, 1, 1])
    }

    @Test("Every impossible channel is told")
    func impossible() {
        let (_, texts) = read(
            "id,name,profile,building,parent,channel\np,p,fire.plain,1号楼,,\na,a,fire.plain,1号楼,p,\n"
                + "b,b,fire.plain,1号楼,,1\nc,c,fire.plain,1号楼,pump-1,1\nd,d,fire.plain,1号楼,p,1\n"
                + "e,e,fire.plain,1号楼,p,1\nf,f,fire.plain,1号楼,d,1\ng/,g,fire.plain,1号楼,,\n")
        #expect(
            texts == [
                "row 3, column parent (E3): `parent` and `channel` go together",
                "row 4, column channel (F4): `parent` and `channel` go together",
                "row 5, column parent (E5): the parent `pump-1` is no device",
                "row 7, column parent (E7): channel `1` of `p` is already on line 6",
                "row 8, column parent (E8): the parent `d` is itself a channel of another device",
                "row 9, column id (A9): `g/` cannot stand in a topic: no `/`, `+`, `#` or blanks, at most 64 characters",
            ])
    }

    @Test("The parent may be a device that the site has already")
    func elsewhere() {
        let text = "id,name,profile,building,parent,channel\n,a,fire.plain,1号楼,dtu,1\n"
        #expect(read(text, others: ["dtu"]).texts == [])
        #expect(read(text).texts.count == 1)
    }
}
