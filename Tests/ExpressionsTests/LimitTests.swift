import Testing

@testable import Expressions

/// Whatever is thrown at it, it answers.
@Suite("Limits")
struct LimitTests {
    @Test("Too deep a source is told, whatever makes it deep", arguments: [65, 1000, 4000])
    func depth(levels: Int) {
        func many(_ text: String) -> String { String(repeating: text, count: levels) }
        let sources = [
            many("(") + "1" + many(")"), many("[") + many("]"), many("!") + "true", many("-") + "count",
            "1" + many("+1"), "count" + many(".a"), "[1]" + many("[0]"), many("true?1:") + "1",
            many("(") + "1",
            many("{1:") + "1", many("size(") + "1", many("1+("),
        ]
        for source in sources where source.utf8.count <= Limits.sourceBytes {
            let issues = Program.compile(source, in: Lift.environment, expecting: nil).issues
            #expect(issues.contains { $0.kind == .tooDeep(limit: 64) }, "\(source.prefix(20)) × \(levels)")
        }
    }

    @Test("A long condition is not a deep one")
    func chains() {
        let source = Array(repeating: "count == 1", count: 500).joined(separator: " || ")
        #expect(evaluate(source, ["count": .int(1)]) == .bool(true))
        #expect(
            evaluate(String(repeating: "(", count: 60) + "1" + String(repeating: ")", count: 60)) == .int(1))
    }

    @Test("A source of more than 8 KiB is refused with its size")
    func length() {
        let source = "'" + String(repeating: "x", count: 9000) + "'"
        #expect(
            told(source) == ["8192+0 error: the expression is 9002 bytes long, more than the 8192 allowed"])
    }

    @Test("Twenty thousand sources of chance bytes and of chance words never crash it")
    func noise() {
        var chance = Chance(seed: 7)
        let words = [
            "car.speed", "count", "1", "0x", "1.5e", "'", "\"\"\"", "r'", "\\", "(", ")", "[", "]", "{", "}",
            ",", ":",
            "?", "&&", "||", "!", "-", "in", "==", "<", "has(", "duration('5m')", "changes(", ".", "size(",
            "degC(",
            "matches(", "b'", ".all(x,", ".map(x,", ".filter(x,", "cel.bind(x,", "x", "`a-b`",
            "math.greatest(",
            ".getHours(", "timestamp(0)", "'UTC'", "type(", "int", "{", "1ns", ".replace(", "\\p{L}", "困",
            "（", "\u{0}", "9223372036854775808", "null", " ",
        ]
        var compiled = 0
        for round in 0..<20_000 {
            let source: String
            if round % 2 == 0 {
                let bytes = (0..<chance.below(40)).map { _ in UInt8(truncatingIfNeeded: chance.next()) }
                source = String(decoding: bytes, as: UTF8.self)
            } else {
                source = (0..<chance.below(14)).map { _ in words[chance.below(words.count)] }.joined()
            }
            let compilation = Program.compile(
                source, in: Lift.environment, expecting: nil, checking: round % 3 == 0 ? .none : .strict)
            for issue in compilation.issues {
                #expect(issue.offset >= 0 && issue.length >= 0)
                #expect(
                    issue.offset + issue.length <= source.utf8.count, "\(source.debugDescription): \(issue)")
            }
            guard let program = compilation.program else {
                #expect(!compilation.issues.isEmpty)
                continue
            }
            compiled += 1
            let windows = program.windows.map { _ in Value.unknown }
            _ = program.evaluate(variables: Lift.values([:]), windows: windows)
        }
        #expect(compiled > 100)
    }
}
