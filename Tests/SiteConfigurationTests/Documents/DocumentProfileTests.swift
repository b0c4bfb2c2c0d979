import Facility
import Foundation
import Testing

@testable import SiteConfiguration

/// Profiles of chargers that nobody buys in a Chinese compound, but whose messages hold every trap there is: they prove
/// the codecs, over the vocabulary we ship.
@Suite("Profiles that prove the codecs")
struct DocumentProfileTests {
    private static let samples =
        URL(fileURLWithPath: Repository.root).deletingLastPathComponent().path
        + "/shared/domain/samples/ev-charging-mqtt.ndjson"

    /// Our own vocabulary with these profiles and those we ship beside it.
    private static func load() throws -> (diagnostics: [Diagnostic], library: ProfileLibrary?) {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        let charging = folder.appendingPathComponent("charging")
        try FileManager.default.createDirectory(at: charging, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for source in [Repository.profiles + "/charging", Repository.tests + "/Documents/charging"] {
            for name in try FileManager.default.contentsOfDirectory(atPath: source)
            where !name.hasPrefix("hazards") && name.hasSuffix(".yaml") {
                try FileManager.default.copyItem(
                    atPath: source + "/" + name, toPath: charging.path + "/" + name)
            }
        }
        let loaded = ProfilesLoader.load(directory: folder.path)
        return (loaded.diagnostics, loaded.library)
    }

    @Test("They load without an error, and every example decodes to exactly what is written")
    func examples() throws {
        let (diagnostics, library) = try Self.load()
        #expect(diagnostics.map { $0.rendered(in: .en) }.joined(separator: "\n") == "")
        let examples = try #require(library).examples
        #expect(examples.count > 40)
        for example in examples {
            #expect(ExampleRun(example, in: library!).differences == [], "\(example.place.name)")
        }
    }

    /// Tasmota's `Time` has no zone and is an hour off in the wild; Shelly's `ts` is 1.61 until its clock is set.
    @Test(
        "A time that cannot be believed dates nothing: the reading is of its arrival",
        arguments: [
            ("tele/x/SENSOR", #"{"Time":"2023-04-04T17:01:33","ENERGY":{"Power":32}}"#),
            (
                "shellies/x/events/rpc",
                #"{"method":"NotifyStatus","params":{"ts":1.61,"mqtt":{"connected":true}}}"#
            ),
        ])
    func unbelieved(topic: String, payload: String) throws {
        let library = try #require(try Self.load().library)
        let readings = Self.readings(payload, topic, library)
        #expect(readings.count == 1)
        #expect(readings.allSatisfy { $0.observedAt == Self.arrival && $0.receivedAt == Self.arrival })
    }

    private static let arrival = Timestamp(milliseconds: 1_773_022_531_000)

    private struct Sample: Decodable {
        var device: String
        var topic: String
        var payload: String
    }

    /// Lines of the samples that no message to the gateway is, with the reason.
    private static let exceptions = [
        "Shelly Gen2 switch with pf": "the body of an HTTP answer",
        "OpenEVSE cable temperature": "the body of an HTTP answer",
        "DNY charge-control frame (hex)": "a frame of a TCP connection to the maker's platform",
    ]
    /// Captured topics that name no device or no topic at all, and the one they stand for.
    private static let topics = [
        "tele/?/SENSOR": "tele/x/SENSOR", "(OCPP)": "ocpp/x/call",
    ]
    /// Keys that are received and mean nothing to safety.
    private static let unmapped = [
        "go-eCharger/00000001/rbt", "go-eCharger/00000001/fwv", "go-eCharger/00000002/fna/result",
    ]

    @Test(
        "Every captured charger message is read, or is one of three that never come by MQTT",
        .enabled(if: FileManager.default.fileExists(atPath: samples)))
    func captured() throws {
        let library = try #require(try Self.load().library)
        var excepted = 0
        var read = 0
        for line in try String(contentsOfFile: Self.samples, encoding: .utf8).split(separator: "\n") {
            let sample = try JSONDecoder().decode(Sample.self, from: Data(line.utf8))
            if Self.exceptions[sample.device] != nil {
                excepted += 1
                continue
            }
            let topic = Self.topics[sample.topic] ?? sample.topic
            let count = Self.readings(sample.payload, topic, library).count
            #expect((count > 0) != Self.unmapped.contains(topic), "\(sample.device) \(topic)")
            read += 1
        }
        #expect(excepted == Self.exceptions.count)
        #expect(read == 17)
    }

    /// Readings of the device and of every channel that speaks, by the profile that finds most.
    private static func readings(
        _ payload: String, _ topic: String, _ library: ProfileLibrary
    ) -> [Reading] {
        var most: [Reading] = []
        for (position, profile) in library.profiles.enumerated() {
            for route in profile.routes {
                guard let names = route.topic.names(in: topic) else { continue }
                let device = Device(
                    id: names.device ?? profile.device ?? "", name: "", profile: position,
                    place: Place(building: "", gridCode: ""))
                let channels = ["0", "1", "2"].map { channel in
                    Device(
                        id: device.id + "/" + channel, name: "", profile: position, place: device.place,
                        parent: 0, channel: channel)
                }
                var decoder = PayloadDecoder(
                    profiles: library.profiles, devices: [device] + channels, points: library.points)
                var found: [Reading] = []
                let bytes = Array(payload.utf8) + [UInt8](repeating: 0, count: MessageBatch.padding)
                _ = Array(topic.utf8).withUnsafeBytes { topic in
                    bytes.withUnsafeBytes { payload in
                        decoder.decode(
                            topic: topic,
                            payload: UnsafeRawBufferPointer(
                                rebasing: payload[..<(payload.count - MessageBatch.padding)]),
                            urgent: route.urgent, receivedAt: arrival, into: &found)
                    }
                }
                if found.count > most.count { most = found }
            }
        }
        return most
    }
}
