import Facility
import Foundation
import Testing

@testable import SiteConfiguration

/// Each folder below `Diagnostics` is a configuration with mistakes; beside it lie the diagnostics as an operator
/// reads them, in both languages. A new case is files. With `GENGFU_WRITE_GOLDEN=1` the texts are written anew.
@Suite("Diagnostics")
struct DiagnosticsTests {
    static let cases =
        (try? FileManager.default.contentsOfDirectory(atPath: Repository.tests + "/Diagnostics"))?
        .filter { !$0.contains(".") }.sorted() ?? []

    @Test("Every broken configuration is explained as written down, in Chinese and English", arguments: cases)
    func golden(name: String) throws {
        let folder = Repository.tests + "/Diagnostics/" + name
        let diagnostics = Self.load(folder)
        for language in Language.allCases {
            let rendered =
                diagnostics.map { $0.rendered(in: language) }.joined(separator: "\n")
                .replacing(folder + "/", with: "") + "\n"
            let golden = folder + ".\(language.rawValue).txt"
            if ProcessInfo.processInfo.environment["GENGFU_WRITE_GOLDEN"] == "1" {
                try rendered.write(toFile: golden, atomically: true, encoding: .utf8)
            }
            #expect(rendered == (try? String(contentsOfFile: golden, encoding: .utf8)))
        }
        #expect(!diagnostics.isEmpty)
    }

    /// A folder with `gengfu.yaml` is a site, any other a folder of profiles.
    static func load(_ folder: String) -> [Diagnostic] {
        FileManager.default.fileExists(atPath: folder + "/gengfu.yaml")
            ? SiteLoader.load(file: folder + "/gengfu.yaml", environment: [:]).diagnostics
            : ProfilesLoader.load(directory: folder).diagnostics
    }

    @Test("A configuration with its many mistakes in four files tells them all in one run, none twice")
    func allAtOnce() {
        let diagnostics = Self.load(Repository.tests + "/Diagnostics/Ten")
        let errors = diagnostics.filter { $0.severity == .error }
        #expect(errors.count >= 10)
        #expect(Set(errors.map(\.path)).count == 5)
        #expect(errors.allSatisfy { $0.line >= 1 && $0.column >= 1 })
        #expect(Set(errors.map { "\($0.path):\($0.line):\($0.column):\($0.message)" }).count == errors.count)
    }

    @Test("A caret stands under its sign behind Chinese text and tabs")
    func caret() {
        let file = SourceFile(path: "a.yaml", text: "\t楼栋: 一号x\n")
        let place = SourcePlace(file: file, line: 1, column: 8, length: 1)
        let text = Diagnostic(.error, .form(.emptyText), at: place, path: "a.yaml", help: nil).rendered(
            in: .en)
        #expect(text == "a.yaml:1:8: error: this text is empty\n    \t楼栋: 一号x\n    \t          ^")
    }
}
