import Facility
import Foundation
import Synchronization
import Testing

@testable import Forward

/// A broker and an audit log that write down what they are told.
private final class Yard: Sendable {
    private struct State {
        var lines: [String] = []
        var isAway = false
    }

    private let state = Mutex(State())

    var lines: [String] { state.withLock { $0.lines } }
    func leave() { state.withLock { $0.isAway = true } }
    private func add(_ line: String) { state.withLock { $0.lines.append(line) } }

    var box: BoxPorts {
        let clock = WakeClock(
            now: { Timestamp(milliseconds: 1_773_022_530_123) },
            sleep: { _ in while !Task.isCancelled { await Task.yield() } })
        return BoxPorts(
            clock: clock, firstNumber: 5,
            order: { [self] settings, isOn async throws(Lane.Failure) in
                if state.withLock({ $0.isAway }) { throw .unreachable("no connection to main") }
                add("\(settings.topic) \(isOn ? settings.on : settings.off)")
            },
            audit: { [self] line in add("audit \(line.action) \(line.detail)") })
    }
}

@Suite("A siren's orders are passed on and written down", .timeLimit(.minutes(1)))
struct SirenKeeperTests {
    private static let settings = SirenSettings(
        broker: "main", topic: "yard/set", on: "ON", off: "OFF", hazards: ["elevator.entrapment"],
        isAutomatic: true)

    private func conveyance(_ yard: Yard) -> SirenConveyance {
        SirenConveyance(
            SirenKeeper(destination: "siren", settings: Self.settings, box: yard.box))
    }

    @Test("On at the case, off at the answer, and both in the audit log before and after")
    func audited() async throws {
        let yard = Yard()
        let siren = conveyance(yard)
        #expect(try await siren.send(.sample(5, life: true)).handling == .reported)
        var answer = Delivery.sample(6, .update, step: "acknowledged", life: true)
        answer.report.answeredBy = "guard"
        _ = try await siren.send(answer)
        let incident = "longhu-3a9c04e7d1-1"
        #expect(
            yard.lines == [
                "audit siren_on \(incident)", "yard/set ON", "audit siren_on_result taken by the broker",
                "audit siren_off answered", "yard/set OFF", "audit siren_off_result taken by the broker",
            ])
        await siren.shutDown()
    }

    @Test("A case from before the restart moves nothing")
    func backlog() async throws {
        let yard = Yard()
        let siren = conveyance(yard)
        await #expect(throws: Lane.Failure.refused("from before the restart")) {
            try await siren.send(.sample(4, life: true))
        }
        #expect(yard.lines.isEmpty)
        await siren.shutDown()
    }

    @Test("What a killed life left on is switched off at the first connection, and once only")
    func start() async {
        let yard = Yard()
        let keeper = SirenKeeper(destination: "siren", settings: Self.settings, box: yard.box)
        await keeper.start()
        while yard.lines.count < 3 { await Task.yield() }
        await keeper.start()
        #expect(
            yard.lines == [
                "audit siren_off after a start", "yard/set OFF", "audit siren_off_result taken by the broker",
            ])
        await keeper.stop()
    }

    @Test("What is pressed is ordered in the order of the presses, however long the broker takes for each")
    func presses() async {
        let yard = Yard()
        var box = yard.box
        let order = box.order
        box.order = { settings, isOn async throws(Lane.Failure) in
            for _ in 0..<(isOn ? 10 : 1) { await Task.yield() }
            try await order(settings, isOn)
        }
        let keeper = SirenKeeper(destination: "siren", settings: Self.settings, box: box)
        let calls = OrderedCalls()
        for press in 0..<6 { #expect(calls.offer { await keeper.press(isOn: press.isMultiple(of: 2)) }) }
        func orders() -> [String] { yard.lines.filter { $0.hasPrefix("yard/set") } }
        while orders().count < 6 { await Task.yield() }
        #expect(orders() == (0..<6).map { $0.isMultiple(of: 2) ? "yard/set ON" : "yard/set OFF" })
        await keeper.stop()
    }

    @Test("Calls are done one after the other, and more than can wait are refused")
    func calls() async {
        let done = Mutex<[Int]>([])
        let calls = OrderedCalls()
        let gate = Mutex(false)
        #expect(calls.offer { while !gate.withLock({ $0 }) { await Task.yield() } })
        var taken = 0
        for number in 0..<(OrderedCalls.limit + 10) where calls.offer({ done.withLock { $0.append(number) } })
        {
            taken += 1
        }
        #expect((OrderedCalls.limit - 1...OrderedCalls.limit).contains(taken))
        gate.withLock { $0 = true }
        while done.withLock({ $0.count }) < taken { await Task.yield() }
        #expect(done.withLock { $0 } == Array(0..<taken))
    }

    @Test("A broker that is away is a failure the lane tries again, and is written down")
    func away() async throws {
        let yard = Yard()
        yard.leave()
        let siren = conveyance(yard)
        await #expect(throws: Lane.Failure.unreachable("no connection to main")) {
            try await siren.send(.sample(5, life: true))
        }
        #expect(yard.lines.last == "audit siren_on_result no connection to main")
        await siren.shutDown()
    }
}
