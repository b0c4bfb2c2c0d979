import Foundation
import Testing

@testable import Facility
@testable import SiteConfiguration

@Suite("What a zigbee2mqtt lists")
struct ZigbeeListTests {
    static let smoke =
        #"{"type":"binary","property":"smoke","value_on":true,"value_off":false,"access":1}"#
    static let tamper =
        #"{"type":"binary","property":"tamper","value_on":true,"value_off":false,"access":1}"#

    static func device(_ name: String, _ address: String, model: String = "S1", exposes: String = smoke)
        -> String
    {
        """
        {"friendly_name":"\(name)","ieee_address":"\(address)","type":"EndDevice","definition":
        {"vendor":"Maker","model":"\(model)","exposes":[\(exposes)]}}
        """
    }

    static let coordinator =
        #"{"friendly_name":"Coordinator","ieee_address":"0x00","type":"Coordinator","definition":null}"#

    static func payload(_ devices: [String]) -> Data {
        Data(("[" + ([coordinator] + devices).joined(separator: ",") + "]").utf8)
    }

    static func list(_ devices: [String]) throws -> ZigbeeList {
        var list = ZigbeeList(broker: "main", base: "zigbee2mqtt")
        #expect(try list.take(payload(devices)))
        return list
    }

    static func site() throws -> Site {
        var site = try #require(SiteTests.example.site)
        site.brokers[0].id = "main"
        site.brokers[0].zigbeeBases = ["zigbee2mqtt"]
        return site
    }

    @Test("Every device of a model with a profile is listed with it, names with slashes too")
    func listed() throws {
        let light = Self.device("lamp", "0x3", model: "L", exposes: #"{"type":"light","features":[]}"#)
        let list = try Self.list([
            Self.device("stair", "0x1"), Self.device("floor 1/stair", "0x2"), light,
        ])
        let files = try Self.site()
        let site = files.listing([list])
        #expect(site.listed.map(\.id) == ["floor 1/stair", "stair"])
        #expect(site.listed.map(\.model) == ["Maker S1", "Maker S1"])
        #expect(site.firstDerived == files.profiles.count)
        #expect(
            site.listed.map { site.profiles[$0.profile].id } == [
                "fire.zigbee_maker_s1/floor 1/stair", "fire.zigbee_maker_s1",
            ])
        #expect(site.devices.count == files.devices.count, "nothing listed is in force by itself")
        let urgent = SubscriptionPlan(site: site)[SessionClass.urgent.session(ofBroker: 0)]
        #expect(urgent.contains("zigbee2mqtt/floor 1/stair"), "what is held is heard")
        #expect(files.listing([]).listed.isEmpty)
    }

    @Test("The list and the state are subscribed to on the telemetry session, whatever is listed")
    func subscriptions() throws {
        let plan = SubscriptionPlan(site: try Self.site())
        let telemetry = plan[SessionClass.telemetry.session(ofBroker: 0)]
        #expect(telemetry.contains("zigbee2mqtt/bridge/devices"))
        #expect(telemetry.contains("zigbee2mqtt/bridge/state"))
    }

    @Test(
        "An adopted device has the profile of its list, what is renamed says so, what is gone keeps its profile"
    )
    func adopted() throws {
        var list = try Self.list([Self.device("stair", "0x1")])
        var entry = RegistryEntry(
            id: "stair", broker: "main", standing: .adopted, at: Timestamp(milliseconds: 0))
        entry.profile = "fire.zigbee_maker_s1"
        var merged = try Self.site().listing([list]).merged(with: [entry])
        #expect(merged.devices.last?.id == "stair")
        #expect(merged.devices.last?.isAdopted == true)

        // Interviewed again: it turns out to be another model.
        #expect(try list.take(Self.payload([Self.device("stair", "0x1", model: "S2")])))
        merged = try Self.site().listing([list]).merged(with: [entry])
        #expect(merged.profiles[try #require(merged.devices.last).profile].id == "fire.zigbee_maker_s2")

        entry.profile = "fire.zigbee_maker_s2"
        #expect(try list.take(Self.payload([Self.device("hall", "0x1", model: "S2")])))
        let renamed = try Self.site().listing([list])
        #expect(renamed.listed.map(\.id) == ["hall"])
        #expect(renamed.listed.map(\.formerly) == ["stair"])
        #expect(renamed.merged(with: [entry]).devices.last?.id == "stair", "only a person retires it")

        #expect(try list.take(Self.payload([])))
        let empty = try Self.site().listing([list])
        #expect(empty.listed.isEmpty)
        #expect(empty.merged(with: [entry]).devices.last?.id == "stair")
    }

    @Test("A profile chosen by a person stays, whatever the list says; the sheet's device is the sheet's")
    func filesWin() throws {
        let files = try Self.site()
        let sheet = try #require(files.devices.first { $0.parent == nil })
        let list = try Self.list([Self.device("stair", "0x1"), Self.device(sheet.id, "0x2")])
        var entry = RegistryEntry(
            id: "stair", broker: "main", standing: .adopted, at: Timestamp(milliseconds: 0))
        entry.profile = files.profiles[0].id
        let merged = files.listing([list]).merged(with: [entry])
        #expect(merged.devices.last?.id == "stair")
        #expect(merged.devices.last?.profile == 0)
        #expect(merged.devices.filter { $0.id == sheet.id } == [sheet])
    }

    @Test("The same list in another order, or said again, changes nothing; a new expose does")
    func unchanged() throws {
        var list = try Self.list([Self.device("a", "0x1"), Self.device("b", "0x2")])
        #expect(try !list.take(Self.payload([Self.device("b", "0x2"), Self.device("a", "0x1")])))
        let more = Self.device("b", "0x2", exposes: Self.smoke + "," + Self.tamper)
        #expect(try list.take(Self.payload([Self.device("a", "0x1"), more])))
        let kept = try JSONDecoder().decode(ZigbeeList.self, from: JSONEncoder().encode(list))
        #expect(kept == list, "as the store's folder keeps it")
    }

    @Test(
        "What is no list leaves the old one in force",
        arguments: [
            ("", ZigbeeList.Flaw.noList), ("{}", .noList), ("online", .noList),
            (#"[{"friendly_name":"a""#, .unreadable(.notJSON)),
        ])
    func flaws(text: String, flaw: ZigbeeList.Flaw) throws {
        var list = try Self.list([Self.device("a", "0x1")])
        let before = list
        #expect(throws: flaw) { _ = try list.take(Data(text.utf8)) }
        #expect(list == before)
        #expect(!flaw.text.en.isEmpty && !flaw.text.zh.isEmpty)
    }

    @Test("More devices than a network can have are refused whole; names no topic can carry are left out")
    func bounds() throws {
        let many = (0...ZigbeeList.deviceLimit).map { Self.device("d\($0)", "0x\($0)") }
        var list = ZigbeeList(broker: "main", base: "zigbee2mqtt")
        #expect(throws: ZigbeeList.Flaw.tooMany(1_025)) { _ = try list.take(Self.payload(many)) }
        #expect(try list.take(Self.payload(Array(many.dropLast()))))
        #expect(list.members.count == 1_024)
        let names = ["a/+", "#", "/a", "a/", "", String(repeating: "n", count: 129)]
        #expect(
            try Self.list(names.map { Self.device($0, "0x9") } + [Self.device("ok", "0x1")]).members.count
                == 1)
    }
}
