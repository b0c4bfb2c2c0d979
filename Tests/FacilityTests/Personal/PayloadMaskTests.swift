import Testing

@testable import Facility

@Suite("What a payload says of persons is hidden")
struct PayloadMaskTests {
    private func masked(_ payload: String, _ paths: String...) -> String {
        let bytes = PayloadMask(paths: paths, isJSON: true).masked(Array(payload.utf8))
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test("The value at a path goes, whatever it is, and the rest stays as it was written")
    func paths() {
        #expect(
            masked(#"{ "a":1, "card":"622", "b":[1, 2]}"#, "/card") == #"{ "a":1, "card":"***", "b":[1, 2]}"#)
        #expect(masked(#"{"card":{"no":622,"x":[1]},"b":1}"#, "/card") == #"{"card":"***","b":1}"#)
        #expect(masked(#"[2,"1","Start",{"idTag":"A1"}]"#, "/3/idTag") == #"[2,"1","Start",{"idTag":"***"}]"#)
        #expect(
            masked(#"{"l":[{"p":1},{"p":2},{"q":3}]}"#, "/l/*/p")
                == #"{"l":[{"p":"***"},{"p":"***"},{"q":3}]}"#)
        #expect(masked(#"{"a/b":1,"m~n":2}"#, "/a~1b", "/m~0n") == #"{"a/b":"***","m~n":"***"}"#)
        #expect(masked(#"{"a":{"b":1}}"#, "/b", "/a/c") == #"{"a":{"b":1}}"#)
    }

    @Test("A key said twice, or written with escapes, is hidden each time")
    func spellings() {
        #expect(
            masked(#"{"card":1,"card":2,"c\u0061rd":3}"#, "/card")
                == #"{"card":"***","card":"***","c\u0061rd":"***"}"#)
        #expect(masked(#"{"卡":"1","\u5361":2}"#, "/卡") == #"{"卡":"***","\u5361":"***"}"#)
    }

    @Test(
        "Of what is broken every letter and digit goes and its form stays",
        arguments: [
            #"{"card":"622"#, #"{"card" "622"}"#, #"{"card":"622"}x"#, #"{"card":622,,}"#, "card=622",
            "\u{FEFF}{}",
            #"{"a":"\u12","card":622}"#, String(repeating: "[", count: 200) + "622", "",
        ])
    func broken(_ payload: String) {
        let shown = masked(payload, "/card")
        #expect(!shown.contains("622") && !shown.contains("card") && shown.utf8.count == payload.utf8.count)
        #expect(shown.allSatisfy { !$0.isLetter && !$0.isNumber })
    }

    @Test("Bytes that are no text are hidden whole")
    func bytes() {
        let shown = PayloadMask(paths: [], isJSON: false).masked([0x68, 0x31, 0x00, 0xFF, 0x7B])
        #expect(shown == Array("****{".utf8))
    }

    /// Every document that can be drawn: what is hidden is nowhere in what is shown, and hiding again changes nothing.
    @Test("Whatever the document, a hidden value is nowhere in what is shown of it", arguments: 0..<300)
    func drawn(seed: UInt64) {
        var random = Drawn(state: seed &* 0x9E37_79B9_7F4A_7C15 | 1)
        let secret = "622\(random.next() % 100_000_000)9"
        func document(_ depth: Int) -> String {
            switch depth == 0 ? 9 : random.next() % 10 {
            case 0...3:
                let members = (0..<random.next() % 4).map { number in
                    random.next() % 3 == 0
                        ? #""card" : ["\#(secret)", {"x": \#(secret)}]"#
                        : #""k\#(number)":\#(document(depth - 1))"#
                }
                return "{" + members.joined(separator: ", ") + "}"
            case 4...6:
                return "[" + (0..<random.next() % 3).map { _ in document(depth - 1) }.joined(separator: ",")
                    + "]"
            default: return ["1", "-2.5e3", "true", "null", #""t\"\\""#].randomElement(using: &random)!
            }
        }
        var payload = #"{"card":"\#(secret)","l":\#(document(4)),"z":1}"#
        if random.next() % 4 == 0 { payload.removeLast(Int(random.next() % 6)) }
        let paths = (0..<5).map { "/l" + String(repeating: "/*", count: $0) + "/card" } + ["/card"]
        let mask = PayloadMask(paths: paths, isJSON: true)
        let shown = mask.masked(Array(payload.utf8))
        #expect(!String(decoding: shown, as: UTF8.self).contains(secret), "\(payload)")
        #expect(mask.masked(shown) == shown)
    }

    private struct Drawn: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return state
        }
    }
}
