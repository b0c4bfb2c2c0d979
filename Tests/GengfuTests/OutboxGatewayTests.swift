import Control
import Facility
import Foundation
import Ring
import Testing

@testable import MQTT

extension GatewayTests {
    /// A person's hand on what waits, at the terminal and with a platform: what is held back, taken out, told again.
    @Suite struct OutboxGatewayTests {
        private let platform: SurvivalServer
        private let house: SurvivalHouse

        init() throws {
            platform = try SurvivalServer.platform(at: try FreePort.next())
            // A hydrant without pressure for a minute is a case: half a second here.
            house = try SurvivalHouse(platform: platform.port, clockRate: 120)
            try house.open()
        }

        private func outbox(_ words: String..., language: String = "en") throws -> CommandsRun {
            try CommandsRun(
                ["outbox"] + words + [
                    "--by", "guard", "--control", house.gateway.control, "--lang", language,
                ])
        }

        private func rows(_ words: String...) throws -> [Row] {
            let run = try CommandsRun(["outbox", "list", "--json", "--store", house.gateway.store] + words)
            return try run.lines.map { try JSONDecoder().decode(Row.self, from: Data($0.utf8)) }
        }

        private struct Row: Decodable {
            var number: Int64
            var incident: String
            var action: String
            var state: String
            var detail: String
        }

        /// A case that concerns no life.
        private func dry(_ device: String) throws -> String {
            house.devices.say([.state(of: device, #"{"hydrant_pressure":0.01}"#)])
            var found: Incident?
            _ = try Patience.wait {
                found = try house.gateway.incidents(hazard: "fire.hydrant_pressure_low").first {
                    $0.device == device
                }
                return found != nil
            }
            return try #require(found, "\(house.gateway.log.suffix(3_000))").id.description
        }

        private var told: [String] { get throws { try platform.book().cases.map(\.incident) } }

        @Test(
            "Held back, ordinary cases wait over a kill and a fire goes on; what was dropped is told to nobody"
        )
        func heldBack() throws {
            #expect(try outbox("pause", "nowhere").errors == "no such destination\n")
            #expect(try outbox("pause", "grid", "--why", " ").code == 64)
            let held = try outbox("pause", "grid", "--why", "接口维护", language: "zh")
            #expect(held.code == 0 && held.output == "grid: 普通事件已暂停报送；涉及生命安全的照常发送\n", "\(held.errors)")
            #expect(try outbox("pause", "grid").output == "grid: it was so already\n")
            let first = try dry("smoke-1")
            let second = try dry("smoke-2")
            #expect(try told.isEmpty)

            house.gateway.kill9()
            try house.gateway.start()
            try house.gateway.waitUntilConnected()
            house.raise("smoke-3")
            let fire = try house.fire("smoke-3").id.description
            #expect(try Patience.wait { try told.contains(fire) }, "life safety is never held back")
            #expect(try Set(told).isDisjoint(with: [first, second]))

            let status = try #require(house.gateway.status)
            let grid = try #require(status.destinations.first)
            #expect(grid.waiting >= 2 && grid.receivesLifeSafety == true && grid.pausedSince != nil)
            #expect(grid.pausedReason?.zh == "值班员已暂停普通事件报送：接口维护；涉及生命安全的照常发送")
            #expect(status.degraded.contains { $0.code == "life_safety_destination_paused" })

            let waiting = try rows().filter { $0.state == "waiting" && $0.action == "report" }
            #expect(Set(waiting.map(\.incident)).isSuperset(of: [first, second]))
            let number = try #require(waiting.first { $0.incident == first }).number
            #expect(try outbox("drop", "\(number)").code == 64, "say why")
            #expect(try outbox("drop", "999999", "--why", "x").errors == "no such delivery\n")
            let dropped = try outbox("drop", "\(number)", "--why", "a test of ours", "--json")
            #expect(
                dropped.code == 0
                    && dropped.output == #"{"changed":true,"subject":"\#(number)","word":"drop"}"# + "\n",
                "\(dropped.output)\(dropped.errors)")
            #expect(try outbox("drop", "\(number)", "--why", "again").code == 1)
            let toFire = try #require(try rows("--all").first { $0.incident == fire })
            #expect(
                try outbox("drop", "\(toFire.number)", "--why", "x").errors == "it has an outcome already\n")

            #expect(try outbox("resume", "grid").code == 0)
            #expect(try Patience.wait { try told.contains(second) }, "\(house.gateway.log.suffix(3_000))")
            #expect(try !told.contains(first))
            #expect(house.gateway.status?.destinations.first?.pausedReason == nil)
            let kept = try #require(try rows().first { $0.number == number })
            #expect(kept.state == "refused" && kept.detail == "dropped by guard: a test of ours")
            let lines = try house.audit().filter { $0.action == "outbox" }
            #expect(lines.map(\.by) == ["guard", "guard", "guard"])
            #expect(lines.map(\.subject) == ["grid", "\(number)", "grid"])
        }

        @Test(
            "What a platform refused is told again by a person's word, also after a restart, as the same case"
        )
        func toldAgain() throws {
            try platform.suffer(#"{"refuse":"no such building","on":["report"],"for":2}"#)
            let first = try dry("smoke-1")
            let second = try dry("smoke-2")
            #expect(try Patience.wait { try rows().count { $0.state == "refused" } == 2 })
            #expect(try told.isEmpty)
            #expect(house.gateway.stop())
            try house.gateway.start()
            try house.gateway.waitUntilConnected()
            let refused = try rows().filter { $0.state == "refused" }.sorted { $0.number < $1.number }
            let run = try outbox("retry", "\(refused[0].number)", "\(refused[1].number)", "4711")
            #expect(run.code == 1, "there is no 4711")
            #expect(run.errors == "no such delivery\n" && run.lines.count == 2, "\(run.output)\(run.errors)")
            #expect(
                try Patience.wait { try Set(told).isSuperset(of: [first, second]) },
                "\(house.gateway.log.suffix(3_000))")
            let book = try platform.book()
            #expect(book.anomaly_count == 0 && book.repeats == 0)
            #expect(try outbox("retry", "\(refused[0].number)").code == 1, "it has been taken")
            #expect(try outbox("retry").code == 64)
            #expect(try outbox("retry", "--destination", "grid").code == 0)
            #expect(try outbox("retry", "--destination", "nowhere").code == 1)
        }
    }
}
