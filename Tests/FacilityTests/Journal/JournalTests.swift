import Expressions
import Testing

@testable import Facility

/// The journal is what windows are rebuilt from and what a night is replayed from: it must give back every
/// bit, and bytes that rot must never stop the watch.
@Suite struct JournalTests {
    private let writer = JournalWriter(
        numbering: Numbering(
            deviceNumbers: [1, 9, 300, 4_000_000], pointNumbers: [1, 2, 3, 127, 128, 70_000]))

    @Test("Readings come back bit for bit, whatever their numbers", arguments: 0..<40 as Range<UInt64>)
    func roundTrip(seed: UInt64) {
        var chance = Chance(seed: seed)
        var bytes: [UInt8] = []
        var written: [Reading] = []
        for _ in 0..<50 {
            let message = chance.message()
            writer.append(message, to: &bytes)
            written += message
        }
        #expect(read(bytes).readings == written.map(plain))
        #expect(read(bytes).damage == nil)
    }

    @Test(
        "Numbers keep sign, size and last digit",
        arguments: [
            0, -0.0, 1, -1, 0.1, -0.1, 21.5, 1e-7, 1e-8, .leastNonzeroMagnitude, 2.2250738585072014e-308,
            1.7976931348623157e308,
            9_007_199_254_740_991, 9_007_199_254_740_992, -9_007_199_254_740_994, 0.30000000000000004,
            123_456.7891234, 28_147_497.6710655, 900_719_925.4740991, 1 / 3, .infinity, -.infinity, 4.35,
            2.675,
        ])
    func extremes(number: Double) throws {
        var bytes: [UInt8] = []
        writer.append([reading(.double(number))], to: &bytes)
        let value = try #require(read(bytes).readings.first?.value)
        guard case .double(let back) = value else { throw Unexpected() }
        #expect(back.bitPattern == number.bitPattern)
    }

    @Test("A lift terminal's message of seven points takes 31 bytes or less")
    func size() {
        let seven = JournalWriter(numbering: Numbering(devices: 400, points: 120))
        let values: [Value] = [
            .string("7"), .bool(true), .double(0), .double(1.75), .bool(false), .double(3), .bool(false),
        ]
        let message = values.enumerated().map { position, value in
            Reading(
                device: DeviceIndex(311), point: PointIndex(100 + position), value: value,
                observedAt: Timestamp(milliseconds: 1_773_022_530_000),
                receivedAt: Timestamp(milliseconds: 1_773_022_531_214))
        }
        var bytes: [UInt8] = []
        seven.append(message, to: &bytes)
        let first = bytes.count
        seven.append(message, to: &bytes)
        #expect(bytes.count - first <= 31)
    }

    @Test("Commands and session steps keep their place among the readings")
    func order() {
        var bytes: [UInt8] = []
        let now = Timestamp(milliseconds: 1_000)
        writer.append(session: SessionIndex(2), .resumed, at: now, to: &bytes)
        writer.append([reading(.bool(true))], to: &bytes)
        writer.append(command: [0x7B, 0x7D], at: now, to: &bytes)
        writer.append(command: [], at: now, to: &bytes)
        writer.append(session: SessionIndex(2), .drained, at: now, to: &bytes)
        let entries = read(bytes).entries
        #expect(entries.count == 5)
        #expect(entries.first == .session(SessionIndex(2), .resumed))
        #expect(
            entries.dropFirst(2) == [
                .command([0x7B, 0x7D]), .command([]), .session(SessionIndex(2), .drained),
            ])
    }

    @Test("Readings of one message share a header, of two messages they do not")
    func grouping() {
        var bytes: [UInt8] = []
        var later = reading(.bool(false))
        later.observedAt = later.observedAt + .milliseconds(1)
        writer.append([reading(.bool(true)), reading(.bool(false)), later], to: &bytes)
        #expect(read(bytes).entries.count == 2)
    }

    @Test("A blob cut anywhere gives what came before and says that it ends too soon")
    func truncation() {
        var chance = Chance(seed: 7)
        var bytes: [UInt8] = []
        for _ in 0..<12 { writer.append(chance.message(), to: &bytes) }
        let whole = read(bytes)
        for count in 1..<bytes.count {
            let part = read(Array(bytes[..<count]))
            #expect(part.entries == Array(whole.entries.prefix(part.entries.count)))
            #expect(part.entries.count < whole.entries.count)
        }
        #expect(read(Array(bytes[..<(bytes.count - 1)])).damage != nil)
    }

    @Test(
        "Rotten bytes never trap and never yield more than their length", arguments: 0..<20 as Range<UInt64>)
    func fuzz(seed: UInt64) {
        var chance = Chance(seed: seed)
        var good: [UInt8] = []
        for _ in 0..<6 { writer.append(chance.message(), to: &good) }
        writer.append(command: [1, 2, 3], at: Timestamp(milliseconds: 0), to: &good)
        for _ in 0..<500 {
            var bytes = good
            for _ in 0...chance.next(5) { bytes[chance.next(bytes.count)] = UInt8(chance.next(256)) }
            let result = read(bytes)
            #expect(result.readings.count <= bytes.count / 2)
        }
        for _ in 0..<200 {
            let noise = [1] + (0..<chance.next(64)).map { _ in UInt8(chance.next(256)) }
            #expect(read(noise).readings.count <= noise.count / 2)
        }
    }

    @Test("A blob of another version is refused by its first byte")
    func version() {
        var bytes: [UInt8] = []
        writer.append([reading(.bool(true))], to: &bytes)
        bytes[0] = 2
        #expect(read(bytes).damage == .unknownVersion(2))
        #expect(read([]).damage == nil)
        #expect(read([1, 0]).damage == .headerMissing)
    }

    @Test("Times at either end of the calendar come back")
    func times() {
        var bytes: [UInt8] = []
        var written: [Reading] = []
        for (observed, received) in [
            (Timestamp.distantPast, Timestamp.distantFuture), (.distantFuture, .distantPast),
            (Timestamp(milliseconds: .min), Timestamp(milliseconds: .max)),
        ] {
            var one = reading(.bool(true))
            one.observedAt = observed
            one.receivedAt = received
            writer.append([one], to: &bytes)
            written.append(one)
        }
        #expect(read(bytes).readings == written.map(plain))
    }

    private func reading(_ value: Value) -> Reading {
        Reading(
            device: DeviceIndex(1), point: PointIndex(2), value: value,
            observedAt: Timestamp(milliseconds: 990), receivedAt: Timestamp(milliseconds: 1_000))
    }

    /// A reading as the reader gives it, one per line.
    private struct Plain: Equatable {
        var device: UInt32
        var point: UInt32
        var value: Value
        var observedAt: Timestamp
        var receivedAt: Timestamp
        var quality: Quality
        var isLate: Bool
    }

    private func plain(_ reading: Reading) -> Plain {
        Plain(
            device: [1, 9, 300, 4_000_000][reading.device.position],
            point: [1, 2, 3, 127, 128, 70_000][reading.point.position], value: reading.value,
            observedAt: reading.observedAt, receivedAt: reading.receivedAt, quality: reading.quality,
            isLate: reading.isLate)
    }

    private func read(_ bytes: [UInt8]) -> (
        entries: [JournalEntry], readings: [Plain], damage: JournalDamage?
    ) {
        var reader = JournalReader(bytes)
        var entries: [JournalEntry] = []
        var readings: [Plain] = []
        while let entry = reader.next() {
            entries.append(entry)
            guard case .readings(let message) = entry else { continue }
            readings += message.readings.map {
                Plain(
                    device: message.device, point: $0.point, value: $0.value, observedAt: message.observedAt,
                    receivedAt: message.receivedAt, quality: $0.quality, isLate: $0.isLate)
            }
        }
        return (entries, readings, reader.damage)
    }

    private struct Unexpected: Error {}
}

/// Seeded chance: a failure names its seed.
private struct Chance: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1 }

    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state
    }

    mutating func next(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &self) }

    mutating func message() -> [Reading] {
        let device = DeviceIndex(next(4))
        let received = Timestamp(milliseconds: 1_773_022_530_000 + Int64(next(1_000)))
        let observed = received - .milliseconds(Int64(next(100_000)) - 1_000)
        return (0...next(8)).map { _ in
            Reading(
                device: device, point: PointIndex(next(6)), value: value(), observedAt: observed,
                receivedAt: received, quality: Quality.allCases[next(6)], isLate: next(4) == 0)
        }
    }

    mutating func value() -> Value {
        switch next(10) {
        case 0: .bool(next(2) == 0)
        case 1: .double(Double(next(2_000) - 1_000))
        case 2: .double(Double(next(2_000_000) - 1_000_000) / 100)
        case 3: .double(Double.random(in: -1e9...1e9, using: &self))
        case 4: .double(finite())
        case 5: .string(String((0..<next(20)).map { _ in ["7", "B1", "层", "é", "🔥"][next(5)] }.joined()))
        case 6: .int(Int64(bitPattern: next()))
        case 7: .uint(next())
        case 8: .unknown
        default: .null
        }
    }

    /// Any bit pattern that is a number.
    mutating func finite() -> Double {
        while true {
            let number = Double(bitPattern: next())
            if !number.isNaN { return number }
        }
    }
}
