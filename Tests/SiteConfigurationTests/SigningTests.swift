import Facility
import Foundation
import Testing

@testable import SiteConfiguration

/// `signing:` as installers write it: every example of the document is read, every mistake is told where it stands.
@Suite("Signing is declared in a destination")
struct SigningTests {
    /// A folder with secrets that only we can read, one that everybody can, and keys.
    private static func withSecrets<Value>(_ body: (String) throws -> Value) throws -> Value {
        let folder = FileManager.default.temporaryDirectory.path + "/gengfu-signing-\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: folder + "/secrets", withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let key = "3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8\n"
        for (name, text, mode) in [
            ("good", "s3cret\n", 0o640), ("open", "s3cret\n", 0o644), ("secrets/platform", "s3cret\n", 0o600),
            ("secrets/sm2.key", key, 0o600),
        ] {
            try Data(text.utf8).write(to: URL(filePath: folder + "/" + name))
            try FileManager.default.setAttributes(
                [.posixPermissions: mode], ofItemAtPath: folder + "/" + name)
        }
        return try body(folder)
    }

    /// Every entry of a file, read as `signing:`.
    private static func read(
        _ text: String, path: String, folder: String
    ) -> (read: [String: SigningSettings], diagnostics: [Diagnostic]) {
        let log = DiagnosticLog()
        var settings: [String: SigningSettings] = [:]
        let reader = SigningReader(surroundings: Surroundings(folder: folder, environment: [:]))
        if let section = YAMLDocument.read(SourceFile(path: path, text: text), into: log) {
            for (key, _, value) in section.all() { settings[key] = reader.read(value) }
            section.finish()
        }
        return (settings, log.diagnostics)
    }

    @Test(
        "Every mistake is explained as written down, in Chinese and English")
    func golden() throws {
        let name = Repository.tests + "/Diagnostics/signing"
        let text = try String(contentsOfFile: name + ".yaml", encoding: .utf8)
        let rendered = try Self.withSecrets { folder -> [Language: String] in
            let (_, diagnostics) = Self.read(text, path: "signing.yaml", folder: folder)
            var rendered: [Language: String] = [:]
            for language in Language.allCases {
                rendered[language] =
                    diagnostics.map { $0.rendered(in: language) }.joined(separator: "\n")
                    .replacing(folder + "/", with: "") + "\n"
            }
            return rendered
        }
        for (language, text) in rendered {
            let golden = name + ".\(language.rawValue).txt"
            if ProcessInfo.processInfo.environment["GENGFU_WRITE_GOLDEN"] == "1" {
                try text.write(toFile: golden, atomically: true, encoding: .utf8)
            }
            #expect(text == (try? String(contentsOfFile: golden, encoding: .utf8)))
            #expect(!text.contains("s3cret"))
        }
    }

    @Test("Every example of docs/signing.md is read without a word")
    func documentedExamples() throws {
        let text = try String(contentsOfFile: Repository.root + "/docs/signing.md", encoding: .utf8)
        let blocks = text.components(separatedBy: "```yaml\n").dropFirst().map {
            $0.components(separatedBy: "```")[0]
        }
        #expect(blocks.count >= 8)
        for block in blocks {
            let (settings, diagnostics) = try Self.withSecrets { folder in
                let (read, found) = Self.read(block, path: "signing.md", folder: folder)
                return (read["signing"], found.map { $0.rendered(in: .en) })
            }
            // Of a broken digest it is said that it is one.
            #expect(diagnostics.filter { !$0.contains("is broken") } == [], "\(block)")
            #expect(settings?.steps.isEmpty == false, "\(block)")
        }
    }

    @Test("What is written arrives in the settings")
    func settings() throws {
        let (read, diagnostics) = try Self.withSecrets { folder in
            Self.read(
                """
                one:
                  kind: hmac
                  algorithm: sm3
                  app_key: box-1
                  secret_file: good
                  key: "{secret}&"
                  timestamp: {format: yyyy-MM-dd HH:mm:ss}
                  nonce: {length: 20, of: digits}
                  params: {of: [query, json], pair: "", between: "", empty: true, escape: form, except: sign}
                  encoding: HEX
                  sign: "{method}\\n{params}{nonce}"
                  send: {header: {X-Key: "{app_key}"}, query: {sign: "{signature|lower}"}}
                two:
                  - {kind: basic, user: u, password_file: good}
                  - {kind: none}
                  - {kind: bearer, token_file: good, at: {query: token}}
                """, path: "a.yaml", folder: folder)
        }
        #expect(diagnostics.map { $0.rendered(in: .en) } == [])
        let wanted = SignatureSettings(
            algorithm: .hmac(.sm3), text: try SignedText(parsing: "{method}\n{params}{nonce}"),
            encoding: .upperHex, appKey: "box-1", secret: Secret("s3cret"),
            key: [.part(.secret), .literal("&")],
            timestamp: .text(format: "yyyy-MM-dd HH:mm:ss", zone: "Asia/Shanghai"),
            nonce: NonceForm(length: 20, alphabet: .digits),
            parameters: ParameterForm(
                of: [.query, .json], pair: "", between: "", keepsEmpty: true, escape: .form, except: ["sign"]),
            fields: [
                .init(.header("X-Key"), [.part(.appKey)]),
                .init(.query("sign"), [.part(.signature, filters: [.lower])]),
            ])
        #expect(read["one"] == SigningSettings([.signature(wanted)]))
        #expect(
            read["two"]
                == SigningSettings([
                    .basic(user: "u", password: Secret("s3cret")),
                    .bearer(token: Secret("s3cret"), at: TokenPlace(.query("token"))),
                ]))
    }
}
