import Testing

@testable import Facility

/// What a person does with what waits for a destination.
@Suite("A person's hand on a lane")
struct LaneHandTests {
    private static let refused = "refused: the report of its case was refused"

    @Test("A dropped update is not sent, and what follows it is")
    func update() {
        var lane = LaneScript()
        _ = lane(.paused)
        for (number, action) in [(1, .report), (2, .update), (3, .close)] as [(Int64, Delivery.Action)] {
            #expect(lane(.enqueue(.sample(number, action, step: "confirmed"))) == [])
        }
        #expect(lane(.drop(2, .update)) == [])
        #expect(lane(.resumed) == ["send 1"])
        #expect(lane.accept(1) == ["settle 1 accepted", "send 3"])
    }

    @Test("Of a dropped report the far side hears no later step, until it is told again")
    func report() {
        var lane = LaneScript()
        _ = lane(.paused)
        _ = lane(.enqueue(.sample(1)))
        _ = lane(.enqueue(.sample(2, .update)))
        #expect(lane(.drop(1)) == ["settle 2 \(Self.refused)"])
        _ = lane(.resumed)
        #expect(lane(.enqueue(.sample(3, .update))) == ["settle 3 \(Self.refused)"])
        #expect(lane.lane.count == 0)
        #expect(lane(.enqueue(.sample(4))) == ["send 4"])
        #expect(lane.accept(4) == ["settle 4 accepted"])
        #expect(lane(.enqueue(.sample(5, .close))) == ["send 5"])
    }

    @Test("What was sent cannot be called back: that it was taken counts, and its case goes on")
    func taken() {
        var lane = LaneScript()
        #expect(lane(.enqueue(.sample(1))) == ["send 1"])
        #expect(lane(.drop(1)) == [])
        #expect(lane(.enqueue(.sample(2, .close))) == [])
        #expect(lane.accept(1) == ["settle 1 accepted", "send 2"])
    }

    @Test(
        "What was dropped under way and surely did not arrive is not sent again",
        arguments: [
            Lane.Failure.unreachable("no route"), .busy("503", retryAfter: nil), .refused("no such building"),
        ])
    func notTaken(failure: Lane.Failure) {
        var lane = LaneScript()
        _ = lane(.enqueue(.sample(1)))
        _ = lane(.enqueue(.sample(2, .update)))
        _ = lane(.drop(1))
        #expect(lane(.failed(1, failure)).contains("settle 2 \(Self.refused)"))
        #expect(lane.lane.count == 0)
        #expect(lane.untilNext(within: .minutes(10)).lines == [])
    }

    @Test("A locked-out destination's dropped report does not come back with the next probe")
    func lockedOut() {
        var lane = LaneScript { $0.canQuery = false }
        _ = lane(.enqueue(.sample(1)))
        _ = lane(.drop(1))
        #expect(lane(.failed(1, .lockedOut("401"))) == ["lost since 0 locked_out"])
        #expect(lane.untilNext(within: .minutes(5)).lines == [])
        #expect(lane(.enqueue(.sample(2, incident: 2, life: true))) == ["send 2"], "the probe is free")
    }

    @Test(
        "A dropped delivery whose outcome is unknown is asked for and never sent", arguments: [true, false])
    func unknown(isPresent: Bool) {
        var lane = LaneScript()
        _ = lane(.enqueue(.sample(1)))
        _ = lane(.enqueue(.sample(2, .close)))
        _ = lane(.drop(1))
        #expect(lane(.failed(1, .unknown("timeout"))) == [])
        #expect(lane.untilNext(within: .seconds(10)).lines == ["query 1"])
        let answer = Lane.Answer(caseNumber: "C1", handling: .accepted)
        let lines = lane(.queried(1, isPresent ? .present(answer) : .absent))
        #expect(lines == (isPresent ? ["settle 1 accepted", "send 2"] : ["settle 2 \(Self.refused)"]))
    }

    @Test("A far side that cannot be asked does not get a second try of what was dropped")
    func notAsked() {
        var lane = LaneScript { $0.canQuery = false }
        _ = lane(.enqueue(.sample(1)))
        _ = lane(.drop(1))
        #expect(lane(.failed(1, .unknown("timeout"))) == [])
        #expect(lane.lane.count == 0)
        #expect(lane.untilNext(within: .minutes(10)).lines == [])
    }

    @Test("A row that only the disk holds is not sent once it is read")
    func onDisk() {
        var lane = LaneScript(isDiskRead: false)
        _ = lane(.drop(1))
        #expect(lane(.refilled([.sample(1), .sample(2, incident: 2)], isComplete: true)) == ["send 2"])
    }

    @Test("A word that crossed the outcome on its way takes nothing from the case")
    func crossed() {
        var lane = LaneScript()
        _ = lane(.enqueue(.sample(1)))
        _ = lane.accept(1)
        #expect(lane(.drop(1)) == [])
        #expect(lane(.enqueue(.sample(2, .close))) == ["send 2"])
    }

    @Test("A refused report that the disk still shows opens no way for its later steps")
    func staleRow() {
        var lane = LaneScript(isDiskRead: false)
        _ = lane(.enqueue(.sample(1)))
        #expect(lane(.failed(1, .refused("no"))).first == "settle 1 refused: no")
        let rows: [Delivery] = [.sample(1), .sample(2, .update)]
        #expect(lane(.refilled(rows, isComplete: true)).first == "settle 2 \(Self.refused)")
    }

    @Test("Whoever has mended something waits neither for the next probe nor for the back-off")
    func hurry() {
        var lane = LaneScript { $0.canQuery = false }
        #expect(lane(.enqueue(.sample(1))) == ["send 1"])
        #expect(lane(.failed(1, .lockedOut("401"))) == ["lost since 0 locked_out"])
        #expect(lane(.deadline) == [])
        #expect(lane(.hurried) == ["send 1"])
        var slow = LaneScript { $0.canQuery = false }
        _ = slow(.enqueue(.sample(1)))
        #expect(slow(.failed(1, .busy("429", retryAfter: .minutes(30)))) == [])
        #expect(slow(.hurried) == ["send 1 attempt 2"])
    }

    @Test("A hurry does not open a pause")
    func pausedHurry() {
        var lane = LaneScript()
        _ = lane(.paused)
        _ = lane(.enqueue(.sample(1)))
        #expect(lane(.hurried) == [])
    }
}

extension Lane.Input {
    fileprivate static func drop(_ number: Int64, _ action: Delivery.Action = .report) -> Self {
        let delivery = Delivery.sample(number, action)
        return .dropped(
            DroppedDelivery(
                number: number, destination: delivery.destination, incident: delivery.incident,
                isReport: action == .report))
    }
}
