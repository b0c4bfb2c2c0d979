import Foundation
import Testing

/// Holds the style that no compiler holds. Every finding is one line, `path:line: what: what to do`.
@Suite("The source tree is tidy")
struct TidyTests {
    private static let banned: [(pattern: String, remedy: String)] = [
        (#"\bDate\("#, "time is an argument: take `now: Timestamp`"),
        (#"\bTask\.sleep\b"#, "nothing waits in a pure room: return a deadline"),
        (
            #"\.random\((?!.*\busing:)|\.(randomElement|shuffled?)\(\)|\bSystemRandomNumberGenerator\b|\barc4random"#,
            "chance is an argument: take `inout some RandomNumberGenerator`"
        ),
        (#"(?<![.\w])print\("#, "return a value; the program's edge prints"),
        (#"\btry!"#, "throw, or return a value"),
        (#"^\s*import Logging\b"#, "return an effect; the program logs"),
        (#"^\s*import Foundation\b"#, "the pure rooms do without Foundation: 5 MB and slow formatters"),
    ]

    @Test("The pure rooms have no clock, chance, output or logging")
    func pureRooms() throws {
        var findings: [String] = []
        for file in try Tree.swiftFiles(under: ["Sources/Expressions", "Sources/Facility", "Sources/Papers"])
        {
            for (pattern, remedy) in Self.banned {
                findings += try file.lines(matching: pattern).map {
                    "\(file.path):\($0): banned here: \(remedy)"
                }
            }
        }
        expectNone(findings)
    }

    @Test("No file is longer than 600 lines")
    func fileLength() throws {
        expectNone(
            try Tree.swiftFiles(under: ["Sources", "Tests"]).filter { $0.code.count > 600 }.map {
                "\($0.path):601: \($0.code.count) lines: split it; a file that needs more is two files"
            })
    }

    @Test("No function is longer than 60 lines")
    func functionLength() throws {
        expectNone(
            try Tree.swiftFiles(under: ["Sources"]).flatMap { file in
                file.functions.filter { $0.length > 60 }.map {
                    "\(file.path):\($0.line): a function of \($0.length) lines: give a part of it a name of its own"
                }
            })
    }

    @Test("Every source file says why it exists")
    func documentation() throws {
        expectNone(
            try Tree.swiftFiles(under: ["Sources"]).filter { file in
                !file.source.contains { $0.drop(while: \.isWhitespace).hasPrefix("///") }
            }.map { "\($0.path):1: no `///`: say on its main type why it exists" })
    }

    @Test("Nothing is left to do in a comment")
    func leftovers() throws {
        // Followed by a quote it is a letter of a date format.
        let words = ["TO" + "DO", "FIX" + "ME", "XX" + "X(?![\"`])"].joined(separator: "|")
        expectNone(
            try Tree.swiftFiles(under: ["Sources", "Tests"]).flatMap { file in
                try file.lines(matching: "\\b(\(words))\\b", in: file.source).map {
                    "\(file.path):\($0): do it, or write an issue"
                }
            })
    }

    @Test("The rules see what they are to see")
    func selfTest() throws {
        let file = Tree.File(
            path: "x.swift",
            text: """
                /// It may say print( and Date( in a comment.
                func a() {
                    let text = "try! { { print("
                    print(text)
                    let now = Date(), die = Int.random(in: 1...6)
                    let fair = Int.random(in: 1...max(1, 6), using: &random)
                }
                func b(
                    c: Int
                ) -> Int {
                    if c > 1 { return 2 }
                    return 1
                }
                protocol P { func d() }
                """)
        #expect(try Self.banned.flatMap { try file.lines(matching: $0.pattern) } == [5, 5, 4])
        #expect(file.functions.map(\.line) == [2, 8, 14])
        #expect(file.functions.map(\.length) == [6, 6, 1])
        #expect(try Tree.swiftFiles(under: ["Sources/Facility"]).count > 20)
    }

    private func expectNone(_ findings: [String], at location: SourceLocation = #_sourceLocation) {
        #expect(findings.isEmpty, "\n\(findings.joined(separator: "\n"))", sourceLocation: location)
    }
}
