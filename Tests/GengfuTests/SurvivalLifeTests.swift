import Facility
import Foundation
import Glibc
import Testing

/// Starting, stopping, reloading, and a page that crashes: none of it stops the watch.
extension GatewayTests {
    @Suite("A life with signals")
    struct Life {
        @Test(
            "A page that crashes leaves the watch running, and the next page is whole",
            arguments: [SIGKILL, SIGSEGV])
        func console(_ signal: Int32) throws {
            let house = try SurvivalHouse()
            try house.open()
            let watch = house.gateway.pid
            let console = try SurvivalServer.console(of: house.gateway)
            #expect(console.get("/healthz")?.status == 200)
            #expect(console.get("/")?.status == 200)
            console.end(signal)
            #expect(console.get("/healthz") == nil, "it is gone")
            house.raise("smoke-1")
            try house.fire("smoke-1")
            #expect(house.gateway.pid == watch && house.gateway.isRunning)
            let next = try SurvivalServer.console(of: house.gateway)
            #expect(next.get("/healthz")?.status == 200)
            #expect(next.get("/")?.body.contains("smoke-1") == true)
        }

        @Test("A page without a core says 503, and 200 again when the core is back")
        func coreGone() throws {
            let house = try SurvivalHouse()
            try house.open()
            let console = try SurvivalServer.console(of: house.gateway)
            #expect(console.get("/healthz")?.status == 200)
            house.gateway.kill9()
            #expect(Patience.wait { console.get("/healthz")?.status == 503 })
            #expect(console.get("/healthz")?.body.contains("not_running") == true)
            #expect(console.get("/") != nil, "the page itself still speaks")
            try house.gateway.start()
            #expect(Patience.wait { console.get("/healthz")?.status == 200 })
        }

        @Test(
            "SIGTERM and SIGINT end it with 0 and everything stored; however often, it is no reason for care",
            arguments: [
                SIGTERM, SIGINT,
            ])
        func cleanStop(_ signal: Int32) throws {
            let house = try SurvivalHouse()
            try house.open()
            for turn in 0..<2 {
                house.measure("smoke-1", [60 + turn])
                try house.expectStored("smoke-1", Array(60...60 + turn))
                house.gateway.send(signal)
                #expect(house.gateway.stop(), "\(house.gateway.log.suffix(2_000))")
                #expect(house.gateway.status == nil)
                try house.gateway.start()
                #expect(!house.isDegraded("careful_mode"))
                try house.gateway.waitUntilConnected()
            }
        }

        @Test("Two unclean ends within a minute make it careful, and careful it loses nothing")
        func uncleanEnds() throws {
            let house = try SurvivalHouse()
            try house.open()
            for _ in 0..<2 {
                house.gateway.kill9()
                house.measure("smoke-1", [66])
                try house.gateway.start()
            }
            #expect(house.isDegraded("careful_mode"))
            let levels = Array(51...90)
            house.measure("smoke-2", levels)
            try house.expectStored("smoke-2", levels)
            try house.expectStored("smoke-1", [66, 66])
            house.raise("smoke-3")
            try house.fire("smoke-3")
        }

        @Test("Care is over when a run has lasted a minute")
        func careEnds() throws {
            let house = try SurvivalHouse(clockRate: 10)
            try house.open()
            for _ in 0..<2 {
                house.gateway.kill9()
                try house.gateway.start()
            }
            #expect(house.isDegraded("careful_mode"))
            #expect(Patience.wait(20) { !house.isDegraded("careful_mode") })
            let levels = Array(51...90)
            house.measure("smoke-2", levels)
            try house.expectStored("smoke-2", levels)
        }

        @Test(
            "A faulty configuration is refused on SIGHUP with its mistakes; a good one takes effect at once")
        func reload() throws {
            let house = try SurvivalHouse(clockRate: 10)
            let folder = house.gateway.folder
            try FileManager.default.copyItem(atPath: GatewayProgram.profiles, toPath: folder["profiles"])
            let site = try String(contentsOfFile: house.gateway.configuration, encoding: .utf8)
                .replacing(GatewayProgram.profiles, with: "profiles")
            try folder.write(site, to: "gengfu.yaml")
            let shipped = try String(contentsOfFile: folder["profiles/fire/hazards.yaml"], encoding: .utf8)
            func hazards(raisedAt degrees: Int) -> String {
                shipped.replacing(
                    /fixed: degC\([0-9]+\)/, with: "fixed: degC(\(degrees))")
            }
            try folder.write(hazards(raisedAt: 57), to: "profiles/fire/hazards.yaml")
            try house.open()
            let version = try #require(house.gateway.status?.configuration)
            func heat(_ device: String, _ degrees: Double) {
                house.devices.say([.state(of: device, #"{"temperature":\#(degrees)}"#)])
            }

            // 50 °C are no fire, as 60 °C next door show.
            heat("smoke-1", 50)
            heat("smoke-2", 60)
            #expect(try Patience.wait { try !hot("smoke-2", house).isEmpty })
            #expect(try hot("smoke-1", house).isEmpty)

            try folder.write(site + "nonsense: true\n", to: "gengfu.yaml")
            house.gateway.send(SIGHUP)
            #expect(Patience.wait { house.gateway.log.contains("the old one stays in force") })
            let line = site.split(separator: "\n", omittingEmptySubsequences: false).count
            #expect(
                house.gateway.log.contains("gengfu.yaml:\(line):1: "), "\(house.gateway.log.suffix(1_000))")
            #expect(house.gateway.status?.configuration == version)

            try folder.write(site, to: "gengfu.yaml")
            try folder.write(hazards(raisedAt: 45), to: "profiles/fire/hazards.yaml")
            house.gateway.send(SIGHUP)
            #expect(Patience.wait { house.gateway.status?.configuration ?? version != version })
            heat("smoke-3", 50)
            #expect(
                try Patience.wait { try !hot("smoke-3", house).isEmpty }, "\(house.gateway.log.suffix(1_000))"
            )
            #expect(try hot("smoke-2", house).count == 1, "the fire that burnt burns on as the same one")
        }

        private func hot(_ device: String, _ house: SurvivalHouse) throws -> [Incident] {
            try house.gateway.incidents(hazard: "fire.alarm").filter { $0.device == device }
        }
    }
}
