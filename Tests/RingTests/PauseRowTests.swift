import Facility
import Testing

@testable import Ring

/// Destinations that are held back, and refused deliveries that may be told again: known after every restart.
@Suite struct PauseRowTests {
    private static let pause = DestinationPause(
        destination: "grid", by: "li", since: .start, why: "接口维护")

    @Test("A pause is in the store from its commit until the commit that ends it")
    func kept() throws {
        let room = try Room()
        let writer = try room.open()
        let other = DestinationPause(destination: "fire", by: "li", since: .start, why: nil)
        var effects = Effects()
        effects.pauses = [
            PauseRow(destination: "grid", pause: Self.pause), PauseRow(destination: "fire", pause: other),
        ]
        #expect(try room.crashImage().open().recovered().pauses.isEmpty)
        _ = try writer.commit(effects, at: .start)
        #expect(try room.crashImage().open().recovered().pauses == [other, Self.pause])
        effects.pauses = [PauseRow(destination: "grid", pause: nil)]
        _ = try writer.commit(effects, at: .start)
        #expect(try room.crashImage().open().recovered().pauses == [other])
    }

    @Test("A pause comes along out of a damaged store")
    func salvaged() throws {
        let room = try Room()
        let writer = try room.open()
        var effects = Effects.messages(1)
        effects.pauses = [PauseRow(destination: "grid", pause: Self.pause)]
        _ = try writer.commit(effects, at: .start)
        writer.close()
        let after = try room.open(epoch: 77, distrusted: "a commit found a page damaged").recovered()
        #expect(after.pauses == [Self.pause])
    }

    @Test(
        "An ended incident with a refused delivery is taken up again, one whose deliveries were taken is not")
    func refused() throws {
        let room = try Room()
        let writer = try room.open()
        for number in 1...2 as ClosedRange<Int64> {
            var incident = Incident.drawn(number)
            _ = try writer.commit(.raise(incident, delivery: number), at: .start)
            incident.ended = .quiet(at: .start)
            var effects = Effects()
            effects.incidents = [incident]
            effects.live = [LiveRow(hazard: incident.hazard, subject: "E\(number)", state: nil)]
            let outcome: Delivery.Outcome =
                number == 1
                ? .refused(reason: "no such building") : .accepted(caseNumber: "A", handling: .closed)
            effects.settled = [Settlement(delivery: number, outcome: outcome)]
            _ = try writer.commit(effects, at: .start)
        }
        let recovery = try room.crashImage().open().recovered()
        #expect(recovery.incidents.map(\.id.number) == [1])
        #expect(recovery.outbox.isEmpty)
    }

    @Test("A delivery is found by its number, and the last report of a case with its outcome")
    func found() throws {
        let room = try Room()
        let writer = try room.open()
        let incident = Incident.drawn(1)
        var effects = Effects.raise(incident, delivery: 1)
        var update = Delivery.drawn(3, of: incident)
        update.action = .update
        effects.opened += [.drawn(2, of: incident), .drawn(4, of: incident, to: "fire"), update]
        effects.settled = [Settlement(delivery: 2, outcome: .refused(reason: "no"))]
        _ = try writer.commit(effects, at: .start)
        let reader = try RingReader(directory: room.path)
        let third = try #require(try reader.delivery(3))
        #expect(third.delivery.action == .update && third.outcome == nil)
        #expect(try reader.delivery(99) == nil)
        let report = try #require(try reader.lastReport(of: incident.id, at: "grid"))
        #expect(report.delivery.number == 2 && report.outcome == .refused(reason: "no"))
        #expect(try reader.lastReport(of: incident.id, at: "nowhere") == nil)
    }
}
