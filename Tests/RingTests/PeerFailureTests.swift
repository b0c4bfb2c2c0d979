import Facility
import Foundation
import Testing

@testable import Ring

/// Named failures of other gateways' stores (docs/peers.md) that no other test would see here.
@Suite("What other gateways' stores lost")
struct PeerFailureTests {
    @Test("Readings of one device in the same millisecond come back one by one, also after a kill")
    func sameMillisecond() throws {
        let room = try Room()
        let writer = try room.open()
        _ = try writer.numbering(for: Site.drawn(devices: ["a"], points: (0..<7).map { "p\($0)" }))
        for count in [733, 1, 1, 1, 264] { _ = try writer.commit(.messages(count), at: .start) }
        let image = try room.crashImage()
        _ = try image.open()
        let kept = try RingReader(directory: image.path).readings(
            device: "a", point: "elevator/p2", from: .start, to: .start + .milliseconds(1), limit: 2_000)
        #expect(kept.count == 1_000)
        #expect(kept.allSatisfy { $0.observedAt == .start })
        #expect(Set(kept.map(\.reading.value)).count == 50)
    }

    @Test("A hundred starts, every other one after a kill, find one store and what was in it")
    func hundredStarts() throws {
        var room = try Room()
        for start in 0..<100 as Range<Int64> {
            // The program draws an epoch at each start; only a new store takes it.
            let writer = try room.open(epoch: UInt64(start) + 1, at: .start + .seconds(start))
            #expect(try writer.recovered().epoch == 1)
            #expect(writer.lastSequence == start)
            _ = try writer.commit(
                .messages(1, at: .start + .seconds(start), firstMid: Int(start)), at: .start + .seconds(start)
            )
            if start.isMultiple(of: 2) {
                let inode = try Self.inode(room.database)
                writer.close()
                _ = try room.open(epoch: 1_000, at: .start).recovered()
                #expect(try Self.inode(room.database) == inode)
            } else {
                room = try room.crashImage()
            }
            #expect(!room.files.contains { $0.contains("damaged") })
        }
        let recovery = try room.open().recovered()
        #expect(recovery.journal.map(\.at) == (0..<100).map { .start + .seconds($0) })
    }

    private static func inode(_ path: String) throws -> Int {
        try #require(FileManager.default.attributesOfItem(atPath: path)[.systemFileNumber] as? Int)
    }
}
