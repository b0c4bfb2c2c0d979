import Facility
import Foundation
import Testing

@testable import Forward
@testable import Simulation

@Suite("A fire monitoring centre over a real TCP link", .timeLimit(.minutes(2)))
struct FireCentreLinkTests {
    @Test(
        "A fire is in the centre's book, from the transmission device of its building, and nothing is amiss")
    func fire() async throws {
        try await FireHouse.run { house in
            try await house.waitForLinks()
            let begun = ContinuousClock.now
            #expect(try await house.conveyance.send(.alarm(1, of: "S1")).handling == .reported)
            #expect(try await house.conveyance.send(.alarm(2, of: "S2")).handling == .reported)
            #expect(ContinuousClock.now - begun < .seconds(10))
            let shown = try house.shown
            #expect(shown.points.map(\.state) == [3, 3])
            #expect(shown.points.map(\.device) == ["672b00000000", "ce5600000000"])
            #expect(shown.points.map(\.text) == ["1号楼走道", "2号楼走道"])
            #expect(shown.points.first?.at == "2026-03-09T10:15:31")
            try await house.wait { $0.devices.allSatisfy { $0.state == 3 } }
            let now = PlatformTime.now()
            try await house.conveyance.heartbeat(at: now, every: .seconds(30), audit: nil)
            // A busy machine may owe one of its own meanwhile.
            #expect(try house.shown.devices.allSatisfy { $0.heartbeats >= 1 })
            #expect(try house.shown.anomalies == [])
        }
    }

    @Test(
        "Whatever the centre does wrong, every delivery arrives, and every frame is as the standard has it",
        arguments: [
            #"{"refuse": 5}"#, #"{"silent": 3}"#, #"{"stall": 3}"#, #"{"reset": 5}"#, #"{"garbage": 9}"#,
            #"{"flood": 3000}"#,
            #"{"refuse": 4, "silent": 2, "stall": 2, "reset": 3, "garbage": 5, "flood": 500}"#,
        ])
    func survives(faults: String) async throws {
        try await FireHouse.run { house in
            try await house.waitForLinks()
            #expect(house.centre.suffer(faults))
            try await withThrowingTaskGroup { group in
                for number in 1...30 as ClosedRange<Int64> {
                    group.addTask { try await house.deliver(.alarm(number, of: "S\(number)")) }
                }
                try await group.waitForAll()
            }
            let shown = try house.shown
            #expect(shown.points.count == 30 && shown.points.allSatisfy { $0.state == 3 })
            #expect(shown.anomalies == [])
        }
    }

    @Test("A link whose bytes nobody acknowledges ends within 20 s: a router that went dark says no goodbye")
    func userTimeout() async throws {
        let silent = try SilentListener()
        defer { silent.close() }
        let port = try #require(silent.address.split(separator: ":").last.flatMap { Int($0) })
        let channel = try await FireCentreKeeper.bootstrap.connect(host: "127.0.0.1", port: port).get()
        let limit = try await channel.getOption(FireCentreKeeper.userTimeout).get()
        #expect(limit == 20_000)
        #expect(try await channel.getOption(.socketOption(.so_keepalive)).get() != 0)
        try await channel.close()
    }

    @Test(
        "A centre that is there and says nothing fails what is under way in time, and lets go when it is asked to"
    )
    func dead() async throws {
        try await FireHouse.run { house in
            try await house.waitForLinks()
            #expect(house.centre.suffer(#"{"dead": true}"#))
            let begun = ContinuousClock.now
            do throws(Lane.Failure) {
                _ = try await house.conveyance.send(.alarm(1, of: "S1"))
                Issue.record("nobody acknowledged")
            } catch {
                guard case .unknown = error else {
                    Issue.record("\(error)")
                    return
                }
            }
            #expect(ContinuousClock.now - begun < .seconds(15), "4 times 0.4 s")
            let waiting = Task { await house.failure(of: .alarm(2, of: "S1")) }
            try await Task.sleep(for: .milliseconds(50))
            waiting.cancel()
            let failure = await waiting.value
            #expect(failure == .cancelled || failure?.isUnsent == true)
        }
    }

    @Test("After every link is broken they are made anew, by themselves")
    func reconnect() async throws {
        try await FireHouse.run { house in
            try await house.waitForLinks()
            house.centre.breakLinks()
            try await house.wait { $0.devices.allSatisfy { $0.links == 2 && $0.connected == 1 } }
            try await house.deliver(.alarm(1, of: "S1"))
            #expect(try house.shown.anomalies == [])
        }
    }

    @Test("A duty check asks the engine once for each device, and is answered by what a person says")
    func duty() async throws {
        try await FireHouse.run { house in
            try await house.waitForLinks()
            #expect(house.centre.askDuty(minutes: 7) == 2)
            try await house.wait { _ in house.commands.all.count == 2 }
            #expect(
                Set(house.commands.all.map(\.unit)) == ["672b00000000 7", "ce5600000000 7"])
            #expect(try house.shown.operations.isEmpty)
            let answer = Delivery.alarm(
                5, of: "longhu", "acknowledged", .update, hazard: OwnHazard.dutyCheck.rawValue,
                evidence: ["destination = centre", "unit = ce5600000000", "minutes = 7"], by: "wang")
            try await house.deliver(answer)
            // What is not acknowledged in ten seconds is said again.
            #expect(try Set(house.shown.operations.map(\.flags)) == [0b0010_0000])
            #expect(try Set(house.shown.operations.map(\.operator)) == [1])
            #expect(house.centre.tellTime(ahead: 30) == 2)
            try await house.conveyance.heartbeat(at: PlatformTime.now(), every: .seconds(30), audit: nil)
            #expect(try house.shown.anomalies == [])
        }
    }

    @Test("Shut down in mid-exchange it answers everybody at once")
    func shutDown() async throws {
        try await FireHouse.run(answerWithin: .seconds(10)) { house in
            try await house.waitForLinks()
            #expect(house.centre.suffer(#"{"dead": true}"#))
            let waiting = Task { await house.failure(of: .alarm(1, of: "S1")) }
            try await Task.sleep(for: .milliseconds(50))
            await house.conveyance.shutDown()
            #expect(await waiting.value == .cancelled)
            #expect(await house.failure(of: .alarm(2, of: "S1")) == .cancelled)
        }
    }
}

extension FireHouse {
    /// Why one send failed; nil: it did not.
    func failure(of delivery: Delivery) async -> Lane.Failure? {
        do throws(Lane.Failure) { _ = try await conveyance.send(delivery) } catch { return error }
        return nil
    }
}

extension Lane.Failure {
    /// Nothing was sent.
    var isUnsent: Bool { if case .unreachable = self { true } else { false } }
}

extension Command {
    /// Unit and minutes of a duty check.
    fileprivate var unit: String {
        if case .dutyCheck(_, let unit, let minutes) = self {
            "\(unit) \(minutes.map(String.init) ?? "over")"
        } else {
            ""
        }
    }
}
