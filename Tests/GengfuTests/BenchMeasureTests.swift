import Testing

@testable import gengfu

/// What a benchmark concludes with: wrong here, every figure is.
@Suite("A benchmark's arithmetic")
struct BenchMeasureTests {
    @Test(
        "The relay knows publications and their acknowledgements, however the stream is cut", arguments: 1...9
    )
    func packets(piece: Int) {
        let topic = Array("a/b".utf8)
        let body = [0, 3] + topic + [0x12, 0x34] + [UInt8](repeating: 7, count: 200)
        let stream: [UInt8] =
            [0x20, 3, 0, 0, 0]
            + [0x32, UInt8(body.count & 0x7F | 0x80), UInt8(body.count >> 7)] + body
            + [0x30, 5, 0, 3] + topic
            + [0x40, 4, 0x12, 0x34, 0, 0]
            + [0xD0, 0]
        var scanner = PacketScanner()
        var found: [PacketScanner.Packet] = []
        for start in stride(from: 0, to: stream.count, by: piece) {
            scanner.scan(stream[start..<min(start + piece, stream.count)]) { found.append($0) }
        }
        #expect(found == [.other, .publication(0x1234), .other, .acknowledgement(0x1234), .other])
    }

    @Test("A packet whose topic overruns it is no publication")
    func overrun() {
        var scanner = PacketScanner()
        var found: [PacketScanner.Packet] = []
        scanner.scan([0x32, 4, 0xFF, 0xFF, 1, 2]) { found.append($0) }
        #expect(found == [.other])
    }

    @Test("One slow message in a hundred does not move the 99th percentile, two do")
    func outsideDelay() {
        var delays = DelayCounts()
        for _ in 0..<99 { delays.note(microseconds: 4_950) }
        delays.note(microseconds: 80_000)
        #expect(delays.milliseconds(quantile: 0.99) == 5)
        delays.note(microseconds: 90_000)
        #expect(delays.milliseconds(quantile: 0.99) == 80.1)
        #expect(delays.longest == 90_000)
    }

    @Test("The loop's own delay is never understated and at most an eighth overstated")
    func ownDelay() throws {
        for delay in [0, 1, 7, 8, 9, 15, 16, 17, 1_000, 4_095, 4_096, 99_999, 1_000_000] as [Int64] {
            var measure = LoopMeasure()
            measure.readAt(500, count: 3)
            measure.acknowledged(at: 500 + delay)
            let found = try #require(measure.delay(quantile: 0.99)) * 1_000
            #expect(found > Double(delay) && found <= Double(delay) * 1.125 + 1, "\(delay) µs")
        }
        #expect(LoopMeasure().delay(quantile: 0.99) == nil)
    }

    @Test("A message not yet acknowledged has no delay; with its batch it gets that of its own reading")
    func waiting() {
        var measure = LoopMeasure()
        measure.readAt(0, count: 1)
        #expect(measure.delay(quantile: 0.5) == nil)
        measure.readAt(9_000, count: 99)
        measure.acknowledged(at: 10_000)
        #expect(measure.delay(quantile: 0.5) == 1.024)
        #expect(measure.delay(quantile: 1) == 10.24)
    }

    @Test("A median of two rounds lies between them")
    func spread() {
        #expect(Spread([3, 1])?.median == 2)
        #expect(Spread([3, 1, 10])?.median == 3)
        #expect(Spread([])?.median == nil)
    }

    @Test("The ratio is taken within a round, so that a machine that slows down changes nothing")
    func ratio() throws {
        func round(_ number: Int, _ subject: BenchRound.Subject, _ cost: Double) -> BenchRound {
            BenchRound(
                round: number, subject: subject, messages: 1, seconds: 1, values: [.cpuPerMessage: cost])
        }
        let report = IngestReport(
            machine: Machine(folder: "/"),
            settings: IngestSettings(rounds: 2, messages: 1, devices: 12, tls: false, syncDelay: 0, rate: 0),
            rounds: [round(1, .bare, 4), round(1, .gateway, 5), round(2, .gateway, 10), round(2, .bare, 8)])
        let ratio = try #require(report.cpuRatio)
        #expect(ratio.min == 1.25 && ratio.max == 1.25)
    }
}
