import Testing

@testable import Expressions

@Suite("Where a pattern's groups match")
struct GroupPatternTests {
    private static func groups(_ pattern: String, _ text: String, from start: Int = 0) throws -> [String?]? {
        let pattern = try GroupPattern(pattern)
        let bytes = Array(text.utf8)
        return bytes.withUnsafeBufferPointer { bytes in
            var groups: [Range<Int>?] = []
            guard let match = pattern.match(in: bytes, from: start, into: &groups) else { return nil }
            let all: [Range<Int>?] = [match] + groups
            return all.map { $0.map { String(decoding: bytes[$0], as: UTF8.self) } }
        }
    }

    @Test(
        "The leftmost match counts, greedy or reluctant as written",
        arguments: [
            (#"(?<a>\d+)-(?<b>\d+)"#, "x 12-34 5-6", ["12-34", "12", "34"]),
            (#"(?<a>a*)(?<b>a*)"#, "aaa", ["aaa", "aaa", ""]),
            (#"(?<a>a*?)(?<b>a*)"#, "aaa", ["aaa", "", "aaa"]),
            (#"(?<a>a|ab)(?<b>c|bcd)?"#, "abcd", ["abcd", "a", "bcd"]), (#"(?<a>x)?y"#, "y", ["y", nil]),
            (#"(?P<a>.)$"#, "温度", ["度", "度"]), (#"(?<a>\bT\d)\b"#, "aT1 T2", ["T2", "T2"]),
            (#"(?:(?<a>\w) ?)+"#, "a b c", ["a b c", "c"]), (#"^(?<a>[^,]*),"#, ",", [",", ""]),
            (#"(?i)t=(?<a>.+?);"#, "T=1;2;", ["T=1;", "1"]), ("(?<a>)", "", ["", ""]),
        ])
    func match(pattern: String, text: String, expected: [String?]) throws {
        #expect(try Self.groups(pattern, text) == expected)
    }

    @Test("It finds a match exactly when `matches` does")
    func agrees() throws {
        var random = SystemRandomNumberGenerator()
        let parts = ["a", "b", ".", "(a|b)", "a*", "b+?", "(?<g>ab?)", "^", "$", "[^a]", "\\b", "a{2}"]
        for _ in 0..<3_000 {
            let count = Int.random(in: 1...5, using: &random)
            let source = (0..<count).map { _ in parts.randomElement(using: &random)! }.joined()
            guard let pattern = try? Pattern(source), source.ranges(of: "<g>").count <= 1 else { continue }
            let text = String((0..<Int.random(in: 0...6)).map { _ in "ab ".randomElement(using: &random)! })
            let found = try Self.groups(source, text) != nil
            #expect((pattern.matches(text) == .yes) == found, "\(source) \(text)")
        }
    }

    @Test("A group is named once, and patterns too large for the network are refused")
    func limits() throws {
        #expect(throws: PatternFailure.repeatedGroup("a")) { try GroupPattern("(?<a>x)(?<a>y)") }
        #expect(throws: PatternFailure.tooLarge) { try GroupPattern("a{600}") }
        #expect(try Self.groups("(?<a>a)", String(repeating: "b", count: 5_000)) == nil)
        #expect(try GroupPattern("(x)(?<n>y)(?:z)").names == ["n"])
    }

    @Test("Nested repetition stays linear")
    func linear() throws {
        let start = ContinuousClock.now
        #expect(try Self.groups("^(?<a>(a|aa)+)+$", String(repeating: "a", count: 4_000) + "b") == nil)
        #expect(ContinuousClock.now - start < .seconds(3))
    }
}
