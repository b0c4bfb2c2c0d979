import Facility
import Testing

@testable import SiteConfiguration

@Suite("Cases of hazards")
struct HazardCaseTests {
    private func diagnostics(
        _ cases: String, of facility: String = "fire", language: Language = .en, files: [String: String] = [:]
    ) throws -> [String] {
        var files = files
        files["hazards.test.yaml"] = cases
        let folder = try HazardCaseFolder(facility, files: files)
        defer { folder.remove() }
        return folder.diagnostics(in: language)
    }

    private static let mistakes = """
        cases:
          - case: a
            hazard: fire.alarn
            profile: fire.plian
            expect: {10s: none}
          - case: b
            hazard: fire.alarm
            profile: fire.zigbee2mqtt_smoke
            every: soon
            series: {smoke.alarm: "false maybe truex3", gas.alarm: "true", smoke.alram: "true"}
            messages: [{at: 1s, topic: zigbee2mqtt/other, payload: "{}"}]
            words: [{at: 1s, clear: fire.alarm, confirm: fire.alarm}, {at: 1s}]
            expect: {later: none, 1s: calm, 2s: [none], 3s: {standing: active, zone: hall, device: d}}
          - case: c
            hazard: fire.alarm
            devices: {smoke-1: {}}
            series: {smoke-2: {smoke.alarm: "true"}}
            expect: {}
            extra: 1
        """

    @Test("Every mistake of a file is told at its place, in one run")
    func mistakes() throws {
        let found = try diagnostics(Self.mistakes).map { String($0.split(separator: "\n")[0]) }
        #expect(
            found == [
                "fire/hazards.test.yaml:3:13: error: fire has no hazard `fire.alarn`",
                "fire/hazards.test.yaml:4:14: error: fire has no profile `fire.plian`",
                "fire/hazards.test.yaml:9:12: error: `soon` is no length of time such as `5s`, `90s`, `5m` or `1h30m`",
                "fire/hazards.test.yaml:10:34: error: `maybe` is no value of `smoke.alarm`",
                "fire/hazards.test.yaml:10:49: error: devices of `fire.zigbee2mqtt_smoke` do not tell `gas.alarm`",
                "fire/hazards.test.yaml:10:68: error: `smoke.alram` is not in the vocabulary of fire",
                "fire/hazards.test.yaml:11:32: error: no device of this case sends `zigbee2mqtt/other`",
                "fire/hazards.test.yaml:12:29: error: "
                    + "one of `acknowledge`, `confirm`, `refute`, `clear` is said at a time",
                "fire/hazards.test.yaml:12:63: error: "
                    + "one of `acknowledge`, `confirm`, `refute`, `clear` is said at a time",
                "fire/hazards.test.yaml:13:14: error: "
                    + "`later` is no length of time such as `5s`, `90s`, `5m` or `1h30m`",
                "fire/hazards.test.yaml:13:31: error: `calm` is not a choice here",
                "fire/hazards.test.yaml:13:42: error: `none` stands alone, for no incident at all",
                "fire/hazards.test.yaml:13:78: error: no device of this case stands in zone `hall`",
                "fire/hazards.test.yaml:13:92: error: this case has no device `d`",
                "fire/hazards.test.yaml:16:15: error: `smoke-1` needs a `profile`, its own or the case's",
                "fire/hazards.test.yaml:17:14: error: this case has no device `smoke-2`",
                "fire/hazards.test.yaml:18:13: error: this list is empty",
                "fire/hazards.test.yaml:19:5: error: unknown key `extra`",
            ])
        let chinese = try diagnostics(Self.mistakes, language: .zh)
        #expect(chinese.count == found.count)
        #expect(chinese[3].hasPrefix("fire/hazards.test.yaml:10:34: 错误：`maybe` 不是 `smoke.alarm` 的值\n"))
    }

    @Test("What came otherwise than written is told with its time, what was expected and what came")
    func differences() throws {
        let found = try diagnostics(
            """
            cases:
              - case: smoke
                hazard: fire.alarm
                profile: fire.plain
                every: 10s
                series: {smoke.alarm: "false true"}
                words: [{at: 5s, confirm: fire.alarm}, {at: 20s, clear: fire.alarm}]
                expect: {9s: active, 10s: none, 30s: {standing: active, confirmation: person}, 40s: active}
            """
        ).map { String($0.split(separator: "\n")[0]) }
        #expect(
            found == [
                #"fire/hazards.test.yaml:7:13: error: "smoke" at 5s: nothing to confirm fire.alarm: "#
                    + "no such incident is open",
                #"fire/hazards.test.yaml:8:14: error: "smoke" at 9s: expected fire.alarm active; came none"#,
                #"fire/hazards.test.yaml:8:26: error: "smoke" at 10s: expected none; "#
                    + "came fire.alarm device active unconfirmed",
                #"fire/hazards.test.yaml:7:44: error: "smoke" at 20s: clear fire.alarm was to be done; "#
                    + "it was still_active",
                #"fire/hazards.test.yaml:8:37: error: "smoke" at 30s: expected fire.alarm active person; "#
                    + "came fire.alarm device active unconfirmed",
            ])
    }

    @Test("An incident that nobody wrote down fails the case, whatever its hazard")
    func strangers() throws {
        let found = try diagnostics(
            """
            cases:
              - case: smoke beside gas
                hazard: fire.alarm
                profile: fire.plain
                series: {smoke.alarm: "true", gas.alarm: "true"}
                expect: {1s: active}
            """)
        #expect(found.count == 1)
        #expect(
            found[0].contains("came fire.alarm device active unconfirmed, fire.gas device active unconfirmed")
        )
    }

    @Test("A folder without cases, and a case written twice, are mistakes")
    func nothingThere() throws {
        let folder = try HazardCaseFolder("fire", files: [:])
        defer { folder.remove() }
        #expect(folder.diagnostics().count == 1)
        let twice = try diagnostics(
            """
            cases:
              - {case: a, hazard: fire.alarm, profile: fire.plain, expect: {1s: none}}
              - {case: a, hazard: fire.alarm, profile: fire.plain, expect: {1s: none}}
            """)
        #expect(twice.count == 1)
        #expect(twice[0].contains(#"3:12: error: the case "a" is already on line 2"#))
    }

    /// A lift whose terminal judges nothing itself, so that the gateway must.
    private static let bare = """
        profile: elevator.bare
        name: {en: Bare, zh: 裸终端}
        topics:
          - topic: bare/{device}
            urgent: true
            codec: json
            points:
              car.floor: /floor
              car.speed: {at: /speed, unit: m/s}
              car.occupied: /occupied
              door.state: /door
              car.in_door_zone: /zone
              service.mode: /mode
        """

    @Test("A lift that only measures is judged by speed, door and occupancy")
    func measuredLift() throws {
        let found = try diagnostics(
            """
            cases:
              - case: somebody in a closed car that stands for 90 s
                hazard: elevator.entrapment
                profile: elevator.bare
                every: 10s
                series: {car.occupied: "truex12", car.speed: "1 0x11", door.state: "closedx12"}
                expect: {99s: none, 100s: {standing: active, weak: false}}
              - case: an empty car that stands
                hazard: elevator.entrapment
                profile: elevator.bare
                every: 10s
                series: {car.occupied: "falsex30", car.speed: "0x30", door.state: "closedx30"}
                expect: {5m: none}
              - case: somebody in a car that stands with its door open
                hazard: elevator.entrapment
                profile: elevator.bare
                every: 10s
                series: {car.occupied: "truex30", car.speed: "0x30", door.state: "openx30"}
                expect: {5m: none}
              - case: a car that moves at 0.31 m/s with its door open for 2 s
                hazard: elevator.moving_door_open
                profile: elevator.bare
                series: {car.speed: "0.3x3 -0.31x3", door.state: "openx7"}
                expect: {5s: none, 6s: active}
              - case: a car that levels at 0.3 m/s with its door open
                hazard: elevator.moving_door_open
                profile: elevator.bare
                series: {car.speed: "0.3x9 -0.3x9", door.state: "openingx9 openx9"}
                expect: {1m: none}
              - case: a car that stands outside the door zone for 45 s
                hazard: elevator.stopped_outside_zone
                profile: elevator.bare
                every: 5s
                series: {car.in_door_zone: "false", car.speed: "1 0x12"}
                expect: {49s: none, 50s: active}
              - case: emergency power is weak evidence of a power cut
                hazard: elevator.power_lost
                profile: elevator.bare
                every: 5s
                series: {service.mode: "normal emergency_powerx3"}
                expect: {9s: none, 10s: {standing: active, weak: true}}
            """, of: "elevator", files: ["bare.yaml": Self.bare])
        #expect(found == [])
    }

    @Test("Every message of the cases says the same data in both languages")
    func catalogue() {
        let (a, b, c, d, e) = ("αα", "ββ", "γγ", "δδ", "εε")
        let samples: [HazardTestMessage] = [
            .notAValue(a, point: b), .seriesTooLong(limit: 71), .tooManySteps(limit: 71),
            .pointNotGiven(a, profile: b), .unspeakable(a, point: b, profile: c),
            .collision(pointer: a, topic: b), .unknownHazard(a, facility: b), .unknownProfile(a, facility: b),
            .unknownDevice(a), .profileMissing(device: a), .nobodysTopic(a), .noneIsAlone, .zoneOfDevice(a),
            .oneWord, .duplicateCase(a, line: 71), .differs(name: a, at: b, expected: c, found: d),
            .nothingToSay(name: a, at: b, word: c),
            .notDone(name: a, at: b, word: c, expected: d, found: e), .passed(cases: 71, hazards: 83),
            .failed(failed: 71, cases: 83), .withoutCase(a), .noCases(a),
        ]
        for message in samples {
            let text = message.text
            #expect(
                text.en != text.zh && text.zh.unicodeScalars.contains { (0x4E00...0x9FFF).contains($0.value) }
            )
            for sign in [a, b, c, d, e, "71", "83"] {
                #expect("\(message)".contains(sign) == text.en.contains(sign), "\(message)")
                #expect(text.en.contains(sign) == text.zh.contains(sign), "\(message)")
            }
        }
    }
}
