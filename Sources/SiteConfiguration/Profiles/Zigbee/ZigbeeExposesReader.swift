import Facility
import Foundation

/// A device as zigbee2mqtt lists it in the retained `<base>/bridge/devices`.
package struct ZigbeeDevice: Sendable, Codable, Equatable {
    /// May contain slashes: `floor 1/stair`.
    package var friendlyName: String
    package var address: String
    package var model: ZigbeeModel
}

/// Reads what zigbee2mqtt publishes of its devices, and files of exposes in any of the forms they are found in.
package enum ZigbeeExposesReader {
    /// Why a text has no devices in it.
    package enum Failure: Error, Sendable, Equatable {
        /// Above `longest`: the broker would not have delivered it either.
        case tooLong(bytes: Int)
        case notJSON
        /// JSON, and nothing in it has `exposes`.
        case noModels
    }

    /// Bytes. 400 devices of twenty models take 1.5 MB.
    package static let longest = 16 << 20

    /// - Parameter bytes: an array of devices or definitions, one of them, the same one per line, or any of these under
    ///   `payload`.
    /// - Returns: every entry with exposes; the coordinator and what zigbee2mqtt itself does not know have none.
    package static func read(_ bytes: Data) throws(Failure) -> [ZigbeeDevice] {
        guard bytes.count <= longest else { throw .tooLong(bytes: bytes.count) }
        var entries = decode(bytes).map { [$0] } ?? []
        if entries.isEmpty {
            let lines = bytes.split(separator: UInt8(ascii: "\n"))
            entries = lines.compactMap { decode(Data($0)) }
            if entries.isEmpty { throw .notJSON }
        }
        let devices = entries.flatMap { $0.devices(depth: 0) }
        guard !devices.isEmpty else { throw .noModels }
        return devices
    }

    private static func decode(_ bytes: Data) -> Entry? {
        try? JSONDecoder().decode(Entry.self, from: bytes)
    }
}

/// A list of entries, an entry, or a wrapper around one. Every key is optional and of any type, since a
/// device that is described badly must not hide the others.
private indirect enum Entry: Decodable {
    case list([Entry])
    case wrapper(Entry)
    case device(ZigbeeDevice)
    case nothing

    private enum Key: String, CodingKey {
        case payload, definition, exposes, model, vendor
        case friendlyName = "friendly_name"
        case address = "ieee_address"
    }

    init(from decoder: any Decoder) throws {
        if let list = try? decoder.singleValueContainer().decode([Entry].self) {
            self = .list(list)
            return
        }
        guard let container = try? decoder.container(keyedBy: Key.self) else {
            self = .nothing
            return
        }
        if let payload = try? container.decode(Entry.self, forKey: .payload) {
            self = .wrapper(payload)
            return
        }
        let definition = (try? container.nestedContainer(keyedBy: Key.self, forKey: .definition)) ?? container
        guard let exposes = try? definition.decode([Expose].self, forKey: .exposes) else {
            self = .nothing
            return
        }
        func text(_ key: Key) -> String { (try? definition.decode(String.self, forKey: key)) ?? "" }
        self = .device(
            ZigbeeDevice(
                friendlyName: (try? container.decode(String.self, forKey: .friendlyName)) ?? text(.model),
                address: (try? container.decode(String.self, forKey: .address)) ?? "",
                model: ZigbeeModel(
                    vendor: text(.vendor), model: text(.model), exposes: exposes.map(\.expose))))
    }

    /// Wrappers within wrappers end after a few: nobody writes more.
    func devices(depth: Int) -> [ZigbeeDevice] {
        guard depth < 8 else { return [] }
        return switch self {
        case .list(let entries): entries.flatMap { $0.devices(depth: depth + 1) }
        case .wrapper(let entry): entry.devices(depth: depth + 1)
        case .device(let device): [device]
        case .nothing: []
        }
    }
}

/// One expose, read leniently.
private struct Expose: Decodable {
    let expose: ZigbeeExpose

    private enum Key: String, CodingKey {
        case type, property, name, unit, values, features, access
        case on = "value_on"
        case off = "value_off"
    }

    init(from decoder: any Decoder) throws {
        guard let container = try? decoder.container(keyedBy: Key.self) else {
            expose = ZigbeeExpose(kind: .other, property: "")
            return
        }
        func text(_ key: Key) -> String? { try? container.decode(String.self, forKey: key) }
        let kind = text(.type).flatMap(ZigbeeExpose.Kind.init) ?? .other
        let features = ((try? container.decode([Expose].self, forKey: .features)) ?? []).map(\.expose)
        // A group has no property of its own; what is no group and lacks one is called by its name.
        let isGroup = !features.isEmpty && kind != .composite
        expose = ZigbeeExpose(
            kind: kind, property: isGroup ? "" : text(.property) ?? text(.name) ?? "", unit: text(.unit),
            on: try? container.decode(ExposeValue.self, forKey: .on).value,
            off: try? container.decode(ExposeValue.self, forKey: .off).value,
            values: ((try? container.decode([ExposeValue].self, forKey: .values)) ?? []).map(
                \.value.spelling),
            features: features,
            isPublished: ((try? container.decode(Int.self, forKey: .access)) ?? 1) & 1 != 0)
    }
}

private struct ExposeValue: Decodable {
    let value: ZigbeeExpose.Value

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let truth = try? container.decode(Bool.self) {
            value = .boolean(truth)
        } else if let number = try? container.decode(Double.self) {
            value = .number(number)
        } else {
            value = .text(try container.decode(String.self))
        }
    }
}
