import Foundation
import Testing

@testable import Facility
@testable import SiteConfiguration

@Suite("What a profile says of whose its payloads are")
struct IdentityKeyTests {
    static func load(_ profile: String, topic: String = "w/{device}", codec: String = "json", _ own: String)
        throws -> (routes: [TopicRoute], errors: [String])
    {
        let folder = FileManager.default.temporaryDirectory.appending(path: "identity-\(UUID())")
        defer { try? FileManager.default.removeItem(at: folder) }
        try FileManager.default.createDirectory(
            at: folder.appending(path: "water"), withIntermediateDirectories: true)
        try """
        facility: water
        name: {en: Water, zh: 水}
        points:
          leak: {boolean: true, name: {en: Leak, zh: 漏水}}
        """.replacing("boolean: true", with: "type: boolean").write(
            to: folder.appending(path: "water/facility.yaml"), atomically: true, encoding: .utf8)
        try """
        profile: water.probe
        name: {en: Probe, zh: 探头}
        device: probe
        \(profile)
        topics:
          - topic: \(topic)
            codec: \(codec)
            \(own)
            points:
              leak: {\(codec == "json" ? "at: /leak" : own.contains("pairs") ? "at: v" : "")\(codec == "binary" ? "at: 0, bit: 0" : "")}
        """.write(to: folder.appending(path: "water/probe.yaml"), atomically: true, encoding: .utf8)
        let loaded = ProfilesLoader.load(directory: folder.path)
        let errors = loaded.diagnostics.filter { $0.severity == .error }
        return (
            loaded.library?.profiles.first?.routes ?? [],
            errors.map { "\($0.place.map { "\($0.line):\($0.column)" } ?? "") \($0.message.text.en)" }
        )
    }

    @Test("A pointer is held against the id, an entry against a column of the sheet; a topic's own key wins")
    func forms() throws {
        #expect(try Self.load("identity: /id", "").routes[0].identity == [IdentityClaim(at: "/id")])
        #expect(
            try Self.load("identity: [/id, {at: /imei, is: imei}, {at: /sn, is: 序列号}]", "").routes[0].identity
                == [
                    IdentityClaim(at: "/id"), IdentityClaim(at: "/imei", register: "imei"),
                    IdentityClaim(at: "/sn", register: "serial"),
                ])
        #expect(
            try Self.load("identity: /id", "identity: {at: /dev, is: id}").routes[0].identity
                == [IdentityClaim(at: "/dev")])
        #expect(try Self.load("identity: /id", codec: "text", "").routes[0].identity == [])
    }

    @Test("Of a text it is a key, a group or a column, of bytes a place")
    func otherCodecs() throws {
        let pairs = #"pairs: {between: "&", equals: "="}, identity: {at: imei, is: imei}"#
        func lines(_ text: String) -> String { text.replacing(", identity", with: "\n    identity") }
        #expect(
            try Self.load("identity: /id", codec: "text", lines(pairs)).routes[0].identity
                == [IdentityClaim(at: "imei", register: "imei")])
        #expect(
            try Self.load("", codec: "binary", "identity: {at: 5, type: ascii, width: 12}").routes[0].identity
                == [IdentityClaim(BinaryValue(at: 5, width: 12, form: .text))])
        #expect(
            try Self.load("", codec: "binary", "identity: {at: 1, type: bcd, width: 8, is: imei}")
                .routes[0].identity
                == [IdentityClaim(BinaryValue(at: 1, width: 8, form: .bcdDigits), register: "imei")])
        #expect(
            try Self.load(
                "identity: /id", codec: "binary", "bytes: {hex: /data}"
            ).routes[0].identity
                == [IdentityClaim(at: "/id")])
        #expect(try Self.load("identity: /id", codec: "binary", "").routes[0].identity == [])
    }

    @Test(
        "A mistake in it is told where it stands",
        arguments: [
            ("identity: id", "w/{device}", "json", "", "4:11 `id` is no JSON Pointer"),
            ("identity: []", "w/{device}", "json", "", "4:11 "),
            ("identity: {is: imei}", "w/{device}", "json", "", "4:11 "),
            ("identity: {at: /a, is: building}", "w/{device}", "json", "", "4:24 `building` is no column"),
            ("identity: {at: /a, as: imei}", "w/{device}", "json", "", "4:20 "),
            ("", "w/{device}", "text", "identity: /id", "8:15 payloads of this codec"),
            ("", "w/{device}", "binary", "identity: /id", "8:15 among bytes it stands at a place"),
            ("", "w/probe", "json", "identity: /id", "8:15 a topic without `{device}`"),
        ])
    func mistakes(profile: String, topic: String, codec: String, own: String, expected: String) throws {
        let errors = try Self.load(profile, topic: topic, codec: codec, own).errors
        #expect(errors.count == 1, "\(errors)")
        #expect(errors.first?.hasPrefix(expected) == true, "\(errors)")
    }
}
