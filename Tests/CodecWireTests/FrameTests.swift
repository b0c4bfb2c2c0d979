import Testing

@testable import CodecWire

/// What one side writes the other reads, however the bytes are cut, and nobody trips over bytes that no side wrote.
@Suite("Frames of the codec child")
struct FrameTests {
    private static let requests: [CodecRequest] = [
        .load(codec: 7, network: .chirpstack, source: Array("function Decode() {}".utf8)),
        .call(CodecCall(id: 1, codec: 7, port: 85, receivedAt: -5, wantsWhole: true, payload: [1, 2, 255])),
        .call(CodecCall(id: .max, codec: 0, port: 0, receivedAt: .max, payload: [], isHurried: true)),
        .forget(codec: 7),
    ]

    private static let answers: [CodecAnswer] = CodecAnswer.Outcome.allCases.map {
        CodecAnswer(id: UInt32($0.rawValue), outcome: $0, text: [123, 125], reason: "why 为什么")
    }

    @Test(
        "Requests and answers come out as they went in, in pieces of any length", arguments: [1, 3, 7, 1_000])
    func roundTrip(length: Int) {
        var writer = FrameWriter()
        for request in Self.requests { writer.append(request) }
        #expect(read(writer.bytes, length) { $0.nextRequest() } == Self.requests)
        writer.removeAll()
        writer.appendReady()
        for answer in Self.answers { writer.append(answer) }
        writer.appendFarewell()
        #expect(
            read(writer.bytes, length) { $0.nextReport() }
                == [.ready] + Self.answers.map(FrameReader.Report.answer) + [.farewell])
    }

    private func read<Frame>(
        _ bytes: [UInt8], _ length: Int, _ next: (inout FrameReader) -> Frame?
    ) -> [Frame] {
        var reader = FrameReader()
        var frames: [Frame] = []
        for start in stride(from: 0, to: bytes.count, by: length) {
            bytes[start..<min(start + length, bytes.count)].withUnsafeBytes { reader.append($0) }
            while let frame = next(&reader) { frames.append(frame) }
        }
        #expect(!reader.isDamaged)
        return frames
    }

    @Test("Bytes that no side wrote are damage, not a crash and not a frame")
    func noise() {
        var random = SystemRandomNumberGenerator()
        var writer = FrameWriter()
        for request in Self.requests { writer.append(request) }
        var damaged = 0
        for _ in 0..<5_000 {
            var bytes = writer.bytes
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                bytes[Int.random(in: bytes.indices, using: &random)] = UInt8.random(
                    in: 0...255, using: &random)
            }
            var reader = FrameReader()
            bytes.withUnsafeBytes { reader.append($0) }
            var count = 0
            while reader.nextRequest() != nil { count += 1 }
            #expect(count <= Self.requests.count * 4)
            if reader.isDamaged { damaged += 1 }
        }
        #expect(damaged > 100)
    }

    @Test("A frame that claims to be longer than any is not waited for")
    func lyingLength() {
        var reader = FrameReader()
        ([0xFF, 0xFF, 0xFF, 0x7F, 3] as [UInt8]).withUnsafeBytes { reader.append($0) }
        #expect(reader.nextRequest() == nil)
        #expect(reader.isDamaged)
    }
}
