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

@Suite("What a topic says")
struct TopicNamesTests {
    private func profile(_ device: String? = nil, _ topics: String...) -> Profile {
        var profile = TopicTableTests.profile(topics[0])
        profile.device = device
        profile.routes = topics.map {
            TopicRoute(topic: TopicPattern($0), urgent: false, codec: .json, fields: [])
        }
        return profile
    }

    @Test("A device may be part of a level, and the more specific pattern wins")
    func within() {
        var table = TopicTable(
            profiles: [profile(nil, "charger_{device}/temp", "{device}/temp", "charger_{device}/+")],
            devices: [TopicTableTests.device("7", 0), TopicTableTests.device("charger_8", 0)])
        #expect(TopicTableTests.meaning(&table, "charger_7/temp") == .route(0, DeviceIndex(0)))
        #expect(TopicTableTests.meaning(&table, "charger_7/amp") == .route(2, DeviceIndex(0)))
        #expect(TopicTableTests.meaning(&table, "charger_8/temp") == .route(1, DeviceIndex(1)))
        #expect(TopicTableTests.meaning(&table, "charger_/temp") == .unknownDevice("charger_"))
        #expect(TopicTableTests.meaning(&table, "charge/temp") == .unknownDevice("charge"))
        #expect(TopicPattern("charger_{device}/temp").filter == "+/temp")
        #expect(TopicPattern("charger_{device}/temp").description == "charger_{device}/temp")
    }

    @Test("A channel in the topic is the channel's device; an undeclared one is a stranger by its whole name")
    func channel() {
        var one = TopicTableTests.device("station-1", 0)
        one.parent = 0
        one.channel = "1"
        var table = TopicTable(
            profiles: [profile(nil, "ocpp/{device}/{channel}/status", "ocpp/{device}/conn{channel}/v")],
            devices: [TopicTableTests.device("cp", 0), one, TopicTableTests.device("cp/2", 0)])
        for _ in 0..<2 {
            #expect(TopicTableTests.meaning(&table, "ocpp/cp/1/status") == .route(0, DeviceIndex(1)))
            #expect(TopicTableTests.meaning(&table, "ocpp/cp/conn2/v") == .route(1, DeviceIndex(2)))
            #expect(TopicTableTests.meaning(&table, "ocpp/cp/3/status") == .unknownDevice("cp/3"))
            #expect(TopicTableTests.meaning(&table, "ocpp/xx/1/status") == .unknownDevice("xx"))
            #expect(TopicTableTests.meaning(&table, "ocpp/cp//status") == .unmapped)
        }
    }

    @Test("A topic without a device is that of the profile's only one, by its name or whatever it is called")
    func singleton() {
        let evse = profile("openevse", "openevse/temp1", "openevse/{channel}/amp")
        var named = TopicTable(
            profiles: [evse],
            devices: [TopicTableTests.device("other", 0), TopicTableTests.device("openevse", 0)])
        #expect(TopicTableTests.meaning(&named, "openevse/temp1") == .route(0, DeviceIndex(1)))
        var only = TopicTable(
            profiles: [profile(nil, "a/{device}"), evse],
            devices: [TopicTableTests.device("x", 0), TopicTableTests.device("garage", 1)])
        #expect(TopicTableTests.meaning(&only, "openevse/temp1") == .route(1, DeviceIndex(1)))
        #expect(TopicTableTests.meaning(&only, "openevse/2/amp") == .unknownDevice("garage/2"))
        var nobody = TopicTable(profiles: [evse], devices: [])
        #expect(TopicTableTests.meaning(&nobody, "openevse/temp1") == .unknownDevice("openevse"))
        // Of two nobody can say which: neither gets the other's temperature.
        var two = TopicTable(
            profiles: [evse], devices: [TopicTableTests.device("a", 0), TopicTableTests.device("b", 0)])
        #expect(TopicTableTests.meaning(&two, "openevse/temp1") == .unknownDevice("openevse"))
    }
}
