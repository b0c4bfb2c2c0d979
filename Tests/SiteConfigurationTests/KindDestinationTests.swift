import Facility
import Foundation
import Testing

@testable import SiteConfiguration

@Suite("Destinations of the kinds file, cap, webhook and mqtt are read and checked")
struct KindDestinationTests {
    /// The example site with these destinations instead of its own; beside it `out`, `in` and files of secrets.
    private func load(_ destinations: String) throws -> (site: Site?, mistakes: [String]) {
        let folder =
            FileManager.default.temporaryDirectory.path + "/gengfu-\(UInt64.random(in: 0...UInt64.max))"
        for name in ["out", "in"] {
            try FileManager.default.createDirectory(
                atPath: "\(folder)/\(name)", withIntermediateDirectories: true)
        }
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n".write(
            toFile: folder + "/hook", atomically: true, encoding: .utf8)
        try "693a91f6-7xxx\n".write(toFile: folder + "/key", atomically: true, encoding: .utf8)
        let text = """
            site: {id: test, name: 测试小区, time_zone: Asia/Shanghai}
            profiles: \(Repository.profiles)
            devices: \(Repository.root)/deploy/example/devices.csv
            buildings:
            \((1...6).map { "  \($0)号楼: {grid_code: \"110101001001001\"}\n" }.joined())
            brokers:
              - {id: main, host: 127.0.0.1}
            destinations:
            \(destinations)
            """
        try text.write(toFile: folder + "/gengfu.yaml", atomically: true, encoding: .utf8)
        let loaded = SiteLoader.load(file: folder + "/gengfu.yaml", environment: [:])
        return (
            loaded.site,
            loaded.diagnostics.filter { $0.severity == .error }.map {
                String($0.rendered(in: .en).split(separator: "\n")[0].split(separator: ": ", maxSplits: 1)[1])
            }
        )
    }

    @Test(
        "A drop folder without receipts acknowledges nothing and holds up no case; with receipts it does both"
    )
    func file() throws {
        let (site, mistakes) = try load("  - {id: police, kind: file, folder: out}")
        #expect(mistakes == [])
        let plain = try #require(site?.destinations.first)
        #expect(plain.acknowledgement == .none && !plain.drivesHandling && plain.receives == [.real])
        #expect(plain.heartbeatEvery == .minutes(10))
        let whole = try load(
            """
              - {id: police, kind: file, folder: out, receipts: in, format: xml, snapshot: 5m, files: 500,
                 megabytes: 10, receives: [real, exercise], confirmation: {confirmed_or_after: 3m}, granularity: point}
            """)
        #expect(whole.mistakes == [])
        let destination = try #require(whole.site?.destinations.first)
        guard case .file(let settings) = destination.kind else {
            Issue.record("no file")
            return
        }
        #expect(settings.format == .xml && settings.fileLimit == 500 && settings.byteLimit == 10 << 20)
        #expect(destination.acknowledgement == .business && destination.drivesHandling)
        #expect(destination.receives == [.real, .exercise] && destination.granularity == .point)
        #expect(destination.confirmation == .confirmedOrAfter(.minutes(3)))
        let policy = Lane.Policy(for: destination)
        #expect(
            !policy.canQuery && policy.heartbeatEvery == .minutes(5) && policy.silenceLimit == .minutes(10))
    }

    @Test("CAP, by folder and by address")
    func cap() throws {
        let (site, mistakes) = try load(
            """
              - {id: county, kind: cap, folder: out, sender: g@x, scope: private, addresses: [a, b]}
              - {id: town, kind: cap, url: "https://cap.example/in", sender: g@x, scope: restricted,
                 restriction: 仅限街道, acknowledgement: business, expires: 2h, position: false, languages: [zh]}
            """)
        #expect(mistakes == [])
        guard case .cap(let first, .folder)? = site?.destinations.first?.kind,
            case .cap(let second, .http)? = site?.destinations.last?.kind
        else {
            Issue.record("no cap")
            return
        }
        #expect(first.scope == .isPrivate(addresses: ["a", "b"]) && first.languages == [.zh, .en])
        #expect(first.zone.offset(at: Timestamp(milliseconds: 1_773_022_530_123)) == 28_800)
        #expect(
            second.scope == .restricted(to: "仅限街道") && second.expiry == .hours(2) && !second.givesPosition)
        #expect(site?.destinations.map(\.acknowledgement) == [Destination.Acknowledgement.none, .business])
    }

    @Test("Webhooks with one secret and with two, robots with their key in a file")
    func webhook() throws {
        let (site, mistakes) = try load(
            """
              - {id: hook, kind: webhook, url: "https://a.example/in", secret_file: hook, next_secret_file: hook}
              - {id: group, kind: webhook, robot: wecom, token_file: key, mentions: ["13800000000"],
                 page: "https://10.0.0.5:8443/", language: en}
              - {id: ding, kind: webhook, robot: dingtalk, token_file: key, secret_file: hook}
            """)
        #expect(mistakes == [])
        let kinds = (site?.destinations ?? []).compactMap { destination -> WebhookSettings? in
            if case .webhook(let settings) = destination.kind { settings } else { nil }
        }
        #expect(kinds.count == 3)
        guard kinds.count == 3, case .standard(let keys) = kinds[0].form else { return }
        #expect(keys.count == 2 && keys[0].count == 24)
        #expect(kinds[1].form == .weCom(token: "693a91f6-7xxx", mentions: ["13800000000"]))
        #expect(kinds[1].link.url == "https://qyapi.weixin.qq.com/cgi-bin/webhook/send")
        #expect(kinds[1].page == "https://10.0.0.5:8443" && kinds[1].language == .en)
        #expect(kinds[2].link.url == "https://oapi.dingtalk.com/robot/send")
    }

    @Test("Another broker with a topic of its own")
    func mqtt() throws {
        let (site, mistakes) = try load(
            """
              - {id: bus, kind: mqtt, broker: {host: mq.example, user: g, password_file: key},
                 topic: "gengfu/{site}/{incident}", retain_open_cases: true}
            """)
        #expect(mistakes == [])
        guard case .publish(let settings)? = site?.destinations.first?.kind else {
            Issue.record("no mqtt")
            return
        }
        #expect(settings.retainsOpenCases && settings.broker.clientID == "gengfu-test-bus")
        #expect(settings.broker.password == "693a91f6-7xxx")
    }

    @Test("Every mistake is said where it is, and no secret may stand in the file")
    func mistakes() throws {
        let (_, mistakes) = try load(
            """
              - {id: a, kind: file}
              - {id: b, kind: file, folder: gone, format: csv}
              - {id: c, kind: file, folder: out, receipts: out, acknowledgement: business}
              - {id: d, kind: file, folder: out, acknowledgement: business}
              - {id: e, kind: cap, sender: "a b", scope: public}
              - {id: f, kind: cap, folder: out, sender: a, scope: private}
              - {id: g, kind: webhook, url: "https://a.example", secret: whsec_x}
              - {id: h, kind: webhook, url: "https://a.example", secret_file: key}
              - {id: i, kind: webhook, robot: wecom, url: "https://a.example/send?key=1", mentions: [zhang]}
              - {id: j, kind: webhook, robot: slack}
              - {id: k, kind: mqtt, topic: "a/{incidnt}"}
              - {id: l, kind: mqtt, broker: {host: a}, topic: "a/#", retain_open_cases: true}
              - {id: n, kind: webhook, robot: wecom, token_file: key, life_safety_path: true}
              - {id: m, kind: mqtt, broker: {host: a}, topic: "a/b", retain_open_cases: true}
            """)
        let expected = [
            "`folder` is missing", "there is no directory", "`csv` is not a choice here",
            "receipts need a folder",
            "`business` needs `receipts`", "cannot stand in a CAP message", "`public` is not a choice here",
            "`cap` needs `folder` or `url`", "`addresses` is missing", "`secret` must not stand",
            "`secret_file` is missing", "no Standard Webhooks secret", "a robot needs", "is no phone number",
            "`slack` is not a choice here", "`broker` is missing", "unknown place `{incidnt}`",
            "`a/#` is no topic",
            "retained cases need", "it gives no sign of life",
        ]
        for text in expected {
            #expect(mistakes.contains { $0.contains(text) }, "\(text) not in \(mistakes)")
        }
        #expect(!mistakes.contains { $0.contains("whsec_x") || $0.contains("693a91f6") })
    }
}
