import Foundation
import Testing

@testable import Control

@Suite("What a device says of itself, on a terminal")
struct VisibleTextTests {
    @Test(
        "Nothing that moves a cursor, turns writing round or hides gets through; everything else stays",
        arguments: [
            ("smoke-7", "smoke-7"), ("3号楼 烟感🔥", "3号楼 烟感🔥"), ("é\u{301}", "é\u{301}"),
            ("a\u{1B}[2Jb", "a\\u{1B}[2Jb"), ("a\nb\r\tc\u{7F}", "a\\u{A}b\\u{D}\\u{9}c\\u{7F}"),
            ("\u{9B}31m", "\\u{9B}31m"), ("a\u{202E}gnp.exe", "a\\u{202E}gnp.exe"),
            ("\u{2028}\u{200B}\u{FEFF}\u{E0041}", "\\u{2028}\\u{200B}\\u{FEFF}\\u{E0041}"),
        ])
    func hidden(text: String, visible: String) {
        #expect(VisibleText.of(text) == visible)
    }

    @Test(
        "In JSON the same is escaped as JSON does, and reads back as it was",
        arguments: [
            ("smoke-7", #""smoke-7""#), ("3号楼🔥", #""3号楼🔥""#), ("\u{9B}31m", #""\u009B31m""#),
            ("a\u{7F}b", #""a\u007Fb""#), ("a\u{202E}gnp.exe", #""a\u202Egnp.exe""#),
            ("\u{85}\u{2066}\u{FEFF}\u{E0041}", #""\u0085\u2066\uFEFF\uDB40\uDC41""#),
            ("\u{1B}[2J\n", #""\u001b[2J\n""#),
        ])
    func json(text: String, line: String) throws {
        let encoded = String(decoding: try JSONEncoder().encode(text), as: UTF8.self)
        let visible = VisibleText.of(json: encoded)
        #expect(visible == line)
        #expect(try JSONDecoder().decode(String.self, from: Data(visible.utf8)) == text)
    }

    @Test("What is longer than the place for it ends with an ellipsis")
    func cut() {
        #expect(VisibleText.of("abcdef", most: 3) == "abc…")
        #expect(VisibleText.of("abc", most: 3) == "abc")
        #expect(VisibleText.of("\u{1B}[2J", most: 2) == "\\u{1B}[…")
    }
}
