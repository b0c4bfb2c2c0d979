import Facility
import Testing

@testable import Ring

/// A quarter's water is still counted when its readings have long made room.
@Suite struct DayTimesRowTests {
    private static let today = Int32(Timestamp.start.milliseconds / 86_400_000)

    private func row(_ point: UInt32, day: Int32 = today, inside: Int64, outside: Int64 = 0) -> DayTimesRow {
        var times = DayTimes()
        times.day = day
        times.inside = .seconds(inside)
        times.outside = .seconds(outside)
        return DayTimesRow(device: 1, point: point, times: times)
    }

    private func effects(_ rows: [DayTimesRow]) -> Effects {
        var effects = Effects()
        effects.times = rows
        return effects
    }

    private func named(_ writer: RingWriter) throws {
        try writer.connection().queue.write { db in
            try db.execute(
                sql: """
                    INSERT INTO device VALUES (1, 'W1'); INSERT INTO point VALUES (1, 'water/water.ph');
                    INSERT INTO point VALUES (2, 'water/water.turbidity');
                    """)
        }
    }

    @Test("What commits bring adds up within a day and survives a kill; other days and points stay apart")
    func adds() throws {
        let room = try Room()
        let writer = try room.open()
        try named(writer)
        _ = try writer.commit(effects([row(1, inside: 600), row(2, inside: 60, outside: 540)]), at: .start)
        _ = try writer.commit(
            effects([row(1, inside: 300, outside: 30), row(1, day: Self.today + 1, inside: 5)]), at: .start)
        let days = Int(Self.today)..<Int(Self.today) + 2
        let image = try room.crashImage()
        _ = try image.open()
        let kept = try RingReader(directory: image.path).dayTimes(days)
        #expect(kept.map(\.point) == ["water/water.ph", "water/water.turbidity", "water/water.ph"])
        #expect(kept.map(\.times.inside.seconds) == [900, 60, 5])
        #expect(kept.map(\.times.outside.seconds) == [30, 540, 0])
        #expect(try RingReader(directory: room.path).dayTimes(0..<5).isEmpty)
    }

    @Test("Days beyond the limit go by the gateway's clock, not by that of a device that runs ahead")
    func bounded() throws {
        let room = try Room()
        let writer = try room.open()
        try named(writer)
        for day in 0..<450 as Range<Int64> {
            let now = Timestamp.start + .hours(24 * day)
            _ = try writer.commit(
                effects([row(1, day: Self.today + Int32(day), inside: 1)]), at: now)
        }
        _ = try writer.commit(
            effects([row(1, day: Self.today + 20_000, inside: 1)]), at: .start + .hours(24 * 449))
        let kept = try RingReader(directory: room.path).dayTimes(0..<1_000_000)
        #expect(kept.count == 402 && kept.first?.times.day == Self.today + 49)
    }

    @Test("They are carried over from a damaged store")
    func salvaged() throws {
        let room = try Room()
        let writer = try room.open()
        try named(writer)
        _ = try writer.commit(effects([row(1, inside: 600)]), at: .start)
        writer.close()
        let next = try room.open(distrusted: "as a test")
        let days = Int(Self.today)..<Int(Self.today) + 1
        #expect(try RingReader(directory: room.path).dayTimes(days).map(\.times.inside.seconds) == [600])
        next.close()
    }
}
