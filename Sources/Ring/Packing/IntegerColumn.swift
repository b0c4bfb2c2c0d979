/// A column of integers in whichever of four forms is the shortest: one value, runs, packed values, packed steps.
///
/// Packed means chunks of 128, each a least value and what lies above it in as many bits as the greatest needs. A
/// device that speaks every second with 50 ms of jitter takes 7 bits for its time. All arithmetic wraps, so jumps of
/// time backwards and the ends of the range are numbers like any other.
enum IntegerColumn {
    private enum Form {
        static let constant: UInt8 = 1
        static let runs: UInt8 = 2
        static let values: UInt8 = 3
        static let steps: UInt8 = 4
    }

    static let chunk = 128

    // MARK: Writing

    /// Writes values; how many there are the reader knows from elsewhere.
    static func write(_ values: [Int64], to pen: inout BlockPen) {
        guard let first = values.first else { return }
        var runs = 1
        var runBytes = BlockPen.signedBytes(first)
        values.withUnsafeBufferPointer { values in
            for position in 1..<max(1, values.count) where values[position] != values[position - 1] {
                runs += 1
                runBytes += 1 + BlockPen.signedBytes(values[position] &- values[position - 1])
            }
        }
        guard runs > 1 else {
            pen.put(Form.constant)
            return pen.put(signed: first)
        }
        // A run of more than 128 takes two bytes of length; what is estimated a little low still packs well.
        if runs * 8 <= values.count, runBytes + runs < values.count / 8 {
            return write(runsOf: values, runs, to: &pen)
        }
        var steps = [Int64](repeating: 0, count: values.count - 1)
        for position in 1..<values.count { steps[position - 1] = values[position] &- values[position - 1] }
        let valueBytes = packedBytes(values)
        let stepBytes = packedBytes(steps) + BlockPen.signedBytes(first)
        if runBytes + runs <= min(valueBytes, stepBytes) {
            write(runsOf: values, runs, to: &pen)
        } else if valueBytes <= stepBytes {
            pen.put(Form.values)
            pack(values, to: &pen)
        } else {
            pen.put(Form.steps)
            pen.put(signed: first)
            pack(steps, to: &pen)
        }
    }

    private static func write(runsOf values: [Int64], _ runs: Int, to pen: inout BlockPen) {
        pen.put(Form.runs)
        pen.put(varint: UInt64(runs))
        var previous: Int64 = 0
        var start = 0
        while start < values.count {
            var end = start + 1
            while end < values.count, values[end] == values[start] { end += 1 }
            pen.put(signed: values[start] &- previous)
            pen.put(varint: UInt64(end - start - 1))
            previous = values[start]
            start = end
        }
    }

    /// Least value of a chunk, and bits for what lies above it: 0 to 56, or 64.
    private static func measure(_ chunk: ArraySlice<Int64>) -> (least: Int64, bits: Int) {
        var least = Int64.max
        var greatest = Int64.min
        for value in chunk {
            least = min(least, value)
            greatest = max(greatest, value)
        }
        let bits = 64 - UInt64(bitPattern: greatest &- least).leadingZeroBitCount
        // A value of more than 56 bits can lie across nine bytes; it takes eight of its own.
        return (least, bits > 56 ? 64 : bits)
    }

    private static func packedBytes(_ values: [Int64]) -> Int {
        var bytes = 0
        for start in stride(from: 0, to: values.count, by: chunk) {
            let part = values[start..<min(start + chunk, values.count)]
            let (least, bits) = measure(part)
            bytes += BlockPen.signedBytes(least) + 1 + (bits * part.count + 7) / 8
        }
        return bytes
    }

    private static func pack(_ values: [Int64], to pen: inout BlockPen) {
        for start in stride(from: 0, to: values.count, by: chunk) {
            let part = values[start..<min(start + chunk, values.count)]
            let (least, bits) = measure(part)
            pen.put(signed: least)
            pen.put(UInt8(bits))
            guard bits > 0 else { continue }
            guard bits < 64 else {
                for value in part { pen.put(word: UInt64(bitPattern: value &- least)) }
                continue
            }
            var word: UInt64 = 0
            var filled = 0
            for value in part {
                let above = UInt64(bitPattern: value &- least)
                word |= above << UInt64(filled)
                filled += bits
                guard filled >= 64 else { continue }
                pen.put(word: word)
                filled -= 64
                word = filled == 0 ? 0 : above >> UInt64(bits - filled)
            }
            pen.put(word, bytes: (filled + 7) / 8)
        }
    }

    // MARK: Reading

    static func read(_ count: Int, from cursor: inout BlockCursor) throws(BlockDamage) -> [Int64] {
        guard count > 0 else { return [] }
        switch try cursor.byte() {
        case Form.constant: return [Int64](repeating: try cursor.signed(), count: count)
        case Form.runs: return try readRuns(count, from: &cursor)
        case Form.values:
            var values = [Int64](repeating: 0, count: count)
            try unpack(into: &values, from: 0, &cursor)
            return values
        case Form.steps:
            var values = [Int64](repeating: 0, count: count)
            values[0] = try cursor.signed()
            try unpack(into: &values, from: 1, &cursor)
            values.withUnsafeMutableBufferPointer { values in
                for position in 1..<max(1, values.count) {
                    values[position] = values[position] &+ values[position - 1]
                }
            }
            return values
        default: throw .malformed
        }
    }

    private static func readRuns(_ count: Int, from cursor: inout BlockCursor) throws(BlockDamage) -> [Int64]
    {
        let runs = try cursor.count(upTo: count)
        var values: [Int64] = []
        values.reserveCapacity(count)
        var value: Int64 = 0
        for _ in 0..<runs {
            value = value &+ (try cursor.signed())
            let length = try cursor.count(upTo: count) + 1
            guard length <= count - values.count else { throw .malformed }
            values.append(contentsOf: repeatElement(value, count: length))
        }
        guard values.count == count else { throw .malformed }
        return values
    }

    private static func unpack(
        into values: inout [Int64], from first: Int, _ cursor: inout BlockCursor
    ) throws(BlockDamage) {
        var start = first
        while start < values.count {
            let end = min(start + chunk, values.count)
            let least = try cursor.signed()
            let bits = Int(try cursor.byte())
            guard bits <= 56 || bits == 64 else { throw .malformed }
            let offset = try cursor.passOver((bits * (end - start) + 7) / 8)
            let bytes = cursor.bytes
            let mask: UInt64 = bits == 64 ? .max : (1 << UInt64(bits)) - 1
            values.withUnsafeMutableBufferPointer { values in
                for position in start..<end {
                    let bit = (position - start) * bits
                    // The pad makes eight bytes readable from the last one of any column.
                    let word = UInt64(
                        littleEndian: bytes.loadUnaligned(
                            fromByteOffset: offset + bit >> 3, as: UInt64.self))
                    let above = (word >> UInt64(bit & 7)) & mask
                    values[position] = least &+ Int64(bitPattern: above)
                }
            }
            start = end
        }
    }
}
