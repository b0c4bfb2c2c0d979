import Expressions
import Facility

/// A decoder over a few fields, fed with texts, so that a test reads as: this payload, those readings.
struct DecodingBench {
    var decoder: PayloadDecoder
    let points: [Point]

    /// One device `E1` per profile given by `routes`, named `E1`, `E2` …; all points share one vocabulary.
    init(_ points: [(String, Point.Kind)], profiles: [[TopicRoute]]) {
        self.points = points.map { Point(name: $0.0, facility: 0, kind: $0.1) }
        let profiles = profiles.enumerated().map { position, routes in
            Profile(
                id: "test.p\(position)", name: LocalizedText(en: "p", zh: "p"), facility: 0, routes: routes)
        }
        let devices = profiles.indices.map { position in
            Device(
                id: "E\(position + 1)", name: "device", profile: position,
                place: Place(building: "1", gridCode: "110101001000001"))
        }
        decoder = PayloadDecoder(profiles: profiles, devices: devices, points: self.points)
    }

    /// One profile with one route `t/{device}`.
    init(
        _ points: [(String, Point.Kind)], _ fields: [Field], codec: Codec = .json, time: DeviceTimeRule? = nil
    ) {
        let route = TopicRoute(
            topic: TopicPattern("t/{device}"), urgent: false, codec: codec, fields: fields, time: time)
        self.init(points, profiles: [[route]])
    }

    /// One point `x` filled from one place.
    init(_ kind: Point.Kind, at: String = "/v", map: [String: FieldValue] = [:], codec: Codec = .json) {
        self.init([("x", kind)], [Field(point: PointIndex(0), at: at, map: map)], codec: codec)
    }

    mutating func decode(
        _ payload: some Sequence<UInt8>, topic: String = "t/E1", urgent: Bool = false,
        at arrival: Int64 = noon, draining: Bool = false, retained: Bool = false
    ) -> (outcome: DecodeOutcome, readings: [Reading]) {
        var readings: [Reading] = []
        let bytes = Array(payload)
        // Room for exactly this payload and its padding: an overrun is what the address sanitizer then finds.
        let buffer = UnsafeMutableRawBufferPointer.allocate(
            byteCount: bytes.count + MessageBatch.padding, alignment: 8)
        defer { buffer.deallocate() }
        buffer.copyBytes(from: bytes)
        let outcome = Array(topic.utf8).withUnsafeBytes { topic in
            decoder.decode(
                topic: topic, payload: UnsafeRawBufferPointer(rebasing: buffer[..<bytes.count]),
                urgent: urgent,
                receivedAt: Timestamp(milliseconds: arrival), draining: draining, retained: retained,
                into: &readings)
        }
        return (outcome, readings)
    }

    /// One line per reading and rejection, in the order they came: `car.speed=0.35`, `!not a number: true`.
    mutating func lines(
        _ payload: String, topic: String = "t/E1", urgent: Bool = false, at arrival: Int64 = noon
    ) -> [String] {
        let (outcome, readings) = decode(payload.utf8, topic: topic, urgent: urgent, at: arrival)
        return readings.map { reading in
            let mark = reading.quality == .good ? "" : " " + reading.quality.name
            return "\(points[reading.point.position].name)=\(Self.plain(reading.value))\(mark)"
        } + outcome.rejections.map { "!" + $0.reason.text }
    }

    static func plain(_ value: Value) -> String {
        switch value {
        case .double(let number): "\(number)"
        case .bool(let truth): "\(truth)"
        case .string(let text): "'\(text)'"
        default: "?"
        }
    }
}

/// 2026-03-09T04:00:00Z.
let noon: Int64 = 1_773_028_800_000
let anyNumber = Point.Kind.number(unit: "V", range: nil)
