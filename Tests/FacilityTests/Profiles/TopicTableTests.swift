import Facility
import Testing

@Suite("Whose topic it is")
struct TopicTableTests {
    static func profile(_ topics: String...) -> Profile {
        Profile(
            id: topics[0], name: LocalizedText(en: "", zh: ""), facility: 0,
            routes: topics.map {
                TopicRoute(topic: TopicPattern($0), urgent: false, codec: .json, fields: [])
            })
    }

    static func device(_ id: String, _ profile: Int) -> Device {
        Device(id: id, name: id, profile: profile, place: Place(building: "1", gridCode: ""))
    }

    static func meaning(_ table: inout TopicTable, _ topic: String) -> TopicTable.Meaning {
        Array(topic.utf8).withUnsafeBytes { table.meaning(of: $0) }
    }

    @Test("The device's own profile decides between profiles that share a topic")
    func shared() {
        var table = TopicTable(
            profiles: [Self.profile("zigbee2mqtt/{device}"), Self.profile("zigbee2mqtt/{device}")],
            devices: [Self.device("smoke", 0), Self.device("leak", 1)])
        for _ in 0..<2 {  // matched, then found
            #expect(Self.meaning(&table, "zigbee2mqtt/smoke") == .route(0, DeviceIndex(0)))
            #expect(Self.meaning(&table, "zigbee2mqtt/leak") == .route(1, DeviceIndex(1)))
            #expect(Self.meaning(&table, "zigbee2mqtt/stranger") == .unknownDevice("stranger"))
            #expect(Self.meaning(&table, "zigbee2mqtt/smoke/availability") == .unmapped)
            #expect(Self.meaning(&table, "zigbee2mqtt") == .unmapped)
            #expect(Self.meaning(&table, "zigbee2mqtt/") == .unmapped)
            #expect(Self.meaning(&table, "") == .unmapped)
        }
    }

    @Test("A topic of another profile's devices is not mapped for this device")
    func foreign() {
        var table = TopicTable(
            profiles: [Self.profile("a/{device}"), Self.profile("b/{device}")], devices: [Self.device("x", 0)]
        )
        #expect(Self.meaning(&table, "b/x") == .unmapped)
    }

    @Test("The pattern with the most fixed levels wins, and wildcards leave the broker's own topics alone")
    func specific() {
        var table = TopicTable(
            profiles: [Self.profile("{device}/+", "{device}/state", "+/{device}")],
            devices: [Self.device("x", 0), Self.device("$SYS", 0), Self.device("水泵房", 0)])
        #expect(Self.meaning(&table, "x/state") == .route(1, DeviceIndex(0)))
        #expect(Self.meaning(&table, "x/other") == .route(0, DeviceIndex(0)))
        #expect(Self.meaning(&table, "$SYS/state") == .unmapped)
        #expect(Self.meaning(&table, "水泵房/state") == .route(1, DeviceIndex(2)))
    }

    @Test("A flood of strangers does not push out the house's own topics, and memory stays bounded")
    func flood() {
        var table = TopicTable(profiles: [Self.profile("a/{device}")], devices: [Self.device("x", 0)])
        #expect(Self.meaning(&table, "a/x") == .route(0, DeviceIndex(0)))
        for number in 0..<5_000 {
            #expect(Self.meaning(&table, "a/s\(number)") == .unknownDevice("s\(number)"))
        }
        #expect(Self.meaning(&table, "a/x") == .route(0, DeviceIndex(0)))
        #expect(Self.meaning(&table, "a/s4999") == .unknownDevice("s4999"))
        let long = "a/" + String(repeating: "y", count: 60_000)
        #expect(Self.meaning(&table, long) == .unknownDevice(String(repeating: "y", count: 128)))
    }

    @Test("Ten thousand devices are all found, also when names differ in one byte")
    func many() {
        let devices = (0..<10_000).map { Self.device("device-number-\($0)", 0) }
        var table = TopicTable(profiles: [Self.profile("t/{device}/state")], devices: devices)
        for _ in 0..<2 {
            for number in stride(from: 0, to: 10_000, by: 7) {
                #expect(
                    Self.meaning(&table, "t/device-number-\(number)/state") == .route(0, DeviceIndex(number)))
            }
        }
    }
}
