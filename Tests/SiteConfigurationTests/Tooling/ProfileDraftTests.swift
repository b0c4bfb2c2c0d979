import Facility
import Foundation
import Testing

@testable import SiteConfiguration

@Suite("A profile drafted from recorded traffic")
struct ProfileDraftTests {
    private let library = ProfilesLoader.load(directory: Repository.profiles).library

    private func draft(
        _ messages: [(topic: String, payload: String)], facility: String? = nil, id: String? = nil
    ) throws -> String {
        let captured = messages.enumerated().map { number, message in
            CapturedMessage(
                at: 1_773_022_530_000 + Int64(number) * 1_000, topic: message.topic,
                payload: Array(message.payload.utf8))
        }
        return try ProfileDraft.make(
            of: captured, library: try #require(library), directory: Repository.profiles, facility: facility,
            id: id
        ).text
    }

    @Test(
        "The bench's smoke detector: device level, urgent, units, spellings, time, and an example that decodes"
    )
    func smoke() throws {
        let text = try draft([
            ("acme/smoke-7/up", #"{"ts":1773022530,"alm":0,"temp":21.5,"volt":"ok","sn":"A1B2C3D4"}"#),
            ("acme/smoke-8/up", #"{"ts":1773022531,"smokeAlarm":1,"temp":22,"volt":"low","sn":"A1B2C3D5"}"#),
        ])
        for line in [
            "profile: fire.acme", "  - topic: 'acme/{device}/up'", "    urgent: true",
            "time: {at: /ts, format: 'unix_seconds'}", "air.temperature: {at: /temp, unit: Cel}",
            "observed_at: 2026-03-09T02:15:3",
        ] { #expect(text.contains(line), "\(line)\n\(text)") }
        #expect(!text.contains("A1B2C3D4\",") && !text.contains("topic: 'acme/smoke-"))
        #expect(text.contains("# guess"))
    }

    @Test("The ES1500 lift is recognised as a lift, its zone by the arrival")
    func lift() throws {
        let text = try draft([
            (
                "TerminalData/E01/real_ok",
                #"{"Parameters":{"Id":"E01","Time":"2026-03-09 10:15:30"},"State":{"Floor":"7","Speed":"0.5","Temp":"23.5"}}"#
            ),
            (
                "TerminalData/E02/real_alarm",
                #"{"Parameters":{"Id":"E02","Time":"2026-03-09 10:15:31"},"Alarm":{"PersonTrapped":"1"}}"#
            ),
        ])
        #expect(text.contains("profile: elevator.terminaldata"))
        #expect(
            text.contains("TerminalData/{device}/real_alarm")
                && text.contains("TerminalData/{device}/real_ok"))
        #expect(text.contains("format: 'yyyy-MM-dd HH:mm:ss', time_zone: Asia/Shanghai"))
        #expect(text.contains("car.trapped: {at: /Alarm/PersonTrapped}"))
        #expect(
            text.contains("car.speed: {at: /State/Speed, unit: 'm/s'}")
                || text.contains("car.speed: {at: /State/Speed, unit: \"m/s\"}"))
        #expect(text.contains(#""Id":"device-1""#))
    }

    @Test("Chinese names, kilopascals by the range, one value per topic, and bytes left out with a sample")
    func others() throws {
        let water = try draft(
            [
                ("pump/p1/data", #"{"余氯":0.42,"浊度":"0.31","PH":7.2,"出水压力":350,"数据":{"水箱液位":2.1}}"#),
                ("pump/p1/data", #"{"余氯":0.40,"浊度":"0.33","PH":7.1,"出水压力":352,"数据":{"水箱液位":2.2}}"#),
            ], facility: "water", id: "water.bench")
        #expect(water.contains("profile: water.bench"))
        #expect(water.contains("outlet.pressure: {at: '/出水压力', unit: kPa}"), "\(water)")
        #expect(water.contains("water.turbidity: {at: '/浊度', unit: NTU}"))
        #expect(water.contains("water.ph: {at: /PH, unit: pH}"))
        let mixed = try draft(
            [
                ("room/s1/temperature", "21.5"), ("room/s1/temperature", "22"),
                ("room/s1/raw", "\u{1}\u{2}\n"),
            ],
            facility: "fire")
        #expect(mixed.contains("codec: text") && mixed.contains("air.temperature: {unit: Cel}"))
        #expect(mixed.contains("# left out: room/{device}/raw"))
    }

    @Test("Nothing to guess from is a plain failure; an unknown facility too")
    func nothing() throws {
        #expect(throws: DraftFailure.self) { try draft([]) }
        #expect(throws: DraftFailure.self) { try draft([("a/b", "\u{1}\u{2}\n")]) }
        #expect(throws: DraftFailure.self) { try draft([("a/b1", #"{"temp":1}"#)], facility: "sewage") }
    }

    @Test("Whatever names and values devices send, the draft loads and its examples decode as written")
    func naughty() throws {
        let names = [
            "'", "\"", "# temp", "temp: x", "\u{202E}温度", "a\nb", "~1/~0", "{device}", "🔥", "\u{85}", "null",
            "-",
            "\u{FEFF}temp", "temp\\", "\u{0}",
        ]
        let values = names + ["1", "true", "0.0", "1e5", "２１", " 3 ", "yes"]
        for (number, name) in names.enumerated() {
            let object = [
                name: values[number % values.count], "temperature": "21.\(number)",
                "smoke": values[(number * 7) % values.count],
            ]
            let payload = String(decoding: try JSONEncoder().encode(object), as: UTF8.self)
            let text = try draft(
                [("x/d1/\(name.filter { $0 != "/" && $0 != "#" && $0 != "{" })", payload)], facility: "fire")
            #expect(text.contains("examples:"))
        }
    }

    @Test(
        "Every shipped profile's own examples, taken for a recording, give a draft of the same facility's points"
    )
    func shipped() throws {
        let library = try #require(library)
        var good = 0
        var tried = 0
        for (position, profile) in library.profiles.enumerated() {
            guard profile.routes.allSatisfy({ $0.codec == .json }) else { continue }
            let messages = library.examples.filter { $0.profile == position && $0.rejected.isEmpty }
                .map { ($0.topic, String(decoding: $0.payload, as: UTF8.self)) }
            guard !messages.isEmpty else { continue }
            tried += 1
            let facility = library.facilities[profile.facility].id
            if (try? draft(messages, facility: facility)) != nil { good += 1 }
        }
        #expect(tried >= 5)
        #expect(good * 10 >= tried * 8, "\(good) of \(tried)")
    }
}
