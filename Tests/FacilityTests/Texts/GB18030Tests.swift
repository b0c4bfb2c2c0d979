import Foundation
import Testing

@testable import Facility

#if canImport(Glibc)
    import Glibc
#endif

@Suite("GB 18030")
struct GB18030Tests {
    @Test("Chinese, Latin, four bytes and what lies beyond U+FFFF")
    func samples() {
        #expect(GB18030.text([0xD5, 0xE2, 0xCA, 0xC7]) == "这是")
        #expect(GB18030.text([0x31, 0xBA, 0xC5]) == "1号")
        #expect(GB18030.text([0x81, 0x30, 0x81, 0x30]) == "\u{80}")
        #expect(GB18030.text([0x84, 0x31, 0xA4, 0x37]) == "\u{FFFD}")
        #expect(GB18030.text([0x84, 0x31, 0xA4, 0x39]) == "\u{FFFF}")
        #expect(GB18030.text([0x90, 0x30, 0x81, 0x30]) == "\u{10000}")
        #expect(GB18030.text([0xE3, 0x32, 0x9A, 0x35]) == "\u{10FFFF}")
        #expect(GB18030.text([0xA2, 0xE3]) == "€")
        #expect(GB18030.text([0xA8, 0xBC]) == "ḿ")
    }

    @Test(
        "What is no character is one mark, and the next one is read",
        arguments: [
            ([0x80, 0x41], "\u{FFFD}A"), ([0xFF, 0xC3, 0xF1], "\u{FFFD}民"),
            ([0xC3, 0x20, 0x41], "\u{FFFD} A"),
            ([0xC3], "\u{FFFD}"), ([0x81, 0x30, 0x81], "\u{FFFD}0\u{FFFD}"),
            ([0xC3, 0x7F], "\u{FFFD}\u{7F}"),
        ] as [([UInt8], String)])
    func broken(bytes: [UInt8], text: String) {
        #expect(GB18030.text(bytes) == text)
        #expect(!GB18030.isValid(bytes))
    }

    @Test("Every character of Unicode is written and read back, but for 25 private ones of the first edition")
    func everyCharacter() {
        var lost = 0
        for value in 0...0x10FFFF as ClosedRange<UInt32> {
            guard let scalar = Unicode.Scalar(value) else { continue }
            // Of the planes without two-byte characters, every 97th.
            if value > 0x3_0000, value % 97 != 0 { continue }
            let bytes = GB18030.bytes(String(Character(scalar)))
            let read = GB18030.text(bytes).unicodeScalars.first
            guard read != scalar else { continue }
            lost += 1
            if read != "\u{FFFD}" || !(0xE78D...0xE864).contains(value) {
                Issue.record("U+\(String(value, radix: 16)) \(bytes) \(String(describing: read))")
            }
        }
        #expect(lost == 25)
    }

    @Test("Every two bytes are what the machine's C library says")
    func againstIconv() throws {
        #if canImport(Glibc)
            guard let converter = iconv_open("UTF-8", "GB18030"), Int(bitPattern: converter) != -1 else {
                return
            }
            defer { iconv_close(converter) }
            var compared = 0
            for first in 0x81...0xFE as ClosedRange<UInt8> {
                for second in 0x40...0xFE as ClosedRange<UInt8> where second != 0x7F {
                    guard let expected = Self.convert([first, second], converter) else { continue }
                    compared += 1
                    if GB18030.text([first, second]) != expected {
                        Issue.record("\(first) \(second): \(expected)")
                    }
                }
            }
            #expect(compared == 23_940)
        #endif
    }

    #if canImport(Glibc)
        private static func convert(_ bytes: [UInt8], _ converter: iconv_t) -> String? {
            var input = bytes.map { CChar(bitPattern: $0) }
            var output = [CChar](repeating: 0, count: 16)
            let size = output.count
            let written = input.withUnsafeMutableBufferPointer { source in
                output.withUnsafeMutableBufferPointer { target -> Int? in
                    var from: UnsafeMutablePointer<CChar>? = source.baseAddress
                    var to: UnsafeMutablePointer<CChar>? = target.baseAddress
                    var inputLeft = source.count
                    var outputLeft = size
                    let result = iconv(converter, &from, &inputLeft, &to, &outputLeft)
                    return result == Int.max || Int(bitPattern: UInt(result)) == -1 ? nil : size - outputLeft
                }
            }
            guard let written else { return nil }
            return String(decoding: output[..<written].map { UInt8(bitPattern: $0) }, as: UTF8.self)
        }
    #endif
}
