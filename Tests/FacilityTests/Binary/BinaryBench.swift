import Facility

/// A decoder over one binary layout, fed with hexadecimal, so that a test reads as: these bytes, those readings.
struct BinaryBench {
    private var bench: DecodingBench

    /// Points are made for the names the layout's fields use, in their order; `E1` is the device, `E1/1` … `E1/3` its
    /// channels.
    init(_ kinds: [Point.Kind], _ layout: BinaryLayout) {
        let points = kinds.enumerated().map { ("p\($0.offset)", $0.element) }
        let route = TopicRoute(
            topic: TopicPattern("t/{device}"), urgent: false, codec: .binary(layout), fields: layout.fields)
        bench = DecodingBench(points, profiles: [[route]])
        let profile = Profile(
            id: "test.p", name: LocalizedText(en: "p", zh: "p"), facility: 0, routes: [route])
        let devices = ["E1", "E1/1", "E1/2", "E1/3"].map {
            Device(id: $0, name: $0, profile: 0, place: Place(building: "1", gridCode: "110101001000001"))
        }
        bench.decoder = PayloadDecoder(profiles: [profile], devices: devices, points: bench.points)
    }

    /// Number points only.
    init(numbers: Int, _ layout: BinaryLayout) {
        self.init(Array(repeating: .number(unit: "1", range: nil), count: numbers), layout)
    }

    /// One line per reading and rejection: `p0=7.0`, with the channel in front where it is not the device's own, and
    /// with the seconds before noon behind where it is not of noon.
    mutating func lines(_ hex: String) -> [String] { lines(bytes: Self.bytes(hex)) }

    mutating func lines(bytes: some Sequence<UInt8>) -> [String] {
        let (outcome, readings) = bench.decode(bytes)
        return readings.map { reading in
            let channel = reading.device.position > 0 ? "/\(reading.device.position) " : ""
            let seconds = (noon - reading.observedAt.milliseconds) / 1_000
            return channel + "p\(reading.point.position)=\(DecodingBench.plain(reading.value))"
                + (seconds == 0 ? "" : " -\(seconds)s") + (reading.quality == .good ? "" : " !")
        } + outcome.rejections.map { "!" + $0.reason.text } + outcome.strangers.map { "?" + $0 }
    }

    static func bytes(_ hex: String) -> [UInt8] {
        let digits = hex.filter { !$0.isWhitespace }.map { UInt8($0.hexDigitValue ?? 0) }
        return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }
}

/// A field of the point at a position.
func field(_ point: Int, _ value: BinaryValue, map: [String: FieldValue] = [:], scale: Double = 1)
    -> BinaryField
{
    BinaryField(
        Field(
            point: PointIndex(point), at: "", map: map,
            conversion: LinearConversion(scale: scale, offset: 0)), value)
}
