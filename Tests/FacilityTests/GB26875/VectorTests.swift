import Foundation
import Testing

@testable import Facility

/// Byte vectors from public captures and codecs, where they are at hand: `domain/gb26875-vectors.tsv`.
@Suite("Public vectors of GB/T 26875", .enabled(if: FrameSamples.vectors != nil, "no shared vectors here"))
struct VectorTests {
    struct Vector: CustomTestStringConvertible {
        let bytes: [UInt8]
        let meaning: String

        var testDescription: String { String(meaning.prefix(70)) }

        /// `{seq=1 ver=1.1 time=… src=… dst=… len=48 cmd=2}` at the end of the meaning.
        var facts: [String: String] {
            guard let open = meaning.lastIndex(of: "{"), meaning.hasSuffix("}") else { return [:] }
            let inner = meaning[open...].dropFirst().dropLast()
                .replacingOccurrences(of: #"(\d) (\d)"#, with: "$1T$2", options: .regularExpression)
            return Dictionary(
                inner.split(separator: " ").compactMap { fact in
                    let parts = fact.split(separator: "=", maxSplits: 1)
                    return parts.count == 2 ? (String(parts[0]), String(parts[1])) : nil
                }, uniquingKeysWith: { first, _ in first })
        }
    }

    private static let all: [Vector] = {
        guard let file = FrameSamples.vectors, let text = try? String(contentsOf: file, encoding: .utf8)
        else {
            return []
        }
        return text.split(separator: "\n").dropFirst().map { line in
            let columns = line.split(separator: "\t", omittingEmptySubsequences: false)
            return Vector(bytes: FrameSamples.bytes(String(columns[0])), meaning: String(columns[1]))
        }
    }()

    static let valid = all.filter { $0.meaning.hasPrefix("[frame][valid]") }
    static let invalid = all.filter { $0.meaning.hasPrefix("[frame][INVALID") }
    static let units = all.filter { $0.meaning.hasPrefix("[appdata]") }

    @Test("None of the vectors is left out")
    func counted() {
        #expect(Self.valid.count + Self.invalid.count + Self.units.count == Self.all.count)
        #expect(Self.valid.count >= 20 && Self.invalid.count >= 5 && Self.units.count >= 18)
    }

    @Test("A valid frame is read as it is told", arguments: valid)
    func validFrame(_ vector: Vector) throws {
        let findings = GB26875.FrameScanner.all(in: vector.bytes)
        let frame = try #require(findings.frames.first)
        #expect(findings.count == 1)
        #expect(frame.bytes == vector.bytes)
        let facts = vector.facts
        #expect(facts["seq"] == "\(frame.serial)")
        #expect(facts["ver"] == "\(frame.majorVersion).\(frame.userVersion)")
        #expect(facts["time"] == frame.time.text)
        #expect(facts["src"] == frame.source.hex)
        #expect(facts["dst"] == frame.destination.hex)
        #expect(facts["len"] == "\(frame.unit.count)")
        #expect(facts["cmd"] == "\(frame.command.rawValue)")
        let unit = GB26875.ApplicationUnit(frame.unit)
        #expect(unit.problem == nil)
        #expect(unit.objects.count == Int(unit.count ?? 0))
        #expect(unit.bytes == frame.unit)
    }

    @Test("An invalid frame is refused with the reason told", arguments: invalid)
    func invalidFrame(_ vector: Vector) throws {
        let findings = GB26875.FrameScanner.all(in: vector.bytes)
        #expect(findings.frames.isEmpty)
        let problem = try #require(findings.problems.first)
        if let numbers = vector.meaning.firstMatch(of: /checksum: stated (..) computed (..)/) {
            #expect(problem == "checksum: stated 0x\(numbers.1), computed 0x\(numbers.2)")
        } else {
            #expect(problem.hasPrefix(vector.meaning.contains("bad tail") ? "end:" : "truncated:"))
        }
    }

    @Test("A unit is read whole and written back; the one that lies is not", arguments: units)
    func unit(_ vector: Vector) {
        let unit = GB26875.ApplicationUnit(vector.bytes)
        #expect(unit.bytes == vector.bytes)
        if vector.meaning.contains("negative") {
            #expect(unit.problem != nil)
        } else {
            #expect(unit.problem == nil)
            #expect(unit.rest.isEmpty)
            #expect(unit.objects.count == Int(vector.bytes[1]))
        }
        if let quoted = vector.meaning.firstMatch(of: /text "(.+)"/) {
            guard case .componentState(_, _, let note, _)? = unit.objects.first else {
                Issue.record("no text")
                return
            }
            #expect(note.text == quoted.1)
        }
    }
}
