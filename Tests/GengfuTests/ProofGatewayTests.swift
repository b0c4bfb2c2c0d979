import Control
import Facility
import Foundation
import Ring
import Testing

@testable import MQTT

extension GatewayTests {
    /// The way of an alarm proven by the program itself: a real broker, a platform that answers, one that does not.
    @Suite struct ProofGatewayTests {
        private let platform: SurvivalServer
        private let house: SurvivalHouse

        init() throws {
            platform = try SurvivalServer.platform(at: try FreePort.next())
            house = try SurvivalHouse(platform: platform.port)
            try house.open()
        }

        private func prove() throws -> CommandsRun {
            try CommandsRun([
                "outbox", "prove", "--by", "guard", "--control", house.gateway.control, "--lang", "en",
            ])
        }

        private var grid: DestinationReport? { house.gateway.status?.destinations.first }

        @Test("A marked reading goes all the way and is no case; what was proven is known after a kill")
        func proven() throws {
            #expect(grid?.provenAt == nil && grid?.isProofOverdue == false)
            #expect(try prove().code == 0)
            #expect(Patience.wait { grid?.provenAt != nil }, "\(house.gateway.log.suffix(3_000))")
            let before = try #require(grid?.provenAt)
            #expect(grid?.proofMeans == .answer && grid?.proofTrouble == nil)
            #expect(try house.gateway.incidents(hazard: "fire.alarm").isEmpty)
            #expect(try platform.book().cases.isEmpty)
            #expect(house.gateway.status?.heldDevices == 0 && house.gateway.status?.quarantineRows == 0)
            // Row and line are of one commit, which may wait for company.
            #expect(
                try Patience.wait {
                    try house.audit().contains { $0.action == "path_proven" && $0.subject == "grid" }
                })

            house.gateway.kill9()
            try house.gateway.start()
            try house.gateway.waitUntilConnected()
            #expect(grid?.provenAt == before)
        }

        @Test("A platform that is away is not proven and says why, until it is back and somebody asks again")
        func away() throws {
            try platform.suffer(#"{"down":true}"#)
            #expect(try prove().code == 0)
            #expect(
                Patience.wait { grid?.proofTrouble != nil }, "\(house.gateway.log.suffix(3_000))")
            #expect(grid?.provenAt == nil)
            #expect(try Patience.wait { try house.audit().contains { $0.action == "path_not_proven" } })
            try platform.suffer("{}")
            #expect(try prove().code == 0)
            #expect(Patience.wait { grid?.provenAt != nil }, "\(house.gateway.log.suffix(3_000))")
            #expect(grid?.proofTrouble == nil)
        }
    }
}
