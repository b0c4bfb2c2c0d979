import Foundation
import Testing

@testable import Facility

@Suite("Frames of GB/T 26875 as JSON")
struct FrameJSONTests {
    private func lines(_ bytes: [UInt8]) -> [String] {
        GB26875.FrameScanner.all(in: bytes).map(GB26875.FrameJSON.text)
    }

    @Test("A frame is one object with its fields in their order")
    func frame() {
        #expect(
            lines(FrameSamples.acknowledgement) == [
                #"{"valid":true,"serial":0,"command":3,"time":"2020-10-22T17:13:24","source":"000000000000","#
                    + #""destination":"060504030201","type":null,"objects":[]}"#
            ])
        #expect(
            lines(FrameSamples.cold).first?.hasSuffix(
                #""type":3,"objects":[{"system":{"type":1,"en":"fire alarm system","zh":"火灾报警系统","address":1},"#
                    + #""component":{"type":31,"en":"point heat detector","zh":"点型感温火灾探测器"},"#
                    + #""address":65540,"low":4,"high":1,"analog":3,"raw":-131,"quantity":"temperature","#
                    + #""quantity_zh":"温度","value":-13.1,"unit":"Cel","time":"2026-03-09T10:15:30"}]}"#)
                == true)
    }

    @Test("A refusal is one object with the reason")
    func refusal() {
        var bytes = FrameSamples.fire
        bytes[75] = 0x43
        #expect(lines(bytes) == [#"{"valid":false,"error":"checksum: stated 0x43, computed 0x46"}"#])
    }

    @Test("Whatever is in a frame, its line is JSON in one line", arguments: 1...60)
    func anything(seed: UInt64) throws {
        var chance = FrameChance(seed: seed)
        for _ in 0..<20 {
            let frame = chance.frame()
            let line = try #require(lines(frame.bytes).first)
            #expect(!line.contains("\n"))
            let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
            #expect(object?["valid"] as? Bool == true)
            #expect(object?["serial"] as? Int == Int(frame.serial))
            #expect(object?["source"] as? String == frame.source.hex)
        }
    }

    @Test("A fuzzer's bytes go through everything", arguments: 1...60)
    func fuzzing(seed: UInt64) {
        var chance = FrameChance(seed: seed)
        for _ in 0..<30 {
            var bytes = chance.frame().bytes + chance.bytes(chance.below(50)) + chance.frame().bytes
            if chance.below(2) == 0 { bytes[chance.below(bytes.count)] = chance.byte() }
            ([chance.byte()] + bytes).withUnsafeBytes { GB26875.Fuzzing.run($0) }
        }
    }
}
