import Expressions
import Facility

/// A decoder for one device `E1` with channels, so that a test reads as: this payload, those lines.
struct DocumentBench {
    var decoder: PayloadDecoder
    let points: [Point]
    let devices: [Device]

    /// - Parameters:
    ///   - fields: name, kind and place of each point.
    ///   - channels: declared in the sheet.
    init(
        _ fields: [(String, Point.Kind, [String])], codec: Codec, channels: [String] = [],
        time: DeviceTimeRule? = nil, conversions: [String: LinearConversion] = [:],
        maps: [String: [String: FieldValue]] = [:]
    ) {
        points = fields.map { Point(name: $0.0, facility: 0, kind: $0.1) }
        let compiled = fields.enumerated().map { position, field in
            Field(
                point: PointIndex(position), at: field.2[0], map: maps[field.0] ?? [:],
                conversion: conversions[field.0] ?? .identity, otherwise: Array(field.2.dropFirst()))
        }
        let route = TopicRoute(
            topic: TopicPattern("t/{device}"), urgent: false, codec: codec, fields: compiled, time: time)
        let profile = Profile(
            id: "test.p", name: LocalizedText(en: "p", zh: "p"), facility: 0, routes: [route])
        let parent = Device(
            id: "E1", name: "device", profile: 0, place: Place(building: "1", gridCode: "110101001000001"))
        devices =
            [parent]
            + channels.map { channel in
                var device = parent
                device.id = "E1/" + channel
                device.parent = 0
                device.channel = channel
                return device
            }
        decoder = PayloadDecoder(profiles: [profile], devices: devices, points: points)
    }

    mutating func decode(_ payload: some Sequence<UInt8>, draining: Bool = false, at arrival: Int64 = noon)
        -> (outcome: DecodeOutcome, readings: [Reading])
    {
        var readings: [Reading] = []
        let bytes = Array(payload)
        let buffer = UnsafeMutableRawBufferPointer.allocate(
            byteCount: bytes.count + MessageBatch.padding, alignment: 8)
        defer { buffer.deallocate() }
        buffer.copyBytes(from: bytes)
        let outcome = Array("t/E1".utf8).withUnsafeBytes { topic in
            decoder.decode(
                topic: topic, payload: UnsafeRawBufferPointer(rebasing: buffer[..<bytes.count]),
                urgent: false,
                receivedAt: Timestamp(milliseconds: arrival), draining: draining, into: &readings)
        }
        return (outcome, readings)
    }

    /// `E1/0 power=52.0`, with ` -90s` when it was true that long before the arrival; `!…` for what was refused,
    /// `?x` for an undeclared channel.
    mutating func lines(_ payload: String, at arrival: Int64 = noon) -> [String] {
        let (outcome, readings) = decode(payload.utf8, at: arrival)
        return readings.map { reading in
            let age = (arrival - reading.observedAt.milliseconds)
            let mark = reading.quality == .good ? "" : " " + reading.quality.name
            return devices[reading.device.position].id.dropFirst(2).drop { $0 == "/" }
                + "\(points[reading.point.position].name)=\(DecodingBench.plain(reading.value))"
                .prefixed(by: devices[reading.device.position].channel == nil ? "" : " ")
                + (age == 0 ? "" : " -\(age / 1_000)s") + mark
        } + outcome.rejections.map { "!" + $0.reason.text } + outcome.strangers.map { "?" + $0 }
    }
}

extension String {
    fileprivate func prefixed(by prefix: String) -> String { prefix + self }
}

let watts = Point.Kind.number(unit: "W", range: nil)
let celsius = Point.Kind.number(unit: "Cel", range: nil)
