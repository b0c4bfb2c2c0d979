import Control
import Facility
import Foundation
import Testing

@testable import MQTT

extension GatewayTests {
    /// Drills and works seen from outside: a stand-in fire centre that receives what is real alone.
    @Suite struct DrillGatewayTests {
        @Test(
            "Fire in mid-drill is at the fire centre within 10 s as real, a kill in the middle of the drill or not"
        )
        func fireInDrill() throws {
            let centre = try SurvivalServer.platform(at: try FreePort.next())
            let house = try SurvivalHouse(platform: centre.port)
            try house.open()
            #expect(
                try drill(
                    house, ["start", "--scope", "site", "--devices", "smoke-1,smoke-2", "--for", "30m"]) == 0)
            #expect(house.gateway.status?.drill?.contains("site") == true)
            house.raise("smoke-1")
            let exercise = try house.fire("smoke-1")
            #expect(exercise.origin == .exercise)

            house.gateway.kill9()
            try house.gateway.start()
            try house.gateway.waitUntilConnected()
            #expect(house.gateway.status?.drill != nil, "it goes on")
            #expect(try centre.book().cases.isEmpty)

            let spoken = ContinuousClock.now
            house.raise("smoke-5")
            #expect(
                try Patience.wait { try Set(centre.book().cases.map(\.incident)).count == 2 },
                "\(house.gateway.log.suffix(3_000))")
            #expect(ContinuousClock.now - spoken < .seconds(10))
            #expect(house.gateway.status?.drill == nil)
            let fires = try ["smoke-1", "smoke-5"].map { try #require(try house.fires($0).last) }
            #expect(fires.allSatisfy { $0.origin == .real && $0.ended == nil })
            #expect(try Set(centre.book().cases.map(\.incident)) == Set(fires.map(\.id.description)))
            #expect(
                try house.fires("smoke-1").first?.ended
                    == .withdrawn(reason: "drill_ended", at: fires[0].raisedAt))
        }

        @Test(
            "On the wire of GB/T 26875 an announced alarm is a test; the fire in mid-drill is there within 10 s, and both are real",
            arguments: [true, false])
        func fireOnTheWire(isExerciseAgreed: Bool) throws {
            let centre = try SurvivalCentre()
            let house = try SurvivalHouse(sections: centre.destination(isExerciseAgreed: isExerciseAgreed))
            try house.open()
            #expect(
                try drill(
                    house, ["start", "--scope", "site", "--devices", "smoke-1,smoke-2", "--for", "30m"]) == 0)
            house.raise("smoke-1")
            #expect(try house.fire("smoke-1").origin == .exercise)
            if isExerciseAgreed {
                #expect(try Patience.wait { try centre.point(1)?.standing == .test }, "\(centre.shown)")
            }

            let spoken = ContinuousClock.now
            house.raise("smoke-5")
            #expect(
                try Patience.wait {
                    try centre.point(5)?.standing == .fire && centre.point(1)?.standing == .fire
                }, "\(centre.shown)\n\(house.gateway.log.suffix(3_000))")
            #expect(ContinuousClock.now - spoken < .seconds(10))
            #expect(house.gateway.status?.drill == nil)
            // Where no exercise was agreed the centre heard of the announced alarm only once it was real.
            #expect(try centre.point(1)?.reports == (isExerciseAgreed ? 3 : 1), "\(centre.shown)")
            #expect(try centre.point(2) == nil && centre.book().anomalies.isEmpty, "\(centre.shown)")
        }

        @Test(
            "The sheet has a line for each listed device, ticked by the device itself, as text and to print")
        func sheet() throws {
            let house = try SurvivalHouse()
            try house.open()
            #expect(try drill(house, ["stop"]) == 1, "none is running")
            let start = [
                "start", "--scope", "site", "--devices", "smoke-1, smoke-2", "--for", "20m", "--walk-test",
            ]
            #expect(try drill(house, start) == 0)
            #expect(try drill(house, start) == 1, "one is running")
            house.raise("smoke-2")
            try house.fire("smoke-2")
            #expect(try drill(house, ["stop"]) == 1, "it still stands")
            let text = try CommandsRun(["drill", "sheet", "--control", house.gateway.control, "--lang", "en"])
            #expect(text.lines.contains { $0.hasPrefix("[ ] --:--:--  smoke-1") }, "\(text.output)")
            #expect(text.lines.contains { $0.hasPrefix("[x] ") && $0.contains("smoke-2") })
            let page = try CommandsRun(
                ["drill", "sheet", "--html", "--control", house.gateway.control, "--lang", "zh"])
            #expect(page.output.contains("签字") && page.output.contains("☑") && page.output.contains("☐"))
            #expect(try drill(house, ["real"]) == 0)
            #expect(try house.fires("smoke-2").last?.origin == .real)
        }

        @Test("Works on the whole site keep no fire from the centre; what they hid is told at their end")
        func works() throws {
            let centre = try SurvivalServer.platform(at: try FreePort.next())
            // A battery is low after ten minutes, which are ten seconds here.
            let house = try SurvivalHouse(platform: centre.port, clockRate: 60)
            try house.open()
            let start = try CommandsRun(
                ["maintenance", "start", "site", "--for", "12h", "--why", "cleaning", "--by", "guard"]
                    + ["--control", house.gateway.control])
            #expect(start.code == 0, "\(start.errors)")
            house.devices.say([.state(of: "smoke-3", #"{"battery":3}"#)])
            var hidden: [Incident] = []
            #expect(
                try Patience.wait(30) {
                    hidden = try house.gateway.incidents().filter { $0.device == "smoke-3" }
                    return !hidden.isEmpty
                })
            #expect(hidden.allSatisfy { $0.isSuppressed })
            house.raise("smoke-4")
            let fire = try house.fire("smoke-4")
            #expect(!fire.isSuppressed)
            #expect(try Patience.wait { try centre.book().cases.map(\.incident) == [fire.id.description] })
            let list = try CommandsRun([
                "maintenance", "list", "--control", house.gateway.control, "--lang", "en",
            ])
            #expect(list.code == 2 && list.output.contains(hidden[0].id.description), "\(list.output)")
            let stop = try CommandsRun(
                ["maintenance", "stop", "1", "--by", "guard", "--control", house.gateway.control])
            #expect(stop.code == 0, "\(stop.errors)")
            #expect(
                try Patience.wait {
                    try centre.book().cases.contains { $0.incident == hidden[0].id.description }
                })
        }

        private func drill(_ house: SurvivalHouse, _ words: [String]) throws -> Int32 {
            let run = try CommandsRun(
                ["drill"] + words + ["--by", "guard", "--control", house.gateway.control])
            return run.code
        }
    }
}
