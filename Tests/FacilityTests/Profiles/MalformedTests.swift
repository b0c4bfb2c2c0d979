import Facility
import Testing

@Suite("Payloads that nobody can read")
struct MalformedTests {
    @Test(
        "A malformed payload is one rejection with its reason, and no reading",
        arguments: [
            ("", "malformed: empty payload"), ("   ", "malformed: empty payload"),
            ("{", "malformed: not JSON"),
            (#"{"v":1"#, "malformed: not JSON"), (#"{"v":1} x"#, "malformed: not JSON"),
            (#"{"v":1}{"v":2}"#, "malformed: not JSON"),
            (#"{"v":NaN}"#, "malformed: not JSON"), (#"{"v":Infinity}"#, "malformed: not JSON"),
            (#"{"v":-}"#, "malformed: a number that JSON or 64 bits cannot hold"),
            (#"{"v":01}"#, "malformed: a number that JSON or 64 bits cannot hold"),
            (#"{"v":1e999}"#, "malformed: a number that JSON or 64 bits cannot hold"),
            (#"{"v":'1'}"#, "malformed: not JSON"),
            (#"{"v":"\x"}"#, "malformed: a string with a broken escape"),
            (#"{"v":"abc"#, "malformed: not JSON"), (#"{"other":nope,"v":1}"#, "malformed: not JSON"),
            ("invalid json IncompleteInput: new_name", "malformed: not JSON"),
        ])
    func reasons(payload: String, reason: String) {
        var bench = DecodingBench(anyNumber)
        let (outcome, readings) = bench.decode(payload.utf8)
        #expect(outcome.disposition == .malformed)
        #expect(outcome.rejections.map(\.reason.text) == [reason])
        #expect(outcome.device == DeviceIndex(0))
        #expect(readings.isEmpty)
    }

    @Test("Broken UTF-8 is malformed, wherever it stands")
    func brokenUTF8() {
        var bench = DecodingBench(.text)
        for bytes: [UInt8] in [[0xFF], [0xC3], [0xE6, 0xB0], [0xC0, 0x80], [0xED, 0xA0, 0x80]] {
            let payload = Array(#"{"v":""#.utf8) + bytes + Array(#""}"#.utf8)
            #expect(
                bench.decode(payload).outcome.rejections.first?.reason == .malformed(.notUTF8), "\(bytes)")
        }
    }

    @Test("Deep nesting stops at 64 levels")
    func deep() {
        var bench = DecodingBench(anyNumber)
        let bomb = String(repeating: "[", count: 100_000)
        #expect(bench.lines(bomb) == ["!malformed: not JSON"])
        let closed = bomb + String(repeating: "]", count: 100_000)
        #expect(bench.lines(closed) == ["!malformed: nested deeper than 64 levels"])
        #expect(
            bench.lines(
                #"{"w":"# + String(repeating: "[", count: 60) + String(repeating: "]", count: 60)
                    + #","v":1}"#) == ["x=1.0"])
        let seventy = String(repeating: "[", count: 70) + String(repeating: "]", count: 70)
        #expect(bench.lines(seventy) == ["!malformed: nested deeper than 64 levels"])
    }

    @Test("One mebibyte is read, one byte more is not, and a short message still works after")
    func size() {
        var bench = DecodingBench(.text, at: "/v")
        let frame = #"{"v":"short","w":""}"#
        let fill = String(repeating: "x", count: (1 << 20) - frame.utf8.count)
        #expect(bench.lines(#"{"v":"short","w":"\#(fill)"}"#) == ["x='short'"])
        #expect(bench.lines(#"{"v":"short","w":"\#(fill)x"}"#) == ["!malformed: longer than 1048576 bytes"])
        #expect(bench.lines(#"{"v":"a"}"#) == ["x='a'"])
    }

    @Test("A byte order mark is skipped")
    func byteOrderMark() {
        var bench = DecodingBench(anyNumber)
        #expect(bench.decode([0xEF, 0xBB, 0xBF] + Array(#"{"v":1}"#.utf8)).readings.count == 1)
    }

    @Test(
        "Well-formed but unmapped gives nothing at all",
        arguments: ["{}", "[]", "1", #""a""#, "null", #"{"w":1}"#])
    func unmapped(payload: String) {
        var bench = DecodingBench(anyNumber)
        let (outcome, readings) = bench.decode(payload.utf8)
        #expect(outcome.disposition == .decoded)
        #expect(outcome.rejections.isEmpty && readings.isEmpty)
    }

    @Test("Twenty thousand random mutations neither crash nor invent a device")
    func mutations() {
        var bench = Samples.es1500()
        var random = SplitMix(state: 42)
        let original = Array(Samples.es1500Payload.utf8)
        var malformed = 0
        for _ in 0..<20_000 {
            var bytes = original
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let at = Int.random(in: 0..<max(1, bytes.count), using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: bytes[at] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes.remove(at: at)
                case 2: bytes.insert(contentsOf: bytes[at..<min(bytes.count, at + 9)], at: at)
                default: bytes.removeLast(min(bytes.count - 1, at))
                }
                if bytes.isEmpty { bytes = [0x7B] }
            }
            let (outcome, readings) = bench.decode(bytes, topic: "TerminalData/E1/real_ok")
            #expect(outcome.device == DeviceIndex(0))
            #expect(outcome.readings == readings.count)
            if outcome.disposition == .malformed { malformed += 1 }
        }
        #expect((1_000..<20_000).contains(malformed))
        #expect(bench.decoder.tally[profile: 0, .malformed].count == malformed)
    }

    @Test("Rejections are counted per profile and reason, with the last sample cut to 256 bytes")
    func tally() {
        var bench = DecodingBench(anyNumber)
        _ = bench.lines(#"{"v":"a"}"#)
        _ = bench.lines(#"{"v":"b"}"#, at: noon + 5)
        _ = bench.lines(String(repeating: "[", count: 1_000))
        let entry = bench.decoder.tally[profile: 0, .notANumber]
        #expect(entry.count == 2)
        #expect(entry.last == Rejection(reason: .notANumber(found: "`b`"), point: PointIndex(0)))
        #expect(entry.lastAt == Timestamp(milliseconds: noon + 5))
        #expect(entry.sample == Array(#"{"v":"b"}"#.utf8))
        #expect(bench.decoder.tally[profile: 0, .malformed].sample.count == 256)
        #expect(bench.decoder.tally.count(profile: 0) == 3)
    }
}

/// Steele, Lea and Flood's SplitMix64: small, and the same on every machine.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
