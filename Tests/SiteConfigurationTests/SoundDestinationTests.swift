import Facility
import Foundation
import Testing

@testable import SiteConfiguration

@Suite("Loudspeakers and sirens are destinations")
struct SoundDestinationTests {
    /// The example site with these destinations instead of its own.
    private func load(
        _ destinations: String, broker: String = ""
    ) throws -> (site: Site?, mistakes: [String]) {
        let folder =
            FileManager.default.temporaryDirectory.path + "/gengfu-\(UInt64.random(in: 0...UInt64.max))"
        try FileManager.default.createDirectory(
            atPath: folder + "/phrases", withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let text = """
            site: {id: test, name: 测试小区, time_zone: Asia/Shanghai}
            profiles: \(Repository.profiles)
            devices: \(Repository.root)/deploy/example/devices.csv
            buildings:
            \((1...6).map { "  \($0)号楼: {grid_code: \"110101001001001\"}\n" }.joined())
            brokers:
              - {id: main, host: 127.0.0.1\(broker)}
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

    @Test("A loudspeaker needs no more than its name; it chooses by itself and drives no case")
    func plain() throws {
        let (site, mistakes) = try load("  - {id: speaker, kind: sound}")
        #expect(mistakes == [])
        let destination = try #require(site?.destinations.first)
        guard case .sound(let settings) = destination.kind else {
            Issue.record("not a sound")
            return
        }
        #expect(settings == SoundSettings())
        #expect(destination.acknowledgement == .none && !destination.drivesHandling)
        #expect(destination.receives == [.real])
        #expect(site?.routes.map(\.destination) == ["speaker"])
    }

    @Test("Everything of a loudspeaker can be set")
    func whole() throws {
        let (site, mistakes) = try load(
            """
              - id: speaker
                name: {en: Duty room, zh: 值班室}
                kind: sound
                from: severe
                language: both
                repeat: 20s
                urgent_for: 5m
                later: 1m
                path_loss: 1h
                player: [paplay, "{file}"]
                voice: [espeak-ng, -v, "{voice}", -w, "{file}", "{text}"]
                phrases: phrases
                receives: [real, exercise]
                life_safety_path: true
            routes:
              - {when: "building == '1号楼'", to: speaker}
            """)
        #expect(mistakes == [])
        let destination = try #require(site?.destinations.first)
        guard case .sound(let settings) = destination.kind else { return }
        #expect(settings.from == .severe && settings.languages == [.zh, .en])
        #expect(settings.pause == .seconds(20) && settings.urgentFor == .minutes(5))
        #expect(settings.laterPause == .minutes(1) && settings.pathPause == .hours(1))
        #expect(settings.player == ["paplay", "{file}"])
        #expect(settings.phrases?.hasSuffix("/phrases") == true)
        #expect(destination.receives == [.real, .exercise] && destination.isLifeSafetyPath)
        #expect(site?.routes.count == 1 && site?.routes.first?.when != nil)
    }

    @Test("`voice: none` is a loudspeaker of tones alone")
    func noVoice() throws {
        let (site, mistakes) = try load("  - {id: speaker, kind: sound, voice: none}")
        #expect(mistakes == [])
        guard case .sound(let settings)? = site?.destinations.first?.kind else { return }
        #expect(settings.voice.isEmpty)
    }

    @Test("A siren names its broker, topic, both payloads and its hazards")
    func siren() throws {
        let (site, mistakes) = try load(
            """
              - id: yard
                kind: siren
                broker: main
                topic: zigbee2mqtt/yard-siren/set
                on: '{"warning":{"mode":"fire","strobe":true,"duration":180}}'
                off: '{"warning":{"mode":"stop"}}'
                hazards: [fire.alarm]
                automatic: true
                for: 2m
                expiry: 5s
            """)
        #expect(mistakes == [])
        guard case .siren(let settings)? = site?.destinations.first?.kind else {
            Issue.record("not a siren")
            return
        }
        #expect(settings.hazards == ["fire.alarm"] && settings.isAutomatic)
        #expect(settings.longest == .minutes(2) && settings.expiry == .seconds(5))
        #expect(settings.off == #"{"warning":{"mode":"stop"}}"#)
    }

    @Test("By itself a siren is off: without `automatic` it waits for a person")
    func byHand() throws {
        let (site, _) = try load(
            "  - {id: yard, kind: siren, broker: main, topic: a/b, on: ON, off: OFF, hazards: fire.alarm}")
        guard case .siren(let settings)? = site?.destinations.first?.kind else { return }
        #expect(!settings.isAutomatic)
    }

    @Test(
        "What cannot work, or could howl for ever, is refused at its place",
        arguments: [
            ("kind: sound, url: 'http://x/'", "", "error: unknown key `url`"),
            ("kind: sound, repeat: 1s", "", "error: at least 5 s"),
            ("kind: sound, player: [aplay]", "", "error: one of the arguments must say `{file}`"),
            ("kind: sound, player: []", "", "error: name a program and its arguments"),
            ("kind: sound, phrases: nowhere", "", "error: there is no directory"),
            ("kind: siren, topic: a, on: A, off: B, hazards: fire.alarm", "", "error: `broker` is missing"),
            (
                "kind: siren, broker: man, topic: a, on: A, off: B, hazards: fire.alarm", "",
                "error: unknown broker `man`"
            ),
            (
                "kind: siren, broker: main, topic: a, on: A, off: B, hazards: fire.alarm",
                ", version: '3.1.1'", "error: broker `main` speaks MQTT 3.1.1"
            ),
            (
                "kind: siren, broker: main, topic: a/#, on: A, off: B, hazards: fire.alarm", "",
                "error: `a/#` is no topic"
            ),
            (
                "kind: siren, broker: main, topic: a, on: A, off: B, hazards: fire.alrm", "",
                "error: unknown hazard"
            ),
            (
                "kind: siren, broker: main, topic: a, on: A, off: B, hazards: fire.alarm, expiry: 1m", "",
                "error: from 1 s to 10 s"
            ),
            (
                "kind: siren, broker: main, topic: a, on: A, off: B, hazards: fire.alarm, for: 12h", "",
                "error: at most 1800 s"
            ),
            (
                "kind: siren, broker: main, topic: a, on: A, off: B, hazards: fire.alarm, receives: [exercise]",
                "", "error: unknown key `receives`"
            ),
        ])
    func refused(_ lines: String, _ broker: String, _ mistake: String) throws {
        let (_, mistakes) = try load("  - {id: x, \(lines)}", broker: broker)
        #expect(mistakes.count == 1, "\(mistakes)")
        #expect(mistakes.first?.hasPrefix(mistake) == true, "\(mistakes)")
    }
}
