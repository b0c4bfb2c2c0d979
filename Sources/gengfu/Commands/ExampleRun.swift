import Expressions
import Facility
import SiteConfiguration

/// Decodes every example of a profile library and says where the outcome is not what its file promises.
struct ExampleRun {
    struct Outcome {
        var failed = 0
        var differences: [LocalizedText] = []
    }

    let library: ProfileLibrary
    /// Arrival of examples that state no time of their own: 2026-01-01T00:00:00Z.
    private static let arrival = Timestamp(milliseconds: 1_767_225_600_000)

    init(library: ProfileLibrary) { self.library = library }

    func run() -> Outcome {
        var outcome = Outcome()
        for example in library.examples {
            let found = differences(of: example)
            guard !found.isEmpty else { continue }
            outcome.failed += 1
            let place = "\(example.place.file.path):\(example.place.line)"
            outcome.differences += found.map {
                LocalizedText(en: "\(place): \($0.en)", zh: "\(place)：\($0.zh)")
            }
        }
        return outcome
    }

    private func differences(of example: ProfileExample) -> [LocalizedText] {
        let (readings, result) = decode(example)
        var differences: [LocalizedText] = []
        func note(_ point: String, expected: String, found: String) {
            differences.append(
                CommandMessage.exampleDiffers(point: point, expected: expected, found: found).text)
        }
        for expected in example.readings {
            let name = library.points[expected.point.position].name
            let found = readings.last { $0.point == expected.point }
            if found.map({ Self.matches($0.value, expected.value) }) != true {
                note(name, expected: Self.text(expected.value), found: found.map { Self.text($0.value) } ?? "—")
            }
        }
        let promised = Set(example.readings.map(\.point))
        for reading in readings where !promised.contains(reading.point) {
            note(library.points[reading.point.position].name, expected: "—", found: Self.text(reading.value))
        }
        if let time = example.observedAt, let first = readings.first, first.observedAt != time {
            note("time", expected: RFC3339.text(time), found: RFC3339.text(first.observedAt))
        }
        let refused = result.rejections.map { rejection in
            rejection.point.map { library.points[$0.position].name } ?? rejection.reason.kind.name
        }
        if Set(refused) != Set(example.rejected) {
            note(
                "rejected", expected: example.rejected.joined(separator: ", "),
                found: result.rejections.map(\.reason.text).joined(separator: ", "))
        }
        return differences
    }

    private func decode(_ example: ProfileExample) -> ([Reading], DecodeOutcome) {
        var readings: [Reading] = []
        let profile = library.profiles[example.profile]
        let name = profile.routes.lazy.compactMap { DecodeBench.device(in: example.topic, pattern: $0.topic) }
            .first
        let device = Device(
            id: name ?? "", name: "", profile: example.profile, place: Place(building: "", gridCode: ""))
        let padded = example.payload + [UInt8](repeating: 0, count: MessageBatch.padding)
        let arrival = example.observedAt.map { $0 + .seconds(1) } ?? Self.arrival
        var outcome = DecodeOutcome(disposition: .unmapped)
        for urgent in [true, false] {
            var decoder = PayloadDecoder(
                profiles: library.profiles, devices: [device], points: library.points)
            outcome = Array(example.topic.utf8).withUnsafeBytes { topic in
                padded.withUnsafeBytes { bytes in
                    decoder.decode(
                        topic: topic, payload: UnsafeRawBufferPointer(rebasing: bytes[..<example.payload.count]),
                        urgent: urgent, receivedAt: arrival, into: &readings)
                }
            }
            if outcome.disposition != .otherSession { break }
        }
        return (readings, outcome)
    }

    private static func matches(_ found: Value, _ expected: FieldValue) -> Bool {
        switch (found, expected) {
        // Decimal fractions in a file and after a conversion differ in the last bit.
        case (.double(let a), .number(let b)): abs(a - b) <= 1e-9 * max(1, abs(a), abs(b))
        case (.bool(let a), .boolean(let b)): a == b
        case (.string(let a), .text(let b)): a == b
        default: false
        }
    }

    private static func text(_ value: FieldValue) -> String {
        switch value {
        case .number(let number): "\(number)"
        case .boolean(let truth): "\(truth)"
        case .text(let text): "\"\(text)\""
        case .nothing: "—"
        }
    }

    private static func text(_ value: Value) -> String {
        switch value {
        case .double(let number): "\(number)"
        case .bool(let truth): "\(truth)"
        case .string(let text): "\"\(text)\""
        default: "?"
        }
    }
}
