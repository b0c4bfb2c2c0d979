import Foundation

/// What the stand-in of a fire monitoring centre holds: points, devices, operations, answers, and what was not as the
/// standard has it. Bounded.
struct CentreBook: Sendable {
    private(set) var points: [String: Point] = [:]
    private(set) var devices: [String: Device] = [:]
    private(set) var operations: [PlatformJSON] = []
    private(set) var replies: [PlatformJSON] = []
    private(set) var frames: [PlatformJSON] = []
    private(set) var anomalies: [String] = []
    private(set) var anomalyCount = 0
    /// Uploads of a state with the same point, state and time as before.
    private(set) var repeats = 0
    private(set) var refused = 0

    static let limit = 2_000
    static let pointLimit = 20_000

    /// A component as it was last told of.
    struct Point: Sendable {
        var fields: [String: PlatformJSON]
        var state: Int
        var at: String
        /// When the first report of a fire came in, RFC 3339.
        var fireAt: String?
        var reports = 0
    }

    struct Device: Sendable {
        var links = 0
        var connected = 0
        var heartbeats = 0
        var uploads = 0
        var state: Int?
        var stateAt: String?
    }

    mutating func joined(_ source: [UInt8]) {
        devices[CentreFrame.hex(source), default: Device()].links += 1
        devices[CentreFrame.hex(source), default: Device()].connected += 1
    }

    mutating func left(_ source: [UInt8]) { devices[CentreFrame.hex(source)]?.connected -= 1 }

    mutating func strays(_ count: Int) { note("\(count) bytes between frames") }

    /// Notes a frame of a transmission device.
    mutating func take(_ frame: CentreFrame, at now: Date) {
        for mistake in FrameCheck.mistakes(in: frame.bytes) {
            note("\(mistake): \(CentreFrame.hex(frame.bytes))")
        }
        append(
            .object([
                "hex": .text(CentreFrame.hex(frame.bytes)), "received_at": .text(Self.text(now)),
                "serial": .number(Double(frame.serial)), "command": .number(Double(frame.command)),
                "type": frame.unit.first.map { .number(Double($0)) } ?? .null,
            ]), to: \.frames)
    }

    mutating func noteRefused() { refused += 1 }

    /// Takes what an upload tells.
    mutating func upload(_ frame: CentreFrame, at now: Date) {
        let source = CentreFrame.hex(frame.source)
        devices[source, default: Device()].uploads += 1
        let unit = frame.unit
        guard let type = unit.first, unit.count >= 2 else {
            devices[source]?.heartbeats += 1
            return
        }
        guard let length = [2: 46, 21: 7, 24: 8][type] else { return }
        for first in stride(from: 2, to: unit.count - length + 1, by: length) {
            let object = Array(unit[first..<(first + length)])
            switch type {
            case 2: component(object, of: source, at: now)
            case 21:
                devices[source]?.state = Int(object[0])
                devices[source]?.stateAt = CentreFrame.time(object[1...])
            default:
                append(
                    .object([
                        "device": .text(source), "flags": .number(Double(object[0])),
                        "operator": .number(Double(object[1])),
                        "at": .text(CentreFrame.time(object[2...])), "received_at": .text(Self.text(now)),
                    ]), to: \.operations)
            }
        }
    }

    /// The components an upload tells of (type 2), with the zone in the low half of the address.
    static func components(in frame: CentreFrame) -> [FireCentreServer.Heard] {
        guard frame.unit.first == 2, frame.unit.count >= 2 + Self.componentLength else { return [] }
        return stride(from: 2, to: frame.unit.count - componentLength + 1, by: componentLength).map { first in
            let object = frame.unit[first..<(first + 7)]
            func word(_ offset: Int) -> Int {
                Int(object[first + offset]) + 256 * Int(object[first + offset + 1])
            }
            return FireCentreServer.Heard(component: object[first + 2], zone: word(3), point: word(5))
        }
    }

    /// Bytes of a component's state in an upload of type 2 (GB/T 26875.3-2011, table 9).
    private static let componentLength = 46

    private mutating func component(_ object: [UInt8], of source: String, at now: Date) {
        let state = Int(object[7]) + 256 * Int(object[8])
        let time = CentreFrame.time(object[40...])
        let key = source + CentreFrame.hex(object[0..<7])
        guard points[key] != nil || points.count < Self.pointLimit else { return note("too many points") }
        let text = GB18030Text.decode(Array(object[9..<40].prefix { $0 != 0 })) ?? ""
        var point = points[key] ?? Point(fields: [:], state: 0, at: "")
        if point.state == state, point.at == time, point.reports > 0 { repeats += 1 }
        if state & 2 != 0, point.state & 2 == 0 || point.fireAt == nil { point.fireAt = Self.text(now) }
        point.state = state
        point.at = time
        point.reports += 1
        point.fields = [
            "device": .text(source), "system": .number(Double(object[0])),
            "system_address": .number(Double(object[1])), "component": .number(Double(object[2])),
            "low": .number(Double(Int(object[3]) + 256 * Int(object[4]))),
            "high": .number(Double(Int(object[5]) + 256 * Int(object[6]))), "text": .text(text),
        ]
        points[key] = point
    }

    /// Notes an answer to a question, or the refusal of one.
    mutating func reply(_ frame: CentreFrame) {
        append(
            .object([
                "device": .text(CentreFrame.hex(frame.source)), "serial": .number(Double(frame.serial)),
                "command": .number(Double(frame.command)), "unit": .text(CentreFrame.hex(frame.unit)),
            ]), to: \.replies)
    }

    private mutating func note(_ anomaly: String) {
        anomalyCount += 1
        if anomalies.count < Self.limit { anomalies.append(anomaly) }
    }

    /// The oldest gives way.
    private mutating func append(
        _ line: PlatformJSON, to list: WritableKeyPath<CentreBook, [PlatformJSON]>
    ) {
        self[keyPath: list].append(line)
        if self[keyPath: list].count > Self.limit { self[keyPath: list].removeFirst() }
    }

    private static func text(_ date: Date) -> String {
        date.formatted(
            .iso8601.year().month().day()
                .timeZone(separator: .omitted).time(includingFractionalSeconds: true))
    }

    /// As `GET /_control/fire` shows it.
    var shown: PlatformJSON {
        .object([
            "points": .list(
                points.sorted { $0.key < $1.key }.map { _, point in
                    .object(
                        point.fields.merging([
                            "state": .number(Double(point.state)), "at": .text(point.at),
                            "fire_received_at": point.fireAt.map { .text($0) } ?? .null,
                            "reports": .number(Double(point.reports)),
                        ]) { $1 })
                }),
            "devices": .list(
                devices.sorted { $0.key < $1.key }.map { address, device in
                    .object([
                        "address": .text(address), "links": .number(Double(device.links)),
                        "connected": .number(Double(device.connected)),
                        "heartbeats": .number(Double(device.heartbeats)),
                        "uploads": .number(Double(device.uploads)),
                        "state": device.state.map { .number(Double($0)) } ?? .null,
                        "state_at": device.stateAt.map { .text($0) } ?? .null,
                    ])
                }),
            "operations": .list(operations), "replies": .list(replies), "frames": .list(frames),
            "anomalies": .list(anomalies.map { .text($0) }), "anomaly_count": .number(Double(anomalyCount)),
            "repeats": .number(Double(repeats)), "refused": .number(Double(refused)),
        ])
    }
}
