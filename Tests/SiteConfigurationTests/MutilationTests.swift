import Facility
import Foundation
import Testing

@testable import SiteConfiguration

/// A small generator of our own, so that a failure can be repeated by its seed.
private struct Dice: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

@Suite("Mutilated files")
struct MutilationTests {
    /// Pieces that break YAML, CEL, CSV and columns.
    private static let pieces = [
        "\"", "'", "{", "}", "[", "]", ":", "- ", "\n", "\t", "  ", "#", "&a", "*a", "|", ">", "%", "é", "火",
        "👨‍👩‍👧", "\u{301}",
        "\r\n", ",", "\\", "\\x", "null", "true", "1e999", "{device}", "&&", "(", "?", "!!str", "---",
        "\u{0}", "\u{E000}",
    ]

    @Test(
        "However a file is broken, loading ends, and every diagnostic stands inside its file",
        arguments: 0..<8)
    func anything(seed: Int) throws {
        let folder =
            FileManager.default.temporaryDirectory.path + "/gengfu-\(UInt64.random(in: 0...UInt64.max))"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try FileManager.default.createDirectory(atPath: folder + "/p/fire", withIntermediateDirectories: true)
        var dice = Dice(state: UInt64(seed))
        let shipped = Repository.profiles + "/fire/"
        let example = Repository.root + "/deploy/example/"
        let originals = try [
            ("p/fire/facility.yaml", shipped + "facility.yaml"),
            ("p/fire/hazards.yaml", shipped + "hazards.yaml"),
            ("p/fire/plain.yaml", shipped + "plain.yaml"), ("gengfu.yaml", example + "gengfu.yaml"),
            ("devices.csv", example + "devices.csv"),
        ].map {
            ($0, try String(contentsOfFile: $1, encoding: .utf8).replacing("../../DeviceProfiles", with: "p"))
        }
        for _ in 0..<12 {
            for (name, text) in originals {
                var characters = Array(text.prefix(9_000))
                for _ in 0..<Int.random(in: 0...3, using: &dice) {
                    let at = Int.random(in: 0..<characters.count, using: &dice)
                    let end = min(characters.count, at + Int.random(in: 0...4, using: &dice))
                    characters.replaceSubrange(
                        at..<end, with: Array(Self.pieces.randomElement(using: &dice)!))
                }
                try String(characters).write(toFile: "\(folder)/\(name)", atomically: true, encoding: .utf8)
            }
            for diagnostic in SiteLoader.load(file: folder + "/gengfu.yaml", environment: [:]).diagnostics {
                for language in Language.allCases { #expect(!diagnostic.rendered(in: language).isEmpty) }
                guard let place = diagnostic.place else { continue }
                #expect(place.line <= place.file.lines.count, "seed \(seed)")
                #expect(
                    place.column <= place.file.line(place.line).count + 1,
                    "seed \(seed): \(diagnostic.rendered(in: .en))")
            }
        }
    }

    @Test("A sheet saved as GBK is told apart from a broken one, with the way out")
    func gbk() throws {
        let folder =
            FileManager.default.temporaryDirectory.path + "/gengfu-\(UInt64.random(in: 0...UInt64.max))"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let path = folder + "/devices.csv"
        try Data([0x69, 0x64, 0x0A, 0xB1, 0xE0, 0xBA, 0xC5, 0x0A]).write(to: URL(fileURLWithPath: path))
        let log = DiagnosticLog()
        #expect(SourceReader(log: log).read(path, helpIfNotUTF8: .saveAsUTF8) == nil)
        #expect(log.diagnostics.map(\.message) == [.form(.notUTF8(line: 2))])
        #expect(log.diagnostics.map(\.help) == [.saveAsUTF8])
    }
}
