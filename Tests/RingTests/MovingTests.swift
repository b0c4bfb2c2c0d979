import Facility
import Foundation
import GRDB
import Testing

@testable import Ring

/// A store on its way to another box.
@Suite("Export and import")
struct MovingTests {
    private let room: Room
    private let other: Room
    private var file: String { other.path + "/copy.gengfu" }

    init() throws {
        room = try Room()
        other = try Room()
    }

    /// A store with a day's messages, an open incident, one delivery told and one that waits.
    private func used() throws -> RingWriter {
        let ring = try room.open()
        for hour in 0..<24 {
            let now = Timestamp.start + .hours(Int64(hour))
            _ = try ring.commit(.messages(50, at: now, firstMid: hour * 50), at: now)
        }
        let now = Timestamp.start + .hours(24)
        _ = try ring.commit(.raise(.drawn(1, raisedAt: now), delivery: 1), at: now)
        _ = try ring.commit(.raise(.drawn(2, raisedAt: now), delivery: 2), at: now)
        var told = Effects()
        told.settled = [
            Settlement(delivery: 1, outcome: .accepted(caseNumber: "WG1", handling: .accepted))
        ]
        told.audit = [AuditLine(at: now, by: "guard", action: "acknowledge", subject: "1")]
        _ = try ring.commit(told, at: now)
        return ring
    }

    private func imported() throws -> RingWriter {
        let place = try Room()
        _ = try StoreImport(directory: place.path).read(file)
        return try RingWriter(
            directory: place.path, limits: .small, epoch: 0x11_1111_1111, now: .start + .hours(25))
    }

    @Test(
        "Taken while the gateway runs, small, and the same incidents, numbers and deliveries on the other box"
    )
    func online() throws {
        let ring = try used()
        let report = try StoreExport(directory: room.path).write(to: file)
        #expect(report.incidents == 2 && report.waiting == 1)
        #expect(report.bytes < room.size(room.database) / 2)
        // It goes on committing beside.
        _ = try ring.commit(.messages(1, at: .start + .hours(26)), at: .start + .hours(26))
        let before = try ring.recovered()
        let copy = try imported()
        let after = try copy.recovered()
        #expect(copy.report.epoch == 0x3A_9C04_E7D1 && copy.report.check == .sound && copy.report.isPregrown)
        #expect(after.incidents == before.incidents && after.live == before.live)
        #expect(after.outbox.map(\.number) == [2])
        // The old box goes on counting: what this one raises must not have the same name.
        #expect(after.nextIncident > before.nextIncident + 100_000)
        #expect(after.nextDelivery > before.nextDelivery + 100_000)
        // Of the readings the last hour.
        #expect(after.journal.allSatisfy { $0.at >= .start + .hours(23) } && !after.journal.isEmpty)
    }

    @Test("The audit log's chain holds in the copy")
    func chain() throws {
        let ring = try used()
        let export = StoreExport(directory: room.path)
        _ = try export.write(to: file)
        let place = try Room()
        _ = try StoreImport(directory: place.path).read(file)
        let lines = try RingReader(directory: place.path).audit(limit: 100)
        #expect(lines == (try RingReader(directory: room.path).audit(limit: 100)) && !lines.isEmpty)
        #expect(try RingReader(directory: place.path).verifyAudit().isSound)
        withExtendedLifetime(ring) {}
    }

    @Test("A moved store does not start any more, until it is taken back; the other box does")
    func moved() throws {
        let export = StoreExport(directory: room.path)
        var ring: RingWriter? = try used()
        #expect(throws: OpenFailure.inUse(path: room.database)) { try export.move(to: file, at: .start) }
        let before = try #require(ring).recovered()
        ring?.close()
        ring = nil
        _ = try export.move(to: file, at: .start + .hours(25))
        #expect(throws: OpenFailure.moved(path: room.database, at: .start + .hours(25))) { try room.open() }
        let successor = try imported()
        let recovery = try successor.recovered()
        #expect(recovery.incidents.count == 2 && recovery.nextIncident == before.nextIncident)
        #expect(recovery.nextDelivery == before.nextDelivery)
        try export.takeBack()
        #expect(try room.open().recovered().incidents.count == 2)
    }

    @Test("Nothing is overwritten, neither a file nor a store")
    func occupied() throws {
        let ring = try used()
        try Data("mine".utf8).write(to: URL(fileURLWithPath: file))
        #expect(throws: OpenFailure.occupied(path: file)) {
            try StoreExport(directory: room.path).write(to: file)
        }
        try FileManager.default.removeItem(atPath: file)
        _ = try StoreExport(directory: room.path).write(to: file)
        ring.close()
        #expect(throws: OpenFailure.occupied(path: room.database)) {
            try StoreImport(directory: room.path).read(file)
        }
    }

    @Test("A file that is none of ours, cut off or of a newer program is refused and makes no store")
    func refused() throws {
        let ring = try used()
        _ = try StoreExport(directory: room.path).write(to: file)
        withExtendedLifetime(ring) {}
        let whole = try Data(contentsOf: URL(fileURLWithPath: file))
        let place = try Room()
        for bad in [Data("hello".utf8), whole.prefix(whole.count / 2)] {
            try bad.write(to: URL(fileURLWithPath: file))
            let failure = #expect(throws: OpenFailure.self) {
                _ = try StoreImport(directory: place.path).read(file)
            }
            guard case .notAnExport = failure else {
                Issue.record("\(String(describing: failure))")
                continue
            }
        }
        try whole.write(to: URL(fileURLWithPath: file))
        let queue = try DatabaseQueue(path: file)
        try queue.inDatabase { try $0.execute(sql: "PRAGMA user_version = 9999") }
        try queue.close()
        #expect(throws: OpenFailure.newerSchema(found: 9_999, known: Schema.version)) {
            try StoreImport(directory: place.path).read(file)
        }
        #expect(!place.files.contains("gengfu.db"))
    }
}
