import Facility
import Foundation
import Testing

@testable import MQTT

/// What reaches a platform that is away, drops the link or lies: each case, once, in order.
extension GatewayTests {
    @Suite("A platform in trouble")
    struct Platform {
        @Test("A platform that was down is told every case once, in order, as soon as it is there")
        func down() throws {
            let port = try FreePort.next()
            let house = try SurvivalHouse(platform: port, clockRate: 60)
            try house.open()
            var raised: [String] = []
            for number in 1...6 {
                house.raise("smoke-\(number)")
                raised.append(try house.fire("smoke-\(number)").id.description)
            }
            #expect(Patience.wait { house.isDegraded("path_lost") })
            let waiting = house.gateway.status?.destinations.first
            #expect(waiting?.isPathLost == true)
            #expect((waiting?.waiting ?? 0) >= 6)

            let platform = try SurvivalServer.platform(at: port)
            #expect(Patience.wait { house.gateway.status?.destinations.first?.waiting == 0 })
            let book = try platform.book()
            #expect(book.cases.map(\.incident) == raised)
            for held in book.cases {
                let steps = held.transitions
                #expect(steps.first?.action == "report")
                #expect(steps.count { $0.action == "report" } == 1)
                #expect(steps.allSatisfy { $0.repeats == 0 })
                #expect(zip(steps, steps.dropFirst()).allSatisfy { $0.transition < $1.transition })
            }
            #expect(book.repeats == 0 && book.duplicates_refused == 0 && book.anomaly_count == 0)
            #expect(Patience.wait { !house.isDegraded("path_lost") }, "the path is back")
        }

        @Test("The loss of a life-safety path is said within 100 s although nothing had to be reported")
        func silence() throws {
            let house = try SurvivalHouse(platform: try FreePort.next(), clockRate: 15)
            try house.gateway.start()
            // Not from the start itself: to make the store takes a second, a quarter of a minute of this clock.
            let answered = try #require(house.gateway.status?.now)
            #expect(Patience.wait { house.isDegraded("path_lost") })
            var lost: AuditLine?
            _ = try Patience.wait {
                lost = try house.audit().first { $0.action == "path_lost" }
                return lost != nil
            }
            let line = try #require(lost)
            #expect(line.subject == "grid")
            #expect((line.at - answered).seconds <= 100)
        }

        @Test("A link that breaks after the case was taken is asked about, and nothing is reported twice")
        func droppedLink() throws {
            let platform = try SurvivalServer.platform(at: try FreePort.next())
            let house = try SurvivalHouse(platform: platform.port, clockRate: 10)
            try house.open()
            try platform.suffer(#"{"drop_link":"after","on":["report"],"for":1}"#)
            house.raise("smoke-1")
            let incident = try house.fire("smoke-1").id
            #expect(Patience.wait { self.handling(of: incident, in: house) == .accepted })
            let book = try platform.book()
            #expect(book.cases.map(\.incident) == [incident.description])
            #expect(book.cases.first?.transitions.count { $0.action == "report" } == 1)
            #expect(book.repeats == 0)
            let requests = try platform.requests()
            #expect(requests["report"] == 1, "\(requests)")
            #expect(requests["query"] == 1, "\(requests)")
        }

        @Test(
            "Refused, by status or by an error inside a 200, a case is set aside with the reason and holds up no other",
            arguments: [
                (#"{"refuse":"no such building","on":["report"],"for":1}"#, "no such building"),
                (#"{"error_inside_200":true,"on":["report"],"for":1}"#, "matter code not in dictionary"),
            ])
        func refused(_ faults: String, _ reason: String) throws {
            let platform = try SurvivalServer.platform(at: try FreePort.next())
            let house = try SurvivalHouse(platform: platform.port)
            try house.open()
            try platform.suffer(faults)
            house.raise("smoke-1")
            let first = try house.fire("smoke-1").id
            #expect(Patience.wait { self.handling(of: first, in: house) == .rejected })
            house.raise("smoke-2")
            let second = try house.fire("smoke-2").id
            #expect(Patience.wait { self.handling(of: second, in: house) == .accepted })
            #expect(try platform.book().cases.map(\.incident) == [second.description])
            #expect(house.gateway.status?.destinations.first?.refused == 1)
            #expect(
                try house.audit().contains { $0.subject == first.description && $0.detail.contains(reason) })
        }

        @Test(
            "A platform that answers with failures of its own is asked and told again until it takes the case"
        )
        func failing() throws {
            let platform = try SurvivalServer.platform(at: try FreePort.next())
            let house = try SurvivalHouse(platform: platform.port, clockRate: 10)
            try house.open()
            try platform.suffer(#"{"status":503,"on":["report"]}"#)
            house.raise("smoke-1")
            let incident = try house.fire("smoke-1").id
            #expect(try Patience.wait { try platform.requests()["report"] ?? 0 >= 2 })
            #expect(try platform.book().cases.isEmpty)
            #expect(handling(of: incident, in: house) == .open)
            try platform.suffer("{}")
            #expect(Patience.wait { self.handling(of: incident, in: house) == .accepted })
            #expect(try platform.book().cases.map(\.incident) == [incident.description])
        }

        private func handling(of incident: IncidentID, in house: SurvivalHouse) -> Handling? {
            guard case .incident(let report)? = house.gateway.ask(.incident(incident)) else { return nil }
            return report.deliveries.first { $0.destination == "grid" }?.handling
        }
    }
}
