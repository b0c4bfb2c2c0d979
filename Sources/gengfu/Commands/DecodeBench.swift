import Expressions
import Facility
import Foundation
import SiteConfiguration

/// Decodes payloads of one topic without a site: whichever profile knows the topic reads it, and where several do
/// (all zigbee2mqtt models share one), the one that finds most.
struct DecodeBench {
    private let library: ProfileLibrary
    private let topic: [UInt8]
    /// Per candidate profile: a decoder that knows the topic's device by it.
    private var candidates: [Candidate] = []
    private(set) var lastWasMalformed = false

    private struct Candidate {
        let profile: Int
        let device: String
        /// Channels that have spoken: each is declared as soon as it does.
        var channels: [String] = []
        var decoder: PayloadDecoder

        /// Who a reading is of, as the sheet would call it without a name of its own.
        func name(of index: DeviceIndex) -> String {
            index.position == 0 ? device : device + "/" + channels[index.position - 1]
        }
    }

    init(library: ProfileLibrary, topic: String) {
        self.library = library
        self.topic = Array(topic.utf8)
        for (position, profile) in library.profiles.enumerated() {
            for route in profile.routes {
                guard let names = route.topic.names(in: topic) else { continue }
                let name = names.device ?? profile.device ?? profile.id
                let device = Device(
                    id: name, name: name, profile: position, place: Place(building: "", gridCode: ""))
                let decoder = PayloadDecoder(
                    profiles: library.profiles, devices: [device], points: library.points)
                candidates.append(Candidate(profile: position, device: name, decoder: decoder))
                break
            }
        }
    }

    /// One JSON line per reading and rejection.
    mutating func lines(for payload: [UInt8], at arrival: Timestamp) -> [String] {
        var best: (readings: [Reading], outcome: DecodeOutcome, candidate: Int)?
        for position in candidates.indices {
            let (readings, outcome) = decode(payload, with: position, at: arrival)
            if best == nil || readings.count > best!.readings.count {
                best = (readings, outcome, position)
            }
        }
        guard let best else {
            lastWasMalformed = false
            return []
        }
        lastWasMalformed = best.outcome.disposition == .malformed
        return best.readings.map { reading in
            let point = library.points[reading.point.position]
            let device = candidates[best.candidate].name(of: reading.device)
            return DecodedLine(reading, device: device, point: point).json
        }
            + best.outcome.rejections.map { rejection in
                DecodedRejection(
                    rejected: rejection.reason.text,
                    point: rejection.point.map { library.points[$0.position].name }
                ).json
            }
    }

    /// Without a sheet every channel is declared when it first speaks, and the message is read again.
    private mutating func decode(
        _ payload: [UInt8], with position: Int, at arrival: Timestamp
    ) -> ([Reading], DecodeOutcome) {
        let before = candidates[position].decoder
        let (readings, outcome) = decodeOnce(payload, with: position, at: arrival)
        guard !outcome.strangers.isEmpty else { return (readings, outcome) }
        candidates[position].channels += outcome.strangers
        let candidate = candidates[position]
        let place = Place(building: "", gridCode: "")
        let device = Device(
            id: candidate.device, name: candidate.device, profile: candidate.profile, place: place)
        let channels = candidate.channels.map {
            Device(
                id: candidate.device + "/" + $0, name: $0, profile: candidate.profile, place: place,
                parent: 0, channel: $0)
        }
        candidates[position].decoder = PayloadDecoder(
            profiles: library.profiles, devices: [device] + channels, points: library.points)
        candidates[position].decoder.carryFirstDevice(from: before)
        return decodeOnce(payload, with: position, at: arrival)
    }

    private mutating func decodeOnce(
        _ payload: [UInt8], with position: Int, at arrival: Timestamp
    ) -> ([Reading], DecodeOutcome) {
        var padded = payload
        padded.append(contentsOf: repeatElement(0, count: MessageBatch.padding))
        var readings: [Reading] = []
        let outcome = topic.withUnsafeBytes { topic in
            padded.withUnsafeBytes { bytes in
                candidates[position].decoder.decode(
                    topic: topic, payload: UnsafeRawBufferPointer(rebasing: bytes[..<payload.count]),
                    urgent: true, receivedAt: arrival, into: &readings)
            }
        }
        return (readings, outcome)
    }
}

/// A reading as `gengfu decode` prints it.
struct DecodedLine: Encodable {
    private enum Key: String, CodingKey {
        case device, point, value, unit, quality
        case observedAt = "observed_at"
        case receivedAt = "received_at"
    }

    private let reading: Reading
    private let device: String
    private let point: Point

    init(_ reading: Reading, device: String, point: Point) {
        self.reading = reading
        self.device = device
        self.point = point
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(device, forKey: .device)
        try container.encode(point.name, forKey: .point)
        switch reading.value {
        case .double(let number): try container.encode(number, forKey: .value)
        case .bool(let truth): try container.encode(truth, forKey: .value)
        case .string(let text): try container.encode(text, forKey: .value)
        default: try container.encodeNil(forKey: .value)
        }
        try container.encode(point.unit, forKey: .unit)
        try container.encode(RFC3339.text(reading.observedAt), forKey: .observedAt)
        try container.encode(RFC3339.text(reading.receivedAt), forKey: .receivedAt)
        try container.encode(reading.quality.name, forKey: .quality)
    }

    var json: String { JSONLine.text(self) }
}

/// A refusal as `gengfu decode` prints it.
struct DecodedRejection: Encodable {
    let rejected: String
    let point: String?

    var json: String { JSONLine.text(self) }
}
