import Facility
import Foundation
import Testing

@testable import SiteConfiguration

/// `calls:` as installers write it.
@Suite("Phones are declared in calls")
struct PhoneTests {
    private static func read(
        _ text: String, folder: String = "/nowhere"
    ) -> (read: [String: PhoneSettings], diagnostics: [Diagnostic]) {
        let log = DiagnosticLog()
        var settings: [String: PhoneSettings] = [:]
        let reader = PhoneReader(surroundings: Surroundings(folder: folder, environment: [:]))
        var policy = CallingPolicy()
        policy.routes = [.sms, .call]
        if let section = YAMLDocument.read(SourceFile(path: "phones.yaml", text: text), into: log) {
            for (key, _, value) in section.all() {
                settings[key] = value.section().map { reader.read($0, policy: policy) }
            }
            section.finish()
        }
        return (settings, log.diagnostics)
    }

    @Test("Every mistake is explained as written down, in Chinese and English")
    func golden() throws {
        let name = Repository.tests + "/Diagnostics/phones"
        let (_, diagnostics) = Self.read(try String(contentsOfFile: name + ".yaml", encoding: .utf8))
        for language in Language.allCases {
            let text = diagnostics.map { $0.rendered(in: language) }.joined(separator: "\n") + "\n"
            let golden = name + ".\(language.rawValue).txt"
            if ProcessInfo.processInfo.environment["GENGFU_WRITE_GOLDEN"] == "1" {
                try text.write(toFile: golden, atomically: true, encoding: .utf8)
            }
            #expect(text == (try? String(contentsOfFile: golden, encoding: .utf8)))
        }
    }

    @Test("A modem for SMS and an interface for calls arrive in the settings")
    func whole() throws {
        let (read, diagnostics) = Self.read(
            """
            calls:
              sms: {kind: modem, modem: "0", read_every: 10s}
              call:
                kind: http
                url: https://voice.example/v1/calls
                headers: {Content-Type: application/x-www-form-urlencoded}
                body: "to={{phone}}&text={{text}}"
                success: {at: /code, is: [0, OK]}
                call_at: /data/id
                answer: {url: "https://voice.example/v1/calls/{{call}}", key_at: /key, every: 2s, within: 1m}
              keys: {1: going, 9: real}
              limits: {per_number: 6, per_hour: 60}
              exercise: true
            """)
        #expect(diagnostics.map { $0.rendered(in: .en) } == [])
        let settings = try #require(read["calls"])
        var modem = ModemSettings()
        modem.modem = "0"
        modem.readEvery = .seconds(10)
        #expect(settings.sms == .modem(modem))
        guard case .http(let api)? = settings.call else {
            Issue.record("no interface")
            return
        }
        #expect(api.link.url == "https://voice.example/v1/calls" && api.method == "POST")
        #expect(api.escaping == .form && api.successAt == "/code" && api.successValues == ["0", "OK"])
        #expect(api.callAt == "/data/id" && api.answer?.every == .seconds(2))
        #expect(api.answer?.within == .minutes(1) && api.answer?.keyAt == "/key")
        #expect(settings.keys == [1: .going, 9: .real] && settings.exercise)
        #expect(settings.perNumber == 6 && settings.perHour == 60)
    }
}
