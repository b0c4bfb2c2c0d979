/// One model of device as zigbee2mqtt describes it in `bridge/devices`: what it will publish.
package struct ZigbeeModel: Sendable, Codable, Equatable {
    package var vendor: String
    package var model: String
    package var exposes: [ZigbeeExpose]

    package init(vendor: String, model: String, exposes: [ZigbeeExpose]) {
        self.vendor = vendor
        self.model = model
        self.exposes = exposes
    }

    /// Every property with the JSON Pointer at which it is published, composites walked, in their order. Lists are left
    /// out: what they hold has no fixed place.
    var properties: [(pointer: String, expose: ZigbeeExpose)] {
        var found: [(pointer: String, expose: ZigbeeExpose)] = []
        for expose in exposes { Self.collect(expose, under: "", depth: 0, into: &found) }
        return found
    }

    /// Kinds with features of their own (`light`, `climate`) publish these beside everything else; a composite
    /// publishes an object under its own property.
    private static func collect(
        _ expose: ZigbeeExpose, under pointer: String, depth: Int,
        into found: inout [(pointer: String, expose: ZigbeeExpose)]
    ) {
        guard depth <= ZigbeeExpose.deepest, expose.kind != .list else { return }
        let own = expose.property.isEmpty ? pointer : pointer + "/" + escaped(expose.property)
        if !expose.features.isEmpty {
            for feature in expose.features {
                collect(
                    feature, under: expose.kind == .composite ? own : pointer, depth: depth + 1, into: &found)
            }
        } else if !expose.property.isEmpty {
            found.append((own, expose))
        }
    }

    /// As a token of a JSON Pointer (RFC 6901 section 3). By scalars: `~` with a mark upon it is another character,
    /// and still a `~` to the pointer.
    private static func escaped(_ property: String) -> String {
        var token = ""
        for scalar in property.unicodeScalars {
            switch scalar {
            case "~": token += "~0"
            case "/": token += "~1"
            default: token.unicodeScalars.append(scalar)
            }
        }
        return token
    }
}

/// One thing a model exposes.
package struct ZigbeeExpose: Sendable, Codable, Equatable {
    package enum Kind: String, Sendable, Codable, Equatable {
        case binary, numeric, choice = "enum", text, composite, list
        /// Kinds that group what belongs to a lamp, a thermostat, ….
        case light, climate, `switch`, lock, cover, fan
        /// A kind of a later version.
        case other
    }

    package enum Value: Sendable, Codable, Equatable {
        case boolean(Bool)
        case number(Double)
        case text(String)

        /// As a field's map spells it.
        package var spelling: String {
            switch self {
            case .boolean(let truth): truth ? "true" : "false"
            case .number(let number): FieldReader.plainText(number)
            case .text(let text): text
            }
        }
    }

    /// Composites within composites that are walked; real models have two.
    static let deepest = 8

    package var kind: Kind
    /// The key in the published state; empty for groups.
    package var property: String
    package var unit: String?
    package var on: Value?
    package var off: Value?
    /// Of an enum.
    package var values: [String]
    package var features: [ZigbeeExpose]
    /// The value is in the published state (bit 1 of `access`); otherwise it can only be set.
    package var isPublished: Bool

    package init(
        kind: Kind, property: String, unit: String? = nil, on: Value? = nil, off: Value? = nil,
        values: [String] = [], features: [ZigbeeExpose] = [], isPublished: Bool = true
    ) {
        self.kind = kind
        self.property = property
        self.unit = unit
        self.on = on
        self.off = off
        self.values = values
        self.features = features
        self.isPublished = isPublished
    }
}
