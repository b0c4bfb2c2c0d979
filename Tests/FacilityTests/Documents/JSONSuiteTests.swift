import CSimdjson
import Facility
import Foundation
import Testing

/// JSONTestSuite (Nicolas Seriot): what a parser must take (`y_`), must refuse (`n_`) and may do as it likes (`i_`).
/// The files lie outside the repository; without them our own few cases stand for them.
@Suite("What is JSON and what is not")
struct JSONSuiteTests {
    private static let folder =
        URL(fileURLWithPath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("shared/data/payload_json_testsuite")

    private static let files =
        FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)?
        .compactMap { $0 as? URL }.filter { $0.pathExtension == "json" } ?? []

    /// Through each of the paths a document can take: plain, with channels, within a text's place, as a pack.
    private static func isRefused(_ bytes: [UInt8]) -> Bool {
        var benches = [
            DocumentBench([("x", anyNumber, ["/v"])], codec: .json),
            DocumentBench([("x", anyNumber, ["/{channel}"])], codec: .json),
            DocumentBench([("x", anyNumber, ["/v"])], codec: .records(JSONRecords(each: ""))),
            DocumentBench([("x", anyNumber, ["/v"])], codec: .records(JSONRecords(within: "/data"))),
        ]
        let refusals = benches.indices.map { place in
            benches[place].decode(bytes).outcome.disposition == .malformed
        }
        #expect(Set(refusals).count == 1, "\(refusals) \(String(decoding: bytes.prefix(80), as: UTF8.self))")
        return refusals[0]
    }

    @Test("Every n_ file is refused and every y_ file is read", .enabled(if: !files.isEmpty))
    func suite() throws {
        var counts: [Character: Int] = [:]
        for file in Self.files {
            guard let kind = file.lastPathComponent.first, kind != "i" else { continue }
            counts[kind, default: 0] += 1
            let isRefused = Self.isRefused(Array(try Data(contentsOf: file)))
            #expect(isRefused == (kind == "n"), "\(file.lastPathComponent)")
        }
        #expect(counts["n"] == 188 && counts["y"] == 95)
    }

    @Test(
        "What looks like JSON is refused wherever the fault lies",
        arguments: [
            #"{"a":1,}"#, #"[1,]"#, #"[1 2]"#, #"{"a" 1}"#, #"{a:1}"#, #"{"a":1"b":2}"#, #"[,1]"#, #"["a]"#,
            "[\"\u{01}\"]", #"["\u12"]"#, #"["\uD800\u"]"#, "[+1]", "[1.]", "[.5]", "[1e]", "[0x1]", "[True]",
            "[nul]", "{}{}", "[]]", "[1]//", "/**/[]", #"{"data":"{}"}}"#, #"{"v":[{"deep":tru}]}"#,
            "[\t\"a\u{0C}\"]",
        ])
    func ours(payload: String) { #expect(Self.isRefused(Array(payload.utf8))) }

    @Test(
        "Odd but whole documents are read",
        arguments: [
            "[]", "0", #""""#, " [ ] ", #"{"":0}"#, #"["\uD834\uDD1E"]"#, "[-0]", "[1E-2]", #"{"a":1,"a":2}"#,
            "[\"\u{7F}\"]",
        ])
    func odd(payload: String) { #expect(!Self.isRefused(Array(payload.utf8))) }
}
