import Testing

@testable import Facility

/// Who goes first, and who never overtakes whom.
@Suite("A lane's order")
struct LaneOrderTests {
    @Test("A close is never sent before its report was accepted")
    func closeWaits() {
        var lane = LaneScript()
        #expect(lane(.enqueue(.sample(1))) == ["send 1"])
        #expect(lane(.enqueue(.sample(2, .close))) == [])
        #expect(lane(.failed(1, .unreachable("no route"))) == [])
        #expect(lane.advance(.seconds(2)) == ["send 1 attempt 2"])
        #expect(lane.accept(1) == ["settle 1 accepted", "send 2"])
        #expect(lane.accept(2) == ["settle 2 accepted"])
        #expect(lane.lane.count == 0)
    }

    @Test("Life safety goes first, then the most severe, then the live ones, then the oldest")
    func ranks() {
        var lane = LaneScript { $0.concurrency = 1 }
        #expect(lane(.enqueue(.sample(1, incident: 1))) == ["send 1"])
        for waiting: Delivery in [
            .sample(2, incident: 2, severity: .severe, historic: true), .sample(3, incident: 3),
            .sample(4, incident: 4, severity: .severe), .sample(5, incident: 5, severity: .severe),
            .sample(6, incident: 6, severity: .extreme),
        ] {
            #expect(lane(.enqueue(waiting)) == [])
        }
        #expect(
            lane(.enqueue(.sample(7, incident: 7, severity: .minor, life: true))) == ["send 7"],
            "life safety has a slot of its own")
        var order: [String] = []
        var underway: Int64 = 1
        for _ in 0..<5 {
            let lines = lane.accept(underway).filter { $0.hasPrefix("send") } + lane.advance(.seconds(1))
            order += lines
            underway = Int64(lines[0].dropFirst(5)) ?? 0
        }
        #expect(order == ["send 6", "send 4", "send 5", "send 2", "send 3"])
    }

    @Test("A step that has become extreme pulls the milder ones before it along")
    func inherits() {
        var lane = LaneScript { $0.concurrency = 1 }
        _ = lane(.enqueue(.sample(1, incident: 1)))
        _ = lane(.enqueue(.sample(2, incident: 2, severity: .severe)))
        _ = lane(.enqueue(.sample(3, incident: 3, severity: .minor)))
        _ = lane(.enqueue(.sample(4, incident: 3, .update, severity: .extreme)))
        #expect(lane.accept(1) == ["settle 1 accepted", "send 3"])
        #expect(lane.accept(3) == ["settle 3 accepted", "send 4"])
    }

    @Test(
        "A refused report is parked with its reason, takes its own later steps along and blocks nothing else")
    func refusal() {
        var lane = LaneScript()
        #expect(lane(.enqueue(.sample(1, incident: 1))) == ["send 1"])
        #expect(lane(.enqueue(.sample(2, incident: 1, .close))) == [])
        #expect(lane(.enqueue(.sample(3, incident: 2))) == ["send 3"])
        #expect(
            lane(.failed(1, .refused("unknown matter code"))) == [
                "settle 1 refused: unknown matter code",
                "settle 2 refused: the report of its case was refused",
            ])
        #expect(
            lane(.enqueue(.sample(4, incident: 1, .update))) == [
                "settle 4 refused: the report of its case was refused"
            ])
        #expect(lane.accept(3) == ["settle 3 accepted"])
    }

    @Test("A refused update does not keep the close from its case")
    func refusedUpdate() {
        var lane = LaneScript()
        _ = lane(.enqueue(.sample(1)))
        _ = lane(.enqueue(.sample(2, .update, step: "commented")))
        _ = lane(.enqueue(.sample(3, .close)))
        _ = lane.accept(1)
        #expect(lane(.failed(2, .refused("too long"))) == ["settle 2 refused: too long", "send 3"])
    }

    @Test("Updates of the gateway's own that a later one supersedes travel in it; a person's word never does")
    func merging() {
        var lane = LaneScript()
        _ = lane(.enqueue(.sample(1)))
        _ = lane(.enqueue(.sample(2, .update, step: "quiet")))
        _ = lane(.enqueue(.sample(3, .update, step: "active")))
        _ = lane(.enqueue(.sample(4, .update, step: "confirmed")))
        _ = lane(.enqueue(.sample(5, .update, step: "quiet")))
        _ = lane(.enqueue(.sample(6, .close)))
        #expect(lane.accept(1) == ["settle 1 accepted", "merge [2, 3] into 4", "send 4"])
        #expect(
            lane.accept(4) == ["settle 2 accepted", "settle 3 accepted", "settle 4 accepted", "send 5"])
        #expect(lane.accept(5) == ["settle 5 accepted", "send 6"])
    }

    @Test("A delivery that is offered twice is sent once, also right after it was settled")
    func twice() {
        var lane = LaneScript()
        #expect(lane(.enqueue(.sample(1))) == ["send 1"])
        #expect(lane(.enqueue(.sample(1))) == [])
        #expect(lane.accept(1) == ["settle 1 accepted"])
        #expect(lane(.enqueue(.sample(1))) == [])
        #expect(lane.accept(1) == [])
    }
}
