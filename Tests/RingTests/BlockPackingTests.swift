import Expressions
import Facility
import Testing

@testable import Ring

/// What is sealed comes out of its block bit for bit, and no bytes can hurt who reads them.
@Suite struct BlockPackingTests {
    /// Draws the same numbers in every run.
    struct Dice: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            var word = state
            word ^= word >> 33
            word = word &* 0xFF51_AFD7_ED55_8CCD
            return word ^ word >> 29
        }
    }

    @Test("A column of integers is what it was, whatever its shape")
    func integers() throws {
        var dice = Dice(state: 7)
        var columns: [[Int64]] = [
            [], [0], [.min], [.max, .min, .max, .min], [Int64](repeating: -3, count: 1_000),
            (0..<1_000).map { $0 / 300 }, (0..<500).map { 1_773_022_530_000 + $0 * 1_000 },
            [0, 1, .max, -1, .min, 5], (0..<257).map { $0 % 2 == 0 ? .max : .min },
        ]
        for bits in 0...63 {
            let most = Int64.max >> Int64(63 - bits)
            columns.append(
                (0..<Int.random(in: 1...400, using: &dice)).map { _ in .random(in: -most...most, using: &dice)
                })
            var walk: Int64 = 0
            columns.append(
                (0..<300).map { _ in
                    walk = walk &+ .random(in: -most...most, using: &dice)
                    return walk
                })
        }
        for column in columns {
            var pen = BlockPen()
            IntegerColumn.write(column, to: &pen)
            let length = pen.bytes.count
            pen.seal()
            try pen.bytes.withUnsafeBytes { raw in
                var cursor = BlockCursor(raw, from: 0, to: length)
                let back = try IntegerColumn.read(column.count, from: &cursor)
                #expect(back == column)
                #expect(cursor.offset == length)
            }
        }
    }

    /// A message of the drawn device.
    private struct Said {
        var ordinal: Int64
        var message: JournaledMessage
    }

    private func drawn(_ seed: UInt64) -> [Said] {
        var dice = Dice(state: seed)
        var at: Int64 = 1_773_022_530_000
        let kinds = (0..<Int.random(in: 1...6, using: &dice)).map { _ in Int.random(in: 0...11, using: &dice)
        }
        return (0..<Int.random(in: 1...300, using: &dice)).map { ordinal in
            // Now and then a clock jumps, backwards too.
            at += dice.next() % 50 == 0 ? .random(in: -90_000_000...90_000_000, using: &dice) : 1_000
            var readings: [JournaledReading] = []
            for (point, kind) in kinds.enumerated() where dice.next() % 8 != 0 {
                readings.append(
                    JournaledReading(
                        point: UInt32(point * 37), value: value(kind, &dice),
                        quality: dice.next() % 20 == 0 ? .stuck : .good, isLate: dice.next() % 30 == 0))
            }
            let observed = dice.next() % 100 == 0 ? Int64.min : at - .random(in: -5_000...5_000, using: &dice)
            return Said(
                ordinal: Int64(ordinal * 3),
                message: JournaledMessage(
                    device: 9, receivedAt: Timestamp(milliseconds: at),
                    observedAt: Timestamp(milliseconds: observed), readings: readings))
        }
    }

    private func value(_ kind: Int, _ dice: inout Dice) -> Value {
        switch kind {
        case 0: return .bool(dice.next() % 2 == 0)
        case 1: return .double(Double(Int.random(in: -400...400, using: &dice)) / 10)
        case 2: return .double(Double.random(in: -1e9...1e9, using: &dice))
        case 3: return .int(.random(in: .min ... .max, using: &dice))
        case 4: return .uint(.random(in: 0 ... .max, using: &dice))
        case 5: return .string(["", "7", "B1", "门开", "\u{0}"].randomElement(using: &dice)!)
        case 6: return .null
        case 7: return .unknown
        case 8:
            return .double(
                [
                    .nan, -.nan, .infinity, -.infinity, -0.0, 0, .leastNonzeroMagnitude, 1e300, 21.5,
                    9.007e15, 0.1 + 0.2,
                ]
                .randomElement(using: &dice)!)
        case 9: return .double(Double(bitPattern: dice.next()))
        case 10: return .int(.random(in: 0...3, using: &dice))
        default: return value(Int.random(in: 0...9, using: &dice), &dice)
        }
    }

    private func packed(_ said: [Said]) -> [UInt8] {
        var builder = BlockBuilder()
        for each in said {
            builder.append(
                each.message.readings, ordinal: each.ordinal, received: each.message.receivedAt,
                observed: each.message.observedAt)
        }
        return builder.packed()
    }

    /// Bits, since NaN is not equal to itself.
    private func bits(_ message: JournaledMessage) -> String {
        let readings = message.readings.sorted { $0.point < $1.point }.map { reading in
            let value =
                if case .double(let number) = reading.value { "d\(number.bitPattern)" } else {
                    "\(reading.value)"
                }
            return "\(reading.point) \(value) \(reading.quality) \(reading.isLate)"
        }
        return "\(message.receivedAt.milliseconds) \(message.observedAt.milliseconds) \(readings)"
    }

    @Test(
        "Every kind of value, quality and time comes back bit for bit, in order",
        arguments: 0..<200 as Range<UInt64>)
    func roundTrip(seed: UInt64) throws {
        let said = drawn(seed)
        let block = try PackedBlock(packed(said))
        let back = try block.messages(device: 9)
        #expect(back.map { bits($0.message) } == said.map { bits($0.message) })
        #expect(back.map(\.ordinal) == said.map(\.ordinal))
        #expect(block.readings == said.reduce(0) { $0 + $1.message.readings.count })
    }

    @Test("A device that said nothing and one that says a point twice in a message are blocks, too")
    func edges() throws {
        #expect(try PackedBlock(BlockBuilder().packed()).messages(device: 1).isEmpty)
        let twice = JournaledMessage(
            device: 9, receivedAt: .start, observedAt: .start,
            readings: [
                JournaledReading(point: 4, value: .int(1)), JournaledReading(point: 4, value: .int(2)),
            ])
        let none = JournaledMessage(device: 9, receivedAt: .start, observedAt: .start, readings: [])
        let said = [Said(ordinal: 0, message: none), Said(ordinal: 1, message: twice)]
        #expect(try PackedBlock(packed(said)).messages(device: 9).map(\.message) == [none, twice])
    }

    @Test("A point's own number goes into the block in place of the store's")
    func numbers() throws {
        var builder = BlockBuilder()
        builder.append(
            [JournaledReading(point: 4, value: .bool(true))], ordinal: 0, received: .start, observed: .start)
        let block = try PackedBlock(builder.packed { $0 + 100 })
        #expect(block.points == [104])
        #expect(try block.slot(of: 104)?.value(at: 0) == .bool(true))
        #expect(try block.slot(of: 104)?.number(at: 0) == 1)
        #expect(try block.slot(of: 4) == nil)
    }

    @Test("An hour of a lift at 1 Hz takes at most two bytes a reading")
    func lift() {
        var dice = Dice(state: 1)
        var builder = BlockBuilder()
        var floor = 1
        for second in 0..<3_600 as Range<Int64> {
            if second % 40 == 0 { floor = .random(in: 1...30, using: &dice) }
            let at = Timestamp.start + .milliseconds(second * 1_000 + .random(in: 0...80, using: &dice))
            let isMoving = second % 40 < 12
            let speed = isMoving ? Double(Int.random(in: 150...250, using: &dice)) / 100 : 0
            builder.append(
                [
                    JournaledReading(point: 1, value: .string("\(floor)")),
                    JournaledReading(point: 2, value: .double(speed)),
                    JournaledReading(point: 3, value: .bool(isMoving)),
                    JournaledReading(point: 4, value: .string(isMoving ? "closed" : "open")),
                    JournaledReading(
                        point: 5, value: .double(Double(Int.random(in: 210...230, using: &dice)) / 10)),
                ], ordinal: second * 30 + .random(in: 0...20, using: &dice), received: at,
                observed: Timestamp(milliseconds: at.milliseconds / 1_000 * 1_000))
        }
        #expect(builder.packed().count <= 2 * 18_000)
    }

    @Test("A bit flipped anywhere is found, and bytes cut off anywhere are no block")
    func damage() throws {
        let bytes = packed(drawn(3))
        for offset in bytes.indices {
            var flipped = bytes
            flipped[offset] ^= 1 << UInt8(offset % 8)
            #expect(throws: BlockDamage.self) { try PackedBlock(flipped) }
        }
        for length in 0..<bytes.count {
            #expect(throws: BlockDamage.self) { try PackedBlock(Array(bytes[..<length])) }
        }
    }

    @Test("Hostile bytes under a right checksum are refused or read, within their own memory")
    func hostile() {
        var dice = Dice(state: 11)
        var refused = 0
        for seed in 0..<400 as Range<UInt64> {
            var body = packed(drawn(seed % 20))
            body.removeLast(BlockFormat.checksumBytes)
            for _ in 0..<Int.random(in: 1...4, using: &dice) {
                body[Int.random(in: 1..<body.count, using: &dice)] = UInt8.random(in: 0...255, using: &dice)
            }
            let checksum = body.withUnsafeBytes(BlockChecksum.of)
            withUnsafeBytes(of: checksum.littleEndian) { body.append(contentsOf: $0) }
            do throws(BlockDamage) {
                let block = try PackedBlock(body)
                for slot in try block.allSlots() {
                    for position in 0..<slot.count { _ = slot.reading(at: position) }
                }
            } catch {
                refused += 1
            }
        }
        #expect(refused > 100)
    }
}
