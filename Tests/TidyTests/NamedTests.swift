import Foundation
import Testing

/// A page that says which test sees a failure is worth what its names are worth: each must be a test that is
/// there.
@Suite("Pages name tests that exist")
struct NamedTests {
    /// Suites, by the file they have for themselves; the folders of whole rooms are named as well.
    private static let suites: [String: [Tree.File]] = {
        let files = (try? Tree.swiftFiles(under: ["Tests"])) ?? []
        var suites = Dictionary(grouping: files) { file in
            String(file.path.split(separator: "/").last!.dropLast(".swift".count))
        }
        for file in files { suites[String(file.path.split(separator: "/")[1]), default: []].append(file) }
        return suites
    }()

    private static func text(_ path: String) throws -> String {
        try String(contentsOf: Tree.root.appending(path: path), encoding: .utf8)
    }

    /// What a page names and nobody has: `SomethingTests`, and a sentence in “quotes” behind it.
    private static func missing(in page: String) -> [String] {
        var findings: [String] = []
        for match in page.matches(of: /\b([A-Z][A-Za-z0-9]*Tests)\b(?: \(([A-Z][A-Za-z]+)\))?(?: “([^”]+)”)?/)
        {
            let (name, room) = (String(match.1), match.2.map { "Tests/\($0)Tests/" } ?? "Tests/")
            let files = (suites[name] ?? []).filter { $0.path.hasPrefix(room) }
            if files.isEmpty { findings.append("no suite \(name) below \(room)") }
            guard let sentence = match.3.map({ "\"\($0)\"" }), !files.isEmpty else { continue }
            if !files.contains(where: { file in file.source.contains { $0.contains(sentence) } }) {
                findings.append("\(name) has no test \(sentence)")
            }
        }
        return findings
    }

    @Test("Every suite and every sentence that a page names is there", arguments: ["peers", "promises"])
    func pages(_ page: String) throws {
        let path = "docs/\(page).md"
        let findings = Self.missing(in: try Self.text(path)).map { "\(path): \($0)" }
        #expect(findings.isEmpty, "\n\(findings.joined(separator: "\n"))")
    }

    @Test("Every guard of a mutant is a suite that is there")
    func guards() throws {
        let names = try FileManager.default.contentsOfDirectory(
            atPath: Tree.root.appending(path: "Tests/Mutants").path)
        let patches = names.filter { $0.hasSuffix(".patch") }
        #expect(!patches.isEmpty)
        for name in patches {
            let guards = try Self.text("Tests/Mutants/\(name)").split(separator: "\n")
                .prefixMatch(of: ["Guard: ", "Inside: "])
            #expect(!guards.isEmpty, "\(name) names nobody who must turn red")
            for suite in guards { #expect(Self.suites[suite] != nil, "\(name): no suite \(suite)") }
        }
    }

    @Test("A name that nobody has is found, and so is a sentence")
    func selfTest() {
        let page = """
            TidyTests, TidyTests “Every source file says why it exists”, NamedTests (Tidy), PeersTests,
            TidyTests “Nobody wrote this” and NamedTests (Ring).
            """
        #expect(
            Self.missing(in: page) == [
                "no suite PeersTests below Tests/", "TidyTests has no test \"Nobody wrote this\"",
                "no suite NamedTests below Tests/RingTests/",
            ])
    }
}

extension [Substring] {
    /// What follows one of the prefixes, of the lines that have one.
    fileprivate func prefixMatch(of prefixes: [String]) -> [String] {
        compactMap { line in
            prefixes.first { line.hasPrefix($0) }.map { String(line.dropFirst($0.count)) }
        }
    }
}
