import Testing

@testable import Expressions

/// Regular expressions in RE2's manner.
@Suite("Patterns")
struct PatternTests {
    @Test(
        "It matches",
        arguments: [
            ("b", "abc"), ("^a.c$", "abc"), ("a|x", "x"), ("(ab)+c", "ababc"), ("a{2,3}b", "xaaab"),
            ("^a{0}b", "b"),
            ("[a-c]+\\d", "zzb7"), ("[^0-9]", "7x"), ("\\bfire\\b", "a fire here"), ("(?i)FIRE", "fire"),
            ("(?i:é)", "É"), ("^$", ""), ("", "anything"), ("困人$", "电梯困人"), ("\\x41\\x{56f0}", "A困"),
            ("[]a]", "]"), ("(?s)a.b", "a\nb"), ("(?m)^b$", "a\nb\nc"), ("\\.", "a.b"), ("a+?b", "aab"),
            ("(?P<name>x)y", "xy"), ("[\\w-]+@", "a-b@"), ("x*", ""), ("(a*)*b", "aaab"), ("[^\\D5]", "7"),
            ("a{,2}", "a{,2}"), ("^[[:alpha:]]+$", "aZ"), ("^[[:^digit:]_]$", "x"), ("^\\pL+$", "aé困"),
            ("^\\p{Lu}\\P{Lu}$", "Ab"), ("^\\p{^N}$", "a"), ("^[\\p{Nd}.]+$", "1.٣"), ("^\\p{Han}+$", "电梯"),
            ("\\Qa.b*\\E$", "xa.b*"), ("\\Q(", "("), ("^\\101\\0$", "A\0"), ("\\p{Any}", "\n"),
        ])
    func matches(pattern: String, text: String) throws {
        #expect(try Pattern(pattern).matches(text) == .yes, "\(pattern) in \(text)")
    }

    @Test(
        "It does not match",
        arguments: [
            ("^b", "abc"), ("a.c", "a\nc"), ("a{2}", "a"), ("[^a]", "a"), ("\\bfire\\b", "fires"),
            ("FIRE", "fire"),
            ("^$", "x"), ("[^\\D5]", "5"), ("(?i)a(?-i)B", "ab"), ("(?:(?i)a)b", "AB"), ("\\Ba", "a"),
            ("[[:alpha:]]", "é"), ("\\p{Han}", "abc"), ("\\Qa.b\\E", "axb"), ("^\\PL", "a"), ("[^\\pL]", "困"),
        ])
    func refuses(pattern: String, text: String) throws {
        #expect(try Pattern(pattern).matches(text) == .no, "\(pattern) in \(text)")
    }

    @Test(
        "A bad pattern says what is bad",
        arguments: [
            ("(a", .unclosedGroup), ("a)", .unopenedGroup), ("[a", .unclosedClass), ("*a", .nothingToRepeat),
            ("(a)\\1", .unsupported("\\1")), ("\\p{Greek}", .unsupported("\\p{Greek}")),
            ("[[:nope:]]", .unsupported("[:nope")), ("\\p{L", .unsupported("\\p{")),
            ("\\p", .unsupported("\\p{}")), ("(?=a)", .unsupported("(?=")), ("a{3,2}", .badRepetition),
            ("a{1001}", .badRepetition), ("[b-a]", .badRange), ("((a{100}){100}){100}", .tooLarge),
            ("((a{0}){1000}){1000}", .tooLarge), (String(repeating: "(", count: 2000), .tooLarge),
        ] as [(String, PatternFailure)])
    func bad(pattern: String, failure: PatternFailure) { #expect(throws: failure) { try Pattern(pattern) } }

    @Test("A pattern that ruins backtracking engines is matched in one pass")
    func linear() throws {
        let text = String(repeating: "a", count: 10_000) + "b"
        #expect(try Pattern("^(a+)+$").matches(text) == .no)
        #expect(try Pattern("(a|aa)*c").matches(text) == .no)
        #expect(try Pattern("a").matches(String(repeating: "a", count: 20_000)) == .error(.textTooLong))
    }
}
