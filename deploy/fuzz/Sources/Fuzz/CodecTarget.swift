import Expressions
import Facility
import Foundation
import SiteConfiguration

/// Every route of the profiles that has one codec: the first byte of an input chooses the route, the rest is the
/// payload.
final class CodecTarget: FuzzTarget {
    private struct Route {
        let topic: [UInt8]
        let urgent: Bool
        let decoder: Int
    }

    private let library: ProfileLibrary
    private var routes: [Route] = []
    private var decoders: [PayloadDecoder] = []
    private var readings: [Reading] = []
    private var padded = [UInt8](repeating: 0, count: 4_096)
    let seeds: [[UInt8]]

    init?(codec: String) {
        guard let library = ProfilesLoader.load(directory: FuzzTargets.profiles).library
        else {
            preconditionFailure("the profiles do not load: set GENGFU_ROOT")
        }
        self.library = library
        var seeds: [[UInt8]] = []
        for (position, profile) in library.profiles.enumerated() {
            let isNamed = profile.routes.allSatisfy { $0.topic.says(.device) }
            let name = isNamed ? "d1" : profile.device ?? profile.id
            let device = Device(
                id: name, name: name, profile: position, place: Place(building: "", gridCode: ""))
            for route in profile.routes where Self.name(of: route.codec) == codec && routes.count < 256 {
                decoders.append(
                    PayloadDecoder(profiles: library.profiles, devices: [device], points: library.points))
                let topic = route.topic.description.replacing("{device}", with: name)
                    .replacing("{channel}", with: "1").replacing("+", with: "x")
                for example in library.examples
                where example.profile == position && Self.fits(example.topic, route.topic) {
                    seeds.append([UInt8(routes.count)] + example.payload)
                }
                routes.append(
                    Route(topic: Array(topic.utf8), urgent: route.urgent, decoder: decoders.count - 1))
            }
        }
        self.seeds = seeds
        if routes.isEmpty { return nil }
    }

    /// `json` of `Codec.json(…)`.
    private static func name(of codec: Codec) -> String {
        String("\(codec)".prefix { $0.isLetter || $0.isNumber })
    }

    private static func fits(_ topic: String, _ pattern: TopicPattern) -> Bool {
        topic.split(separator: "/", omittingEmptySubsequences: false).count == pattern.levels.count
    }

    func run(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard let first = bytes.first else { return }
        let route = routes[Int(first) % routes.count]
        let count = bytes.count - 1
        if padded.count < count + MessageBatch.padding {
            padded = [UInt8](repeating: 0, count: count + MessageBatch.padding)
        }
        for (place, byte) in bytes.dropFirst().enumerated() { padded[place] = byte }
        for place in count..<count + MessageBatch.padding { padded[place] = 0 }
        readings.removeAll(keepingCapacity: true)
        let outcome = route.topic.withUnsafeBytes { topic in
            padded.withUnsafeBytes {
                decoders[route.decoder].decode(
                    topic: topic, payload: UnsafeRawBufferPointer(rebasing: $0[..<count]),
                    urgent: route.urgent,
                    receivedAt: Self.arrival, into: &readings)
            }
        }
        check(outcome)
    }

    private static let arrival = Timestamp(milliseconds: 1_773_028_800_000)

    /// What must hold whatever comes.
    private func check(_ outcome: DecodeOutcome) {
        precondition(outcome.readings == readings.count || outcome.disposition != .decoded)
        for reading in readings {
            precondition(reading.observedAt <= reading.receivedAt, "seen before it arrived")
            switch (library.points[reading.point.position].kind, reading.value) {
            case (.number, .double(let number)): precondition(number.isFinite)
            case (.boolean, .bool): break
            case (.text, .string(let text)): precondition(text.utf8.count <= 4 * 256)
            case (.choice(let words), .string(let word)): precondition(words.contains(word))
            default: preconditionFailure("a value of another kind than its point's")
            }
        }
        for rejection in outcome.rejections { precondition(rejection.reason.text.utf8.count < 2_048) }
    }
}
