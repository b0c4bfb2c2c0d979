import Facility
import Foundation
import Ring
import Testing

/// A message that ends the program each time it is stepped. The broker sends it again each time, so that without
/// careful mode one payload would end the watch for good.
///
/// Needs a program that was built with a trap (`GENGFU_TRAPS=1`, as deploy/test.sh does).
extension GatewayTests {
    @Suite(
        "Poison",
        .enabled(
            if: ProcessInfo.processInfo.environment["GENGFU_TRAPS"] != nil,
            "the program was built without GENGFU_TRAPS: no message can trap it"))
    struct Poison {
        @Test(
            "A message that traps the program is put aside on its third careful try, and nothing else is lost"
        )
        func poison() throws {
            let house = try SurvivalHouse()
            try house.open()
            house.measure("smoke-1", [51, 52])
            house.devices.say([
                .alarm(of: "smoke-2", "gengfu-trap"), .alarm(of: "smoke-3", #"{"smoke":true}"#),
            ])
            // What came before, behind and beside it, while the program dies and is started again.
            house.measure("smoke-1", Array(53...72))
            let starts = try supervise(house) { !quarantine(house).isEmpty }
            #expect(starts == 4, "two unclean ends make it careful, two more tries make it sure")

            try house.gateway.waitUntilConnected()
            let row = try #require(quarantine(house).first)
            #expect(quarantine(house).count == 1)
            #expect(row.topic == Array("gengfu/fire/smoke-2/alarm".utf8))
            #expect(row.payload == Array("gengfu-trap".utf8))
            #expect(house.gateway.log.contains("message quarantined"))
            #expect(house.isDegraded("careful_mode"))
            try house.expectStored("smoke-1", Array(51...72))
            try house.fire("smoke-3")
            #expect(try house.fires("smoke-3").count == 1)

            // It goes on, and the poison does not come again, not even to the next start.
            house.raise("smoke-4")
            try house.fire("smoke-4")
            #expect(house.gateway.stop())
            try house.gateway.start()
            house.raise("smoke-5")
            try house.fire("smoke-5")
            #expect(quarantine(house).count == 1)
        }

        /// Starts the gateway again whenever it has ended, as systemd does, until something is so.
        /// - Returns: how often it was started.
        private func supervise(_ house: SurvivalHouse, until isSo: () -> Bool) throws -> Int {
            var starts = 0
            let isDone = try Patience.wait(40) {
                if isSo() { return true }
                if !house.gateway.isRunning {
                    starts += 1
                    try house.gateway.launch()
                }
                return false
            }
            try #require(isDone, "\(house.gateway.log.suffix(3_000))")
            return starts
        }

        private func quarantine(_ house: SurvivalHouse) -> [QuarantineRow] {
            (try? RingReader(directory: house.gateway.store).quarantine(limit: 100)) ?? []
        }
    }
}
