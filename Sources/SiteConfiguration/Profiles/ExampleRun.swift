import Expressions
import Facility

/// Decodes one example as the gateway would and holds what comes of it against what is written.
///
/// A decoder of its own per example: a delta frame's example says what that frame alone yields, unless it says what came
/// before it. `observed_at` is of the last message's readings.
package struct ExampleRun {
    /// What differs, empty when nothing does.
    package let differences: [CommandMessage]
    /// It was not run: its maker's codec needs a process that whoever runs it did not offer.
    package let isSkipped: Bool
    /// What was refused, expected or not.
    package private(set) var rejections: [Rejection] = []

    /// - Parameter runCodec: runs a maker's codec; nil: an example that needs one is skipped.
    package init(
        _ example: ProfileExample, in library: ProfileLibrary,
        runCodec: ((LoRaWANUplink) -> DecodedUplink.Result)? = nil
    ) {
        let profile = library.profiles[example.profile]
        guard let route = profile.routes.first(where: { $0.topic.matches(example.topic) }),
            let names = route.topic.names(in: example.topic)
        else {
            differences = [.exampleDiffers(point: example.topic, expected: "—", found: "—")]
            isSkipped = false
            return
        }
        let device = Device(
            id: names.device ?? profile.device ?? profile.id, name: "", profile: example.profile,
            place: Place(building: "", gridCode: ""))
        let channels = example.channels.map { channel in
            Device(
                id: device.id + "/" + channel.name, name: "", profile: example.profile,
                place: device.place, parent: 0, channel: channel.name)
        }
        var decoder = PayloadDecoder(
            profiles: library.profiles, devices: [device] + channels, points: library.points)
        decoder.take(Self.pseudonyms)
        let arrival =
            example.observedAt.map { $0 + .seconds(1) } ?? Timestamp(milliseconds: 1_773_022_531_000)
        let frames = example.earlier + [.init(topic: example.topic, payload: example.payload)]
        var merged: [Reading] = []
        var rejections: [Rejection] = []
        var dated: [Reading] = []
        for (position, frame) in frames.enumerated() {
            let urgent = profile.routes.first { $0.topic.matches(frame.topic) }?.urgent ?? false
            guard
                let (readings, outcome) = Self.decode(
                    frame, urgent: urgent, receivedAt: arrival - .seconds(Int64(frames.count - 1 - position)),
                    &decoder, runCodec)
            else {
                (differences, isSkipped) = ([], true)
                return
            }
            for reading in readings {
                merged.removeAll { $0.device == reading.device && $0.point == reading.point }
                merged.append(reading)
            }
            rejections += outcome.rejections
            dated = readings
        }
        isSkipped = false
        self.rejections = rejections
        differences = Self.compare(example, frames.count == 1 ? dated : merged, dated, rejections, library)
    }

    /// Of examples, whose persons are nobody.
    private static let pseudonyms = PseudonymKey(low: 1, high: 2, since: .distantPast)

    /// - Returns: nil when its maker's codec needs a process that is not there.
    private static func decode(
        _ frame: ProfileExample.Frame, urgent: Bool, receivedAt arrival: Timestamp,
        _ decoder: inout PayloadDecoder, _ runCodec: ((LoRaWANUplink) -> DecodedUplink.Result)?
    ) -> (readings: [Reading], outcome: DecodeOutcome)? {
        var readings: [Reading] = []
        var outcome = padded(frame) { topic, payload in
            decoder.decode(
                topic: topic, payload: payload, urgent: urgent, receivedAt: arrival, into: &readings)
        }
        guard let uplink = decoder.uplink, outcome.disposition == .deferred else {
            return (readings, outcome)
        }
        guard let runCodec else { return nil }
        switch runCodec(uplink) {
        case .document(let document):
            outcome = decoder.decode(
                document: document, of: uplink, receivedAt: arrival, draining: false, retained: false,
                into: &readings)
        case .failed(let reason):
            outcome.rejections = [decoder.refuse(uplink, reason, receivedAt: arrival)]
        }
        return (readings, outcome)
    }

    private static func padded<Result>(
        _ frame: ProfileExample.Frame, _ body: (UnsafeRawBufferPointer, UnsafeRawBufferPointer) -> Result
    ) -> Result {
        let bytes = frame.payload + [UInt8](repeating: 0, count: MessageBatch.padding)
        return Array(frame.topic.utf8).withUnsafeBytes { topic in
            bytes.withUnsafeBytes {
                body(topic, UnsafeRawBufferPointer(rebasing: $0[..<frame.payload.count]))
            }
        }
    }

    private static func compare(
        _ example: ProfileExample, _ readings: [Reading], _ dated: [Reading], _ rejections: [Rejection],
        _ library: ProfileLibrary
    ) -> [CommandMessage] {
        func name(_ point: PointIndex) -> String { library.points[point.position].name }
        var differences: [CommandMessage] = []
        for (device, part) in ([nil] + example.channels.map(Optional.some)).enumerated() {
            let label = part.map { $0.name + " " } ?? ""
            let expectations = part?.readings ?? example.readings
            let own = readings.filter { $0.device.position == device }
            for expected in expectations {
                let found = own.first { $0.point == expected.point }?.value
                if let found, matches(found, expected.value) { continue }
                differences.append(
                    .exampleDiffers(
                        point: label + name(expected.point), expected: expected.value.spelling,
                        found: found?.spelling ?? "—"))
            }
            for reading in own where !expectations.contains(where: { $0.point == reading.point }) {
                differences.append(
                    .exampleDiffers(
                        point: label + name(reading.point), expected: "—", found: reading.value.spelling))
            }
        }
        if let observedAt = example.observedAt {
            for reading in dated where reading.observedAt != observedAt {
                differences.append(
                    .exampleDiffers(
                        point: name(reading.point) + " observed_at",
                        expected: "\(observedAt.milliseconds) ms",
                        found: "\(reading.observedAt.milliseconds) ms"))
            }
        }
        let rejected = Set(rejections.map { $0.point.map(name) ?? $0.wholeName })
        let difference = rejected.symmetricDifference(example.rejected).sorted()
        return differences
            + difference.map { point in
                let isExpected = example.rejected.contains(point)
                return .exampleDiffers(
                    point: point, expected: isExpected ? "rejected" : "—",
                    found: isExpected ? "—" : "rejected")
            }
    }

    /// Numbers are equal within what a conversion rounds: nine digits.
    private static func matches(_ found: Value, _ expected: FieldValue) -> Bool {
        switch (found, expected) {
        case (.double(let a), .number(let b)): abs(a - b) <= 1e-9 * Swift.max(1, abs(b))
        case (.bool(let a), .boolean(let b)): a == b
        case (.string(let a), .text(let b)): a == b || a == pseudonyms.pseudonym(of: b)
        default: false
        }
    }
}

extension Rejection {
    /// What an example calls the refusal of a whole message.
    fileprivate var wholeName: String {
        reason.kind == .identity ? reason.kind.name : RejectionReason.Kind.malformed.name
    }
}

extension FieldValue {
    fileprivate var spelling: String {
        switch self {
        case .number(let number): number.plain
        case .boolean(let truth): "\(truth)"
        case .text(let text): "\"\(text)\""
        case .nothing: "null"
        }
    }
}

extension Value {
    fileprivate var spelling: String {
        switch self {
        case .double(let number): number.plain
        case .bool(let truth): "\(truth)"
        case .string(let text): "\"\(text)\""
        default: "\(self)"
        }
    }
}
