import Testing

@testable import Expressions

/// Chance expressions, written, read and written again.
@Suite("Round trips")
struct RoundTripTests {
    /// Writes an expression with more brackets and blanks than it needs.
    struct Author {
        var chance: Chance
        /// Hides every leaf's type from the checker, so that most of what is written compiles.
        var hidesTypes = false

        mutating func expression(_ depth: Int) -> String {
            let text = depth == 0 ? leaf() : branch(depth - 1)
            return chance.below(4) == 0 ? "( \(text) )" : text
        }

        private mutating func leaf() -> String {
            let leaves = [
                "1", "-1", "0x1F", "7u", "2.5", "-0.5", "1e20", "'it\\'s'", "\"a\\n\\\\\"", "r'\\d'", "true",
                "null", "count",
                "car.speed", ".door.state", "[]", "{}", "'困'", "b'\\x00\\'a'", "int",
            ]
            let leaf = leaves[chance.below(leaves.count)]
            return hidesTypes ? "dyn(\(leaf))" : leaf
        }

        private mutating func branch(_ depth: Int) -> String {
            switch chance.below(16) {
            case 0: "!" + expression(depth)
            case 1: "-" + expression(depth)
            case 2: "(\(expression(depth)) ? \(expression(depth)) : \(expression(depth)))"
            case 3: "[\(expression(depth)),\(expression(depth))]"
            case 4: "{\(expression(depth)):\(expression(depth))}"
            case 5: "(\(expression(depth)))[\(expression(depth))]"
            case 6: "(\(expression(depth))).size( )"
            case 7: "duration(\(expression(depth)))"
            case 8: "(\(expression(depth))).field"
            case 9: "\(expression(depth)) && \(expression(depth))"
            case 11: "(\(expression(depth))).all(x, x == \(expression(depth)))"
            case 12: "(\(expression(depth))).map(x, count, [x, \(expression(depth))])"
            case 13: "(\(expression(depth))).`a-b`"
            case 10: "\(expression(depth))||\(expression(depth))"
            default:
                {
                    let all = BinaryOperator.allCases
                    return
                        "\(expression(depth)) \(all[chance.below(all.count)].rawValue) \(expression(depth))"
                }()
            }
        }
    }

    @Test("What is written from a tree reads back as the same tree")
    func stable() throws {
        var author = Author(chance: Chance(seed: 42))
        for _ in 0..<3000 {
            let source = author.expression(4)
            let once = try #require(Program.normalized(source), "\(source)")
            let twice = try #require(Program.normalized(once), "\(once)")
            #expect(once == twice, "\(source)")
        }
    }

    @Test("Taking brackets away never changes the value")
    func sameValue() {
        var author = Author(chance: Chance(seed: 99), hidesTypes: true)
        var compared = 0
        for _ in 0..<4500 {
            let source = author.expression(3)
            guard let normalized = Program.normalized(source) else { continue }
            let known: [String: Value] = [
                "count": .int(3), "car.speed": .double(2.5), "door.state": .string("open"),
            ]
            let first = Program.compile(source, in: Lift.environment, expecting: nil).program
            let second = Program.compile(normalized, in: Lift.environment, expecting: nil).program
            #expect((first == nil) == (second == nil), "\(source)")
            guard let first, let second else { continue }
            compared += 1
            let values = Lift.values(known)
            #expect(first.evaluate(variables: values) == second.evaluate(variables: values), "\(source)")
        }
        #expect(compared > 500)
    }

    @Test(
        "A condition is shown with the fewest brackets",
        arguments: [
            ("((a)&&(b))||(c)", "a && b || c"), ("a&&(b||c)", "a && (b || c)"), ("(a-b)-c", "a - b - c"),
            ("a-(b-c)", "a - (b - c)"), ("!(a==b)", "!(a == b)"), ("-(1)", "-(1)"),
            ("(-1).size()", "(-1).size()"),
            ("(a?b:c)?d:(e?f:g)", "(a ? b : c) ? d : e ? f : g"), ("\"x\"", "'x'"),
            ("a  in[1,2,]", "a in [1, 2]"),
        ])
    func shown(source: String, expected: String) { #expect(Program.normalized(source) == expected) }
}
