import Facility
import Testing

@testable import Ring

/// What hazards have learned outlives the process that learned it.
@Suite struct LearnedRowTests {
    private func row(_ key: String, _ byte: UInt8, at seconds: Int64 = 0) -> LearnedRow {
        LearnedRow(
            device: 7, key: key, at: .start + .seconds(seconds),
            packed: [UInt8](repeating: byte, count: 4_000))
    }

    @Test("What was learned is there after a kill, each learner once, in its newest state")
    func newest() throws {
        let room = try Room()
        let writer = try room.open()
        var effects = Effects()
        effects.learned = [row("week temperature", 1), row("level 3600000 temperature", 2)]
        _ = try writer.commit(effects, at: .start)
        effects.learned = [row("week temperature", 3, at: 3_600)]
        _ = try writer.commit(effects, at: .start + .seconds(3_600))
        let recovered = try room.crashImage().open().recovered()
        #expect(
            recovered.learned == [row("level 3600000 temperature", 2), row("week temperature", 3, at: 3_600)])
    }

    @Test("A row that is let go is gone, and letting go of none is no mistake")
    func gone() throws {
        let writer = try Room().open()
        var effects = Effects()
        effects.learned = [row("week temperature", 1)]
        _ = try writer.commit(effects, at: .start)
        effects.learned = [
            LearnedRow(device: 7, key: "week temperature", at: .start, packed: nil),
            LearnedRow(device: 8, key: "week temperature", at: .start, packed: nil),
        ]
        _ = try writer.commit(effects, at: .start)
        #expect(try writer.recovered().learned.isEmpty)
    }

    @Test("Rows written every hour for a year take no more room than those of one hour")
    func bounded() throws {
        let room = try Room()
        let writer = try room.open()
        let size = room.size(room.database)
        for hour in 0..<500 as Range<Int64> {
            var effects = Effects()
            effects.learned = (0..<20).map { row("week point\($0)", UInt8(hour & 255), at: hour * 3_600) }
            _ = try writer.commit(effects, at: .start + .seconds(hour * 3_600))
        }
        #expect(room.size(room.database) == size)
        #expect(try writer.recovered().learned.count == 20)
    }
}
