import Foundation
import Testing

@testable import Facility

@Suite("Frames of GB/T 26875 in a stream")
struct FrameScannerTests {
    private typealias Scanner = GB26875.FrameScanner

    @Test("A frame says who sent what to whom and when")
    func header() throws {
        let frame = try #require(Scanner.all(in: FrameSamples.fire).frames.first)
        #expect(frame.serial == 1)
        #expect(frame.command == .send)
        #expect(frame.time.text == "2012-09-26T09:58:32")
        #expect(frame.source.hex == "790300000000")
        #expect(frame.source.number == 889)
        #expect(frame.destination.number == 88_888)
        #expect(frame.unit.count == 48)
        #expect(frame.bytes == FrameSamples.fire)
    }

    @Test("A frame without a unit and one with a version of a maker's own are frames")
    func odd() {
        for bytes in [FrameSamples.acknowledgement, FrameSamples.heartbeat] {
            let findings = Scanner.all(in: bytes)
            #expect(findings.frames.map(\.bytes) == [bytes])
            #expect(findings.problems.isEmpty)
        }
    }

    @Test(
        "What is wrong with a frame is said with its numbers",
        arguments: [
            (27 + 48, 0x43 as UInt8, "checksum: stated 0x43, computed 0x46"),
            (79 - 3 + 2, 0x13, "end: found 0x2313, expected 0x2323"),
            (25, 0x04, "length: stated 1072, at most 1024"),
            (24, 0x2F, "end: found 0x4623, expected 0x2323"),
            (24, 0x31, "truncated: 78 of 79 bytes"),
            (2, 0x02, "checksum: stated 0x46, computed 0x47"),
        ])
    func problems(place: Int, byte: UInt8, problem: String) {
        var bytes = FrameSamples.fire
        bytes[min(place, bytes.count - 1)] = byte
        #expect(Scanner.all(in: bytes).problems == [problem])
        #expect(Scanner.all(in: bytes).frames.isEmpty)
    }

    @Test("Commands 1 to 6 and makers' own are taken, reserved ones are not")
    func commands() {
        for command in UInt8.min...UInt8.max {
            let findings = Scanner.all(in: FrameSamples.frame([], command: command))
            let isTaken = (1...6).contains(command) || command >= 128
            #expect(findings.frames.count == (isTaken ? 1 : 0))
            #expect(findings.problems == (isTaken ? [] : ["command: \(command) is reserved"]))
        }
    }

    @Test("A unit of 1024 bytes is the longest, one byte more is refused")
    func longest() {
        let longest = FrameSamples.frame([UInt8](repeating: 0xEE, count: 1_024))
        #expect(Scanner.all(in: longest).frames.count == 1)
        let longer = FrameSamples.frame([UInt8](repeating: 0xEE, count: 1_025))
        #expect(Scanner.all(in: longer).problems == ["length: stated 1025, at most 1024"])
    }

    @Test("Every shortening of a frame is truncated, and every change of one byte is refused")
    func mutilation() {
        let whole = FrameSamples.cold
        for length in 2..<whole.count {
            let findings = Scanner.all(in: Array(whole[..<length]))
            #expect(findings.frames.isEmpty)
            #expect(findings.problems.first?.hasPrefix("truncated: \(length) of ") == true)
        }
        for place in whole.indices {
            for bit in 0..<8 {
                var bytes = whole
                bytes[place] ^= 1 << UInt8(bit)
                let findings = Scanner.all(in: bytes)
                #expect(findings.frames.isEmpty, "byte \(place) bit \(bit)")
                #expect(!findings.problems.isEmpty)
            }
        }
    }

    @Test("Bytes without a start are refused as a whole")
    func noStart() {
        #expect(Scanner.all(in: []).problems == ["start: no 0x4040 in 0 bytes"])
        #expect(Scanner.all(in: [0x68, 0x40, 0x16]).problems == ["start: no 0x4040 in 3 bytes"])
    }

    @Test("Noise before, between and after frames costs none of them")
    func noise() {
        let noise: [UInt8] = [0x00, 0xFF, 0x40, 0x23, 0x23, 0x40]
        let stream =
            noise + FrameSamples.fire + noise + noise + FrameSamples.cold + FrameSamples.heartbeat + noise
        let findings = Scanner.all(in: stream)
        #expect(findings.problems.isEmpty)
        #expect(
            findings.frames.map(\.bytes) == [FrameSamples.fire, FrameSamples.cold, FrameSamples.heartbeat])
    }

    @Test("A frame is found behind any number of @", arguments: 1...40)
    func commercialAts(count: Int) {
        let stream = [UInt8](repeating: 0x40, count: count) + FrameSamples.fire
        #expect(Scanner.all(in: stream) == Scanner.all(in: FrameSamples.fire))
        let serial = FrameSamples.frame([24, 1, 1, 0, 1, 2, 3, 4, 5, 6], serial: 0x4040)
        #expect(Scanner.all(in: serial).frames.first?.serial == 0x4040)
    }

    @Test("A bad frame never swallows the good one behind it")
    func resynchronisation() {
        var lying = FrameSamples.fire
        lying[24] = 0x4F  // one frame long, to the end of the next one
        var wrong = FrameSamples.fire
        wrong[75] ^= 1
        for bad in [lying, wrong, Array(FrameSamples.fire[..<40]), Array(FrameSamples.fire.dropLast(1))] {
            let findings = Scanner.all(in: bad + FrameSamples.cold + FrameSamples.heartbeat)
            #expect(findings.frames.map(\.bytes) == [FrameSamples.cold, FrameSamples.heartbeat])
            #expect(findings.problems.count == 1)
        }
    }

    @Test("Two bad frames behind one another are two refusals")
    func twoBad() {
        var wrong = FrameSamples.cold
        wrong[44] ^= 1
        #expect(Scanner.all(in: wrong + wrong).problems.count == 2)
    }

    @Test("A whole frame is told at once, even when one before it never ends")
    func notKeptWaiting() {
        var scanner = Scanner()
        var findings: [Scanner.Finding] = []
        var lying = Array(FrameSamples.fire[..<40])
        lying[24] = 0x00
        lying[25] = 0x04  // 1054 bytes that never come
        scanner.feed(lying) { findings.append($0) }
        #expect(findings.isEmpty)
        scanner.feed(FrameSamples.fire) { findings.append($0) }
        #expect(findings.frames.map(\.bytes) == [FrameSamples.fire])
        #expect(findings.problems == ["truncated: 40 of 1054 bytes, then another frame"])
        #expect(scanner.remainder.isEmpty)
    }

    @Test("A frame inside a frame that holds is its content")
    func nested() {
        let outer = FrameSamples.frame([0x80, 1] + FrameSamples.fire)
        #expect(Scanner.all(in: outer).frames.map(\.bytes) == [outer])
        #expect(Scanner.all(in: FrameSamples.frame(FrameSamples.fire, command: 9)).frames.isEmpty)
    }

    @Test("Every two pieces of a stream give what the whole gives")
    func everyCut() {
        var wrong = FrameSamples.cold
        wrong[30] ^= 4
        let stream = [0x40, 0x00] + FrameSamples.fire + wrong + FrameSamples.heartbeat + [0x40, 0x40]
        let whole = Scanner.all(in: stream)
        for cut in 0...stream.count {
            var scanner = Scanner()
            var findings: [Scanner.Finding] = []
            scanner.feed(Array(stream[..<cut])) { findings.append($0) }
            scanner.feed(Array(stream[cut...])) { findings.append($0) }
            scanner.finish { findings.append($0) }
            #expect(findings == whole, "cut at \(cut)")
        }
    }

    @Test("Frames survive noise and any cutting, and no more than one is ever kept", arguments: 1...150)
    func seeded(seed: UInt64) {
        var chance = FrameChance(seed: seed)
        var stream: [UInt8] = []
        var sent: [GB26875.Frame] = []
        for _ in 0..<chance.below(12) {
            switch chance.below(4) {
            case 0: stream += (0..<chance.below(60)).map { _ in chance.byte() }
            case 1: stream += FrameSamples.fire.prefix(2 + chance.below(70))
            default:
                let frame = chance.frame()
                sent.append(frame)
                stream += frame.bytes
            }
        }
        var scanner = Scanner()
        var findings: [Scanner.Finding] = []
        var rest = stream[...]
        while !rest.isEmpty {
            let piece = rest.prefix(1 + chance.below(90))
            scanner.feed(Array(piece)) { findings.append($0) }
            #expect(scanner.remainder.count < GB26875.longestFrame)
            rest = rest.dropFirst(piece.count)
        }
        scanner.finish { findings.append($0) }
        #expect(findings.frames == sent)
        #expect(Scanner.all(in: stream).frames == sent)
    }
}
