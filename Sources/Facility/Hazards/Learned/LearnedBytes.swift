/// What a learner knows as bytes for the store: little-endian words, read back with every length checked.
struct LearnedBytes: Sendable {
    private(set) var bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8] = []) { self.bytes = bytes }

    var isAtEnd: Bool { position == bytes.count }

    mutating func append(_ number: Double) { append(number.bitPattern) }
    mutating func append(_ number: Int64) { append(UInt64(bitPattern: number)) }
    mutating func append(_ number: Float) { append(number.bitPattern) }
    mutating func append(_ numbers: some Sequence<Double>) { for number in numbers { append(number) } }

    mutating func append<Word: FixedWidthInteger>(_ word: Word) {
        withUnsafeBytes(of: word.littleEndian) { bytes.append(contentsOf: $0) }
    }

    mutating func word<Word: FixedWidthInteger>(_ type: Word.Type = Word.self) -> Word? {
        let size = MemoryLayout<Word>.size
        guard position + size <= bytes.count else { return nil }
        defer { position += size }
        return bytes.withUnsafeBytes {
            Word(littleEndian: $0.loadUnaligned(fromByteOffset: position, as: Word.self))
        }
    }

    /// nil as well for what is not finite: no learner keeps such a number.
    mutating func double() -> Double? {
        guard let bits = word(UInt64.self) else { return nil }
        let number = Double(bitPattern: bits)
        return number.isFinite ? number : nil
    }

    mutating func float() -> Float? {
        guard let bits = word(UInt32.self) else { return nil }
        let number = Float(bitPattern: bits)
        return number.isFinite ? number : nil
    }

    mutating func doubles(_ count: Int) -> [Double]? {
        var numbers: [Double] = []
        for _ in 0..<count {
            guard let number = double() else { return nil }
            numbers.append(number)
        }
        return numbers
    }
}
