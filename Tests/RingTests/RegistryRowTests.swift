import Facility
import Foundation
import Testing

@testable import Ring

/// What the store remembers of devices beside the sheet, and of payloads that are read again.
@Suite struct RegistryRowTests {
    private func entry(_ id: String, _ standing: RegistryEntry.Standing) -> RegistryEntry {
        var entry = RegistryEntry(id: id, broker: "main", standing: standing, at: .start)
        entry.profile = "fire.plain"
        entry.sample = .init(topic: "gengfu/fire/\(id)/alarm", payload: "{\u{0}}", bytes: 3)
        entry.count = 3
        return entry
    }

    @Test(
        "A device taken in, its number and its first reading are there together after a kill, or not at all")
    func together() throws {
        let room = try Room()
        let writer = try room.open()
        var effects = Effects.messages(1)
        effects.numbered = [NumberRow(kind: .device, number: 1, name: "smoke-9")]
        effects.registry = [
            RegistryRow(key: .init(broker: "main", id: "smoke-9"), entry: entry("smoke-9", .adopted))
        ]
        let before = try room.crashImage().open()
        #expect(try before.recovered().registry.isEmpty)
        #expect(try before.recovered().journal.isEmpty)

        _ = try writer.commit(effects, at: .start)
        let after = try room.crashImage().open()
        let recovery = try after.recovered()
        #expect(recovery.registry == [entry("smoke-9", .adopted)])
        #expect(recovery.journal.count == 1)
        var site = Site(id: "yard", name: "Yard")
        let place = Place(building: "", gridCode: "")
        site.devices = ["smoke-8", "smoke-9"].map { Device(id: $0, name: $0, profile: 0, place: place) }
        #expect(try after.numbering(for: site).deviceNumbers == [2, 1])
    }

    @Test(
        "The same rows may be written twice, as after a commit whose word was awaited; a row that goes is gone"
    )
    func twice() throws {
        let writer = try Room().open()
        var effects = Effects()
        effects.numbered = [NumberRow(kind: .device, number: 1, name: "a")]
        effects.registry = [RegistryRow(key: .init(broker: "main", id: "a"), entry: entry("a", .held))]
        _ = try writer.commit(effects, at: .start)
        _ = try writer.commit(effects, at: .start)
        #expect(try writer.recovered().registry.map(\.id) == ["a"])
        effects.registry[0].entry = nil
        _ = try writer.commit(effects, at: .start)
        #expect(try writer.recovered().registry.isEmpty)
    }

    @Test(
        "A number that another name has, and another number for a name, fail the commit and change nothing",
        arguments: [
            NumberRow(kind: .device, number: 1, name: "b"), NumberRow(kind: .device, number: 2, name: "a"),
        ])
    func contradiction(row: NumberRow) throws {
        let writer = try Room().open()
        var effects = Effects()
        effects.numbered = [NumberRow(kind: .device, number: 1, name: "a")]
        _ = try writer.commit(effects, at: .start)
        effects.numbered = [row]
        effects.registry = [RegistryRow(key: .init(broker: "main", id: "b"), entry: entry("b", .held))]
        #expect(throws: CommitFailure.self) { try writer.commit(effects, at: .start) }
        #expect(try writer.recovered().registry.isEmpty)
    }

    @Test(
        "A quarantined payload read at last leaves with the readings it gave; one still unread has its new reason"
    )
    func quarantine() throws {
        let room = try Room()
        let writer = try room.open()
        var effects = Effects()
        effects.quarantine = [
            QuarantineRow(
                at: .start, topic: [1], payload: [2], reason: "first", payloadBytes: 9_000, session: 2),
            QuarantineRow(at: .start, topic: [3], payload: [4], reason: "second"),
        ]
        _ = try writer.commit(effects, at: .start)
        let kept = try RingReader(directory: room.path).quarantine(after: 0, limit: 10)
        #expect(kept.map(\.number) == [1, 2])
        #expect(kept.map(\.isCut) == [true, false])
        #expect(kept.map(\.session) == [2, nil])

        var next = Effects.messages(1)
        next.released = [2]
        next.reasons = [QuarantineReason(number: 1, reason: "cut")]
        _ = try writer.commit(next, at: .start)
        let image = try room.crashImage()
        let left = try RingReader(directory: image.path).quarantine()
        #expect(left.map(\.reason) == ["cut"])
    }
}
