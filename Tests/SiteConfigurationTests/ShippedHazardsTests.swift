import Facility
import Foundation
import Testing

@testable import SiteConfiguration

/// The shipped hazards at the engine, told by what makers' devices really send: one device per profile, two smoke
/// detectors in one zone, and a clock moved by hand.
@Suite("The hazards we ship")
struct ShippedHazardsTests {
    /// What a device sends, in seconds since the start; `$T` is the time as its maker writes it.
    struct Message: Sendable {
        let second: Int64
        let topic: String
        let payload: String

        init(_ second: Int64, _ topic: String, _ payload: String) {
            self.second = second
            self.topic = topic
            self.payload = payload
        }
    }

    struct Story: Sendable, CustomTestStringConvertible {
        let name: String
        let messages: [Message]
        /// Until when time runs on.
        let end: Int64
        /// `second step hazard`; silences are not told.
        let steps: [String]
        var testDescription: String { name }
    }

    static let stories: [Story] = [
        Story(
            name: "an ES1500 reports people trapped, then free: latched, quiet after 20 s",
            messages: [
                Message(
                    0, "TerminalData/es/real_alarm",
                    #"{"Parameters":{"Time":"$T"},"Alarm":{"PersonTrapped":"1"}}"#),
                Message(
                    60, "TerminalData/es/real_alarm",
                    #"{"Parameters":{"Time":"$T"},"Alarm":{"PersonTrapped":"0"}}"#),
            ], end: 120, steps: ["5 raised elevator.entrapment", "80 quiet elevator.entrapment"]),
        Story(
            name: "an empty car that stands is nothing",
            messages: (0...40).map {
                Message(
                    $0 * 10, "TerminalData/es/real_ok",
                    #"{"Parameters":{"Time":"$T"},"State":{"Floor":"7","Door":"0","People":"0","Speed":"0"}}"#
                )
            }, end: 400, steps: []),
        Story(
            name: "a Maixin event of trapped people counts at once and is over after 30 min",
            messages: [Message(0, "maixin/mx/fault", #"{"fault_type":7,"ST":"add","time":"$T"}"#)],
            end: 1_900,
            steps: ["0 raised elevator.entrapment", "1821 quiet elevator.entrapment"]),
        Story(
            name: "one smoke detector is an unconfirmed alarm of its own",
            messages: [
                Message(0, "zigbee2mqtt/za", #"{"smoke":true}"#),
                Message(30, "zigbee2mqtt/za", #"{"smoke":false}"#),
            ], end: 100, steps: ["0 raised fire.alarm", "90 quiet fire.alarm"]),
        Story(
            name: "two smoke detectors of a zone within 3 min confirm each other and raise the zone",
            messages: [
                Message(0, "zigbee2mqtt/za", #"{"smoke":true}"#),
                Message(40, "zigbee2mqtt/zb", #"{"smoke":true}"#),
            ], end: 50,
            steps: [
                "0 raised fire.alarm", "40 confirmed fire.alarm", "40 confirmed fire.alarm",
                "40 raised fire.alarm",
                "40 raised fire.confirmed_zone",
            ]),
        Story(
            name:
                "a room that warms by 9 degrees in a minute is a fire alarm, one that is merely warm is not",
            messages: (0...12).map {
                Message(
                    $0 * 10, "gengfu/fire/fp/state", #"{"time":$T,"temperature":\#(30 + Double($0) * 1.6)}"#)
            }, end: 120, steps: ["40 raised fire.alarm"]),
        Story(
            name: "a hot summer room is nothing",
            messages: (0...60).map {
                Message(
                    $0 * 10, "gengfu/fire/fp/state", #"{"time":$T,"temperature":\#(38 + Double($0) * 0.05)}"#)
            }, end: 600, steps: []),
        Story(
            name: "turbid water is told after 5 min, and clean water ends it after 10",
            messages: (0...130).map {
                Message($0 * 10, "gengfu/water/wp/state", #"{"time":$T,"turbidity":\#($0 < 40 ? 3.4 : 0.3)}"#)
            }, end: 1_300, steps: ["300 raised water.turbidity_high", "1000 quiet water.turbidity_high"]),
        Story(
            name: "water on the floor of a pump room is told by a supervisory box and by a probe",
            messages: [
                Message(0, "pumproom/pr/alarm", #"{"time":"$T","ALARM_SUMP":2}"#),
                Message(20, "zigbee2mqtt/zl", #"{"water_leak":true}"#),
            ], end: 30, steps: ["5 raised water.pump_room_flood", "25 raised water.pump_room_flood"]),
        Story(
            name: "a plug of 91 degrees is told within 5 s",
            messages: (0...3).map {
                Message($0 * 5, "gengfu/charging/cp/state", #"{"time":$T,"port_temperature":91}"#)
            },
            end: 15, steps: ["5 raised charging.port_overtemperature"]),
        Story(
            name: "the stop reason of a fired extinguisher is extreme and at once",
            messages: [Message(0, "dny/dn/stop", #"{"time":$S,"reason":17}"#)], end: 10,
            steps: ["0 raised charging.suppression_fired"]),
        Story(
            name: "a charger that stopped because its port was too hot is told, one that was full is not",
            messages: [
                Message(0, "dny/dn/stop", #"{"time":$S,"reason":1}"#),
                Message(60, "dny/dn/stop", #"{"time":$S,"reason":11}"#),
            ], end: 70, steps: ["60 raised charging.stopped_on_danger"]),
        Story(
            name: "a supply pressure of 0.08 MPa is too low although the set point was never told",
            messages: (0...20).map {
                Message(
                    $0 * 10, "gengfu/water/wp/state",
                    #"{"time":$T,"outlet_pressure":\#($0 < 13 ? 0.08 : 0.42)}"#)
            }, end: 400,
            steps: ["60 raised water.outlet_underpressure", "250 quiet water.outlet_underpressure"]),
        Story(
            name: "gas told by a number alone ends when the number falls",
            messages: [
                Message(0, "gengfu/fire/fp/state", #"{"time":$T,"gas_concentration":12}"#),
                Message(30, "gengfu/fire/fp/state", #"{"time":$T,"gas_concentration":1}"#),
            ], end: 200, steps: ["0 raised fire.gas", "150 quiet fire.gas"]),
        Story(
            name: "13 W at 2.75 A is no over-current",
            messages: (0...10).map {
                Message(
                    $0 * 10, "tele/ta/SENSOR",
                    #"{"Time":"2023-08-18T19:39:10","ENERGY":{"Power":13,"Current":2.751}}"#)
            }, end: 100, steps: []),
    ]

    static let devices = [
        ("es", "elevator.es1500"), ("mx", "elevator.maixin"), ("za", "fire.zigbee2mqtt_smoke"),
        ("zb", "fire.zigbee2mqtt_smoke"), ("fp", "fire.plain"), ("zm", "fire.plain"), ("wp", "water.plain"),
        ("pr", "water.pump_room"),
        ("zl", "water.zigbee2mqtt_leak"), ("cp", "charging.plain"), ("dn", "charging.dny_ebike"),
        ("ta", "charging.tasmota_energy"),
    ]

    /// 2026-03-09 10:15:30 in Shanghai.
    static let start = Timestamp(milliseconds: 1_773_022_530_000)

    static func site() throws -> Site {
        let library = try #require(ProfilesLoader.load(directory: Repository.profiles).library)
        return Site(
            id: "test", name: "", facilities: library.facilities, points: library.points,
            profiles: library.profiles, zones: ["corridor"],
            devices: devices.map { id, profile in
                Device(
                    id: id, name: id, profile: library.profile(named: profile)!,
                    place: Place(building: "1", gridCode: "110101001001001"),
                    zone: id.hasPrefix("z") ? 0 : nil)
            }, hazards: library.hazards, brokers: [Broker(id: "b", host: "", port: 1_883, clientID: "c")])
    }

    @Test("A danger is told when it is due, and nothing else is", arguments: stories)
    func tell(story: Story) throws {
        let site = try Self.site()
        var engine = Engine(
            site: site, numbering: Numbering(devices: site.devices.count, points: site.points.count),
            recovery: Recovery(epoch: 1), now: Self.start)
        var effects = Effects()
        engine.start(now: Self.start, effects: &effects)
        let batch = MessageBatch(capacity: 1 << 16, limit: 8)
        for message in story.messages {
            let now = Self.start + .seconds(message.second)
            let route = site.profiles.flatMap(\.routes).first { $0.topic.matches(message.topic) }
            let session = SessionIndex(try #require(route).urgent ? 0 : 1)
            batch.removeAll()
            let topic = Array(message.topic.utf8)
            let payload = Array(Self.dated(message.payload, now).utf8)
            let fits = topic.withUnsafeBytes { topic in
                payload.withUnsafeBytes {
                    batch.append(
                        session: session.rawValue, mid: 1, retained: false, topic: topic, payload: $0)
                }
            }
            #expect(fits)
            engine.step(batch, at: 0, now: now, effects: &effects)
        }
        engine.advance(to: Self.start + .seconds(story.end), effects: &effects)
        let hazards = Dictionary(
            effects.incidents.map { ($0.id, $0.hazard) }, uniquingKeysWith: { first, _ in first })
        let steps = effects.transitions.compactMap { transition -> String? in
            let hazard = hazards[transition.incident] ?? "?"
            guard !hazard.hasSuffix(".silent") else { return nil }
            let second = (transition.at - Self.start).milliseconds / 1_000
            return "\(second) \(transition.step.name) \(hazard)"
        }
        #expect(steps.sorted() == story.steps.sorted())
    }

    private static func dated(_ payload: String, _ now: Timestamp) -> String {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(identifier: "Asia/Shanghai")
        formatter.dateFormat = "yyyy-MM-dd HH:mm:ss"
        let text = formatter.string(from: Date(timeIntervalSince1970: Double(now.milliseconds) / 1_000))
        return payload.replacing("\"$T\"", with: "\"\(text)\"").replacing("$T", with: "\(now.milliseconds)")
            .replacing("$S", with: "\(now.milliseconds / 1_000)")
    }
}
