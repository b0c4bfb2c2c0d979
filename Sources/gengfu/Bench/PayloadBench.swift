import Facility
import Foundation
import SiteConfiguration

/// Decoding alone, in memory, on one core: the shipped profiles' own examples over and over, codec by codec.
///
/// Small messages, as devices send them: an example above `longest` bytes is left out, and so is one that is there to
/// be refused, since refusing writes sentences.
struct PayloadBench {
    static let longest = 256

    /// What one codec came to.
    struct Outcome: Encodable, Equatable {
        var codec: String
        var messagesPerSecond: Int
        var readingsPerMessage: Double
        var bytesPerMessage: Double
        var examples: Int
        /// Messages per second it is held to; nil: none.
        var floor: Int?

        enum CodingKeys: String, CodingKey {
            case codec, examples, floor
            case messagesPerSecond = "messages_per_second"
            case readingsPerMessage = "readings_per_message"
            case bytesPerMessage = "bytes_per_message"
        }

        var isBelowFloor: Bool { messagesPerSecond < floor ?? 0 }
    }

    /// On one core of any machine that we run on.
    static let floors = ["json": 1_000_000, "binary": 2_000_000]

    private struct Subject {
        var decoder: PayloadDecoder
        let urgent: Bool
        let topic: [UInt8]
        /// Padded as a batch pads it.
        let payload: [UInt8]

        mutating func decode(at arrival: Timestamp, into readings: inout [Reading]) -> DecodeOutcome {
            topic.withUnsafeBytes { topic in
                payload.withUnsafeBytes { payload in
                    decoder.decode(
                        topic: topic,
                        payload: UnsafeRawBufferPointer(rebasing: payload.dropLast(MessageBatch.padding)),
                        urgent: urgent, receivedAt: arrival, into: &readings)
                }
            }
        }
    }

    private let library: ProfileLibrary

    init(library: ProfileLibrary) { self.library = library }

    /// Codecs of which some profile has an example, by the name that profiles give them.
    var codecs: [String] {
        Array(Set(library.profiles.flatMap(\.routes).map { Self.name(of: $0.codec) })).sorted()
    }

    private static func name(of codec: Codec) -> String {
        String("\(codec)".prefix { $0.isLetter || $0.isNumber })
    }

    /// - Parameter duration: at least this long, in milliseconds.
    /// - Returns: nil when there is no example to measure with.
    func run(_ codec: String, for duration: Int64) -> Outcome? {
        var subjects = subjects(of: codec)
        guard !subjects.isEmpty else { return nil }
        let bytes = subjects.map { $0.payload.count - MessageBatch.padding }.reduce(0, +)
        var readings: [Reading] = []
        readings.reserveCapacity(256)
        var (messages, found) = (0, 0)
        var arrival: Int64 = 1_773_028_800_000
        let start = Monotonic.microseconds
        var taken: Int64 = 0
        repeat {
            for place in subjects.indices {
                for _ in 0..<64 {
                    readings.removeAll(keepingCapacity: true)
                    _ = subjects[place].decode(at: Timestamp(milliseconds: arrival), into: &readings)
                    found += readings.count
                }
                messages += 64
            }
            arrival += 1
            taken = Monotonic.microseconds - start
        } while taken < duration * 1_000
        return Outcome(
            codec: codec, messagesPerSecond: messages * 1_000_000 / Int(max(1, taken)),
            readingsPerMessage: Double(found) / Double(messages),
            bytesPerMessage: Double(bytes) / Double(subjects.count), examples: subjects.count,
            floor: Self.floors[codec])
    }

    private func subjects(of codec: String) -> [Subject] {
        library.examples.compactMap { example in
            let profile = library.profiles[example.profile]
            guard example.payload.count <= Self.longest, example.rejected.isEmpty else { return nil }
            for route in profile.routes where Self.name(of: route.codec) == codec {
                guard let names = route.topic.names(in: example.topic) else { continue }
                let name = names.device ?? profile.device ?? profile.id
                let device = Device(
                    id: name, name: name, profile: example.profile, place: Place(building: "", gridCode: ""))
                var subject = Subject(
                    decoder: PayloadDecoder(
                        profiles: library.profiles, devices: [device], points: library.points),
                    urgent: route.urgent, topic: Array(example.topic.utf8),
                    payload: example.payload + [UInt8](repeating: 0, count: MessageBatch.padding))
                var readings: [Reading] = []
                let outcome = subject.decode(at: Timestamp(milliseconds: 1_773_028_800_000), into: &readings)
                guard outcome.disposition == .decoded, outcome.rejections.isEmpty else { continue }
                return subject
            }
            return nil
        }
    }
}
