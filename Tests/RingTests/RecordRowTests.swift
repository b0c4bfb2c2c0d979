import Facility
import GRDB
import Testing

@testable import Ring

/// A maintenance visit of four years ago is still there, as it was entered.
@Suite struct RecordRowTests {
    private func record(_ number: Int64, _ device: String = "E01") -> UpkeepRecord {
        var record = UpkeepRecord(
            kind: number.isMultiple(of: 2) ? .cleaning : .maintenance, subject: .device(device),
            performedAt: .start + .hours(number), performer: "迅达",
            results: [.init(name: "余氯", value: 0.3, unit: "mg/L")], due: .start + .hours(100))
        record.number = number
        return record
    }

    @Test("Records outlive the process, written again they stay one, and lists find them by kind and subject")
    func kept() throws {
        let room = try Room()
        let writer = try room.open()
        var effects = Effects()
        effects.records = [record(1), record(2), record(3, "E02")]
        _ = try writer.commit(effects, at: .start)
        _ = try writer.commit(effects, at: .start)
        let image = try room.crashImage()
        #expect(try image.open().recovered().records == effects.records)
        let reader = try RingReader(directory: room.path)
        #expect(try reader.records().rows.map(\.number) == [3, 2, 1])
        var filter = RingReader.RecordFilter()
        filter.kind = .maintenance
        #expect(try reader.records(filter).rows.map(\.number) == [3, 1])
        filter.subject = .device("E01")
        let found = try reader.records(filter)
        #expect(found.total == 1 && found.rows == [record(1)])
    }

    @Test("A record cannot be changed, and what the limit takes is a loss")
    func bounded() throws {
        var limits = RingLimits.small
        limits.records = 10
        let room = try Room()
        let writer = try room.open(limits: limits)
        for number in 1...25 as ClosedRange<Int64> {
            var effects = Effects()
            effects.records = [record(number)]
            _ = try writer.commit(effects, at: .start)
        }
        let reader = try RingReader(directory: room.path)
        #expect(try reader.records().rows.map(\.number) == Array((16...25).reversed()))
        #expect(try reader.losses().map(\.subject) == ["records"])
        #expect(try reader.losses().map(\.count) == [15])
        #expect(throws: DatabaseError.self) {
            try writer.connection().queue.write { db in
                try db.execute(sql: "UPDATE record SET kind = 'drill'")
            }
        }
    }

    @Test("Records are carried over from a damaged store")
    func salvaged() throws {
        let room = try Room()
        let writer = try room.open()
        var effects = Effects()
        effects.records = [record(1), record(2)]
        _ = try writer.commit(effects, at: .start)
        writer.close()
        let next = try room.open(epoch: 77, distrusted: "a commit found a page damaged")
        #expect(try next.recovered().records == effects.records)
    }
}
