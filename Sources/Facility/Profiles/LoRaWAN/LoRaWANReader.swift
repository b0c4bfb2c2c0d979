import CSimdjson
import CodecWire

/// A `lorawan` route as compiled: where envelopes keep what they say, and the plans that read a codec's result.
final class LoRaWANReader: Sendable {
    let layout: LoRaWANLayout
    let envelope: JSONPlan
    /// The profile's pointers into what a codec returned.
    let document: JSONPlan
    /// The same pointers into what the network server decoded, one plan for each place where that can be.
    let decoded: [(marker: Int, plan: JSONPlan)]
    /// RFC 3339 (The Things Stack, ChirpStack v4).
    let clock = TimeReader(DeviceTimeRule(at: "", format: .rfc3339))

    /// Where envelopes have what, the more certain place first.
    enum Place: Int, CaseIterable {
        case frame, data, payload, frameHex, dataHex
        case port, fPort, portLower, portBare
        case networkTime, gatewayTime, time, publishedAt, radioTime
        case endDevice, endDeviceEUI, deviceInfoEUI, devEUI, devEUILower, devEUISnake
        case decodedPayload, object, objectText

        var pointer: String {
            switch self {
            case .frame: "/uplink_message/frm_payload"
            case .data: "/data"
            case .payload: "/payload"
            case .frameHex: "/payload_hex"
            case .dataHex: "/data_hex"
            case .port: "/uplink_message/f_port"
            case .fPort: "/fPort"
            case .portLower: "/fport"
            case .portBare: "/port"
            case .networkTime: "/uplink_message/received_at"
            case .gatewayTime: "/received_at"
            case .time: "/time"
            case .publishedAt: "/publishedAt"
            case .radioTime: "/rxInfo/0/time"
            case .endDevice: "/end_device_ids/device_id"
            case .endDeviceEUI: "/end_device_ids/dev_eui"
            case .deviceInfoEUI: "/deviceInfo/devEui"
            case .devEUI: "/devEUI"
            case .devEUILower: "/devEui"
            case .devEUISnake: "/dev_eui"
            case .decodedPayload: "/uplink_message/decoded_payload"
            case .object: "/object"
            case .objectText: "/objectJSON"
            }
        }

        static let frames: [Place] = [.frame, .data, .payload, .frameHex, .dataHex]
        static let ports: [Place] = [.port, .fPort, .portLower, .portBare]
        static let times: [Place] = [.networkTime, .gatewayTime, .radioTime, .time, .publishedAt]
        static let EUIs: [Place] = [.endDeviceEUI, .deviceInfoEUI, .devEUI, .devEUILower, .devEUISnake]
    }

    init(_ layout: LoRaWANLayout, pointers: [(pointer: String, wantsNumber: Bool)]) {
        self.layout = layout
        envelope = JSONPlan(
            Place.allCases.map { (pointer: $0.pointer, wantsNumber: Place.ports.contains($0)) })
        document = JSONPlan(pointers)
        decoded = [Place.decodedPayload, .object].map { place in
            (
                place.rawValue,
                JSONPlan(pointers.map { (pointer: place.pointer + $0.pointer, wantsNumber: $0.wantsNumber) })
            )
        }
    }

    var slotCount: Int { max(envelope.count, document.count) }
}

extension CompiledRoute {
    /// A route whose fields are pointers into what the maker's codec returns.
    static func lorawan(
        _ layout: LoRaWANLayout, _ route: TopicRoute, _ profile: Int, _ points: [Point]
    ) -> CompiledRoute {
        var pointers = route.fields.flatMap { field in
            let isNumber = points[field.point.position].unit != nil
            return ([field.at] + field.otherwise).map { (pointer: $0, wantsNumber: isNumber) }
        }
        if let time = route.time { pointers.append((time.at, time.isNumeric)) }
        let reader = LoRaWANReader(layout, pointers: pointers)
        var slots = reader.document.slots[...]
        var fields: [FieldReader] = []
        for field in route.fields {
            let own = slots.prefix(1 + field.otherwise.count).compactMap { $0 }
            slots = slots.dropFirst(1 + field.otherwise.count)
            guard !own.isEmpty else { continue }
            fields.append(FieldReader(field, kind: points[field.point.position].kind, slots: own))
        }
        let timeSlot = slots.first ?? nil
        return CompiledRoute(
            route, profile: profile, reader: .lorawan(reader), fields: fields,
            time: timeSlot == nil ? nil : route.time.map { TimeReader($0) }, timeSlot: timeSlot ?? 0,
            slotCount: reader.slotCount)
    }
}
