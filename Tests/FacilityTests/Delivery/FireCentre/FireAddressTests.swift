import Testing

@testable import Facility

@Suite("A device as a component of a fire system")
struct FireAddressTests {
    @Test("The sheet's five numbers are the page's example on the wire, either half first")
    func wire() throws {
        let address = try #require(FireAddress("1.1.40.10.2"))
        let low = GB26875.UnitObject.componentConfiguration(
            address.place(zone: .low), GB26875.Note(""))
        #expect(Array(low.bytes.prefix(7)) == [1, 1, 40, 0x0A, 0, 2, 0])
        let high = GB26875.UnitObject.componentConfiguration(
            address.place(zone: .high), GB26875.Note(""))
        #expect(Array(high.bytes.prefix(7)) == [1, 1, 40, 2, 0, 0x0A, 0])
    }

    @Test(
        "Anything else is no address",
        arguments: [
            "", "1.1.40.10", "1.1.40.10.2.3", "256.1.40.10.2", "1.1.40.70000.2", "1.1.40.10.x", "1.1.40..2",
            "+1.1.40.10.2", "1.1.40.10.2 ",
        ])
    func wrong(text: String) { #expect(FireAddress(text) == nil) }

    @Test("The words fit into 31 bytes of GB 18030, whole characters only")
    func words() {
        let long = Place(building: "3", unit: "2", floor: "18", spot: "电梯厅东侧防火门上方走道", gridCode: "")
        let note = FirePoint.words(long, name: "")
        #expect(note.bytes.count == 31)
        #expect(note.text == "3栋2单元18层电梯厅东侧防火门上")
        let named = FirePoint.words(Place(building: "地下车库", gridCode: ""), name: "烟感12")
        #expect(named.text == "地下车库烟感12")
        #expect(note.bytes.last == 0 && GB18030.isValid(note.bytes.prefix { $0 != 0 }))
    }

    @Test("Times before 2000 and after 2255 are the nearest that six bytes can say")
    func labels() {
        #expect(GB26875.TimeLabel(local: 0).text == "2000-01-01T00:00:00")
        #expect(GB26875.TimeLabel(local: 1_773_051_330).text == "2026-03-09T10:15:30")
        #expect(GB26875.TimeLabel(local: .max / 2_000).text == "2255-12-31T23:59:59")
    }
}
