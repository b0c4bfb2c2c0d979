import Facility
import Foundation
import Testing

/// A person's word at the terminal, from the alarm to the end, against a running gateway.
extension GatewayTests {
    @Suite("Incidents at the terminal")
    struct Incidents {
        private let house: SurvivalHouse

        init() throws {
            house = try SurvivalHouse(clockRate: 60)
            try house.open()
        }

        private func command(_ arguments: String..., language: String = "en") throws -> CommandsRun {
            try CommandsRun(arguments + ["--control", house.gateway.control, "--lang", language])
        }

        @Test("Acknowledged, confirmed and cleared by name; what makes no sense is refused with a sentence")
        func confirmed() throws {
            #expect(try command("incidents").code == 0, "nothing is open yet")
            house.raise("smoke-1")
            let id = try house.fire("smoke-1").id.description
            let list = try command("incidents")
            #expect(list.code == 2 && list.lines.count == 1)
            #expect(list.output.contains(id) && list.output.contains("unconfirmed"))

            #expect(try command("incidents", "ack", id, "--by", "nobody").code == 1)
            let acknowledged = try command("incidents", "ack", id, "--by", "guard")
            #expect(acknowledged.code == 0 && acknowledged.output == "recorded\n", "\(acknowledged.errors)")
            let again = try command("incidents", "ack", id, "--by", "guard")
            #expect(again.code == 0 && again.output == "it was so already\n")
            let early = try command("incidents", "clear", id, "--by", "guard")
            #expect(early.code == 1 && early.errors == "the danger is not known to be over\n")

            #expect(try command("incidents", "confirm", id, "--by", "guard", "--note", "厨房着火").code == 0)
            let tooLate = try command(
                "incidents", "refute", id, "--by", "guard", "--cause", "steam", language: "zh")
            #expect(tooLate.code == 1 && tooLate.errors == "已有人作出结论\n", "\(tooLate.errors)")

            house.devices.say([.alarm(of: "smoke-1", #"{"smoke":false}"#)])
            #expect(try Patience.wait { try house.fires("smoke-1").first?.condition == .quiet })
            #expect(try command("incidents").code == 2, "latched: quiet is not over")
            #expect(try command("incidents", "clear", id, "--by", "guard", "--note", "out").code == 0)
            #expect(try command("incidents").code == 0)
            let ended = try command("incidents", "refute", id, "--by", "guard", "--cause", "steam")
            #expect(ended.code == 1 && ended.errors == "somebody has decided it already\n", "\(ended.errors)")

            let shown = try command("incidents", "show", id)
            #expect(shown.code == 0)
            let steps = ["raised", "acknowledged", "confirmed", "quiet", "cleared"]
            let places = steps.compactMap { shown.output.range(of: "  \($0)")?.lowerBound }
            #expect(places.count == steps.count && places == places.sorted(), "\(shown.output)")
            #expect(shown.output.contains("厨房着火") && shown.output.contains("guard"))
            #expect(try command("incidents", "list", "--all").output.contains(id))
        }

        @Test("A false alarm is refuted with its cause, by somebody who went to look")
        func refuted() throws {
            house.raise("smoke-2")
            let id = try house.fire("smoke-2").id.description
            #expect(
                try command("incidents", "refute", id, "--by", "guard").code == 64, "a cause is asked for")
            let blind = try command("incidents", "refute", id, "--by", "guard", "--cause", "steam")
            #expect(blind.code == 1 && blind.errors.contains("go and look first"), "\(blind.errors)")
            #expect(try command("incidents", "ack", id, "--by", "guard").code == 0)
            #expect(try command("incidents", "refute", id, "--by", "guard", "--cause", "steam").code == 0)
            let shown = try command("incidents", "show", id)
            #expect(shown.output.contains("refuted") && shown.output.contains("steam"))
        }

        @Test("Whom to call stands with the incident, the duty room first, with the name the site gives it")
        func contacts() throws {
            house.raise("smoke-3")
            let id = try house.fire("smoke-3").id.description
            let shown = try command("incidents", "show", id, language: "zh")
            #expect(
                shown.output.contains("依次联系：\n    1. 值班员：值班员\n    2. 物业经理\n    3. 消防救援（请自行拨打 119）\n"),
                "\(shown.output)")
            let json = try command("incidents", "show", id, "--json")
            let report = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any]
            let contacts = report?["contacts"] as? [[String: Any]]
            #expect(contacts?.compactMap { $0["role"] as? String } == ["duty", "manager", "fire_brigade"])
        }

        @Test("Why an incident was raised is told part by part, and the bundle is that of the reports")
        func explained() throws {
            house.raise("smoke-4")
            let incident = try house.fire("smoke-4")
            func explain(_ options: String...) throws -> CommandsRun {
                try CommandsRun(
                    [
                        "explain", incident.id.description, "--store", house.gateway.store, "--config",
                        house.gateway.configuration,
                    ] + options)
            }
            let zh = try explain("--lang", "zh")
            #expect(zh.code == 0, "\(zh.errors)")
            #expect(zh.lines.first?.hasPrefix("火灾探测器报警  fire.alarm  特别严重") == true, "\(zh.output)")
            #expect(zh.output.contains("has(smoke.alarm) && smoke.alarm → 成立\n"), "\(zh.output)")
            #expect(zh.output.contains("  flame.alarm → 未知\n"), "\(zh.output)")
            #expect(zh.output.contains("smoke.alarm = true"), "\(zh.output)")
            #expect(zh.output.contains("与现行一致") && zh.output.contains("UTC+08:00"), "\(zh.output)")
            let json = try explain("--json")
            let found = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any]
            #expect(found?["bundle"] as? [String] == incident.bundle)
            #expect((found?["parts"] as? [[String: Any]])?.first?["truth"] as? String == "true")
            #expect(try explain("--lang", "en").output.contains("→ unknown"))
        }

        @Test("An incident nobody knows is said to be unknown, in both languages")
        func unknown() throws {
            let run = try command("incidents", "ack", "test-0000000000-9", "--by", "guard")
            #expect(run.code == 1 && run.errors == "no such incident\n", "\(run.errors)")
            let zh = try command("incidents", "ack", "test-0000000000-9", "--by", "guard", language: "zh")
            #expect(zh.code == 1 && zh.errors == "没有这起警情\n")
        }

        @Test("Status, devices and routes answer, as lines and as JSON")
        func lists() throws {
            house.measure("smoke-1", [80])
            try house.expectStored("smoke-1", [80])
            let status = try command("status", "--json")
            #expect([0, 2].contains(status.code))
            let report = try JSONSerialization.jsonObject(with: Data(status.output.utf8)) as? [String: Any]
            #expect(report?["site"] as? String == "test")
            let devices = try command("devices")
            #expect(devices.code == 0 && devices.lines.count == 9)
            let device = try command("devices", "show", "smoke-1")
            #expect(
                device.code == 0 && device.output.contains("battery.level  Battery level = 80"),
                "\(device.output)")
            #expect(try command("devices", "show", "smoke-99").code == 1)
            #expect(try command("routes").output.contains("fire.alarm"))
        }
    }
}
