/// What a profile's file says about a topic that carries frames of GB/T 26875.3.
package struct FrameLayout: Sendable, Equatable {
    /// Which half of a component's address is the zone (区号); the other is the number in it (位号).
    package enum ZoneHalf: String, Sendable, Equatable, CaseIterable {
        case low = "zone_low"
        case high = "zone_high"
    }

    /// Whose objects of makers' own are read beside the standard's.
    package enum Dialect: String, Sendable, Equatable, CaseIterable {
        case standard
        /// 富贝 2024: switches in objects of 16 bytes, types 2, 135, 150, 151.
        case fubei2024 = "fubei_2024"
    }

    package var bytes: PayloadBytes
    package var zoneHalf: ZoneHalf
    package var dialect: Dialect
    /// Of the clocks of the device and its components: a time label has none of its own.
    package var timeZone: ZoneRules
    package var fields: [FrameField]

    package init(
        bytes: PayloadBytes = .raw, zoneHalf: ZoneHalf = .low, dialect: Dialect = .standard,
        timeZone: ZoneRules, fields: [FrameField]
    ) {
        self.bytes = bytes
        self.zoneHalf = zoneHalf
        self.dialect = dialect
        self.timeZone = timeZone
        self.fields = fields
    }
}

/// One spot of the objects and the point it becomes.
package struct FrameField: Sendable, Equatable {
    package var field: Field
    package var spot: GB26875.Spot
    /// Types of components it is read from; empty: any, and systems, too.
    package var components: [ClosedRange<UInt8>]
    /// Types of systems it is read from; empty: any.
    package var systems: [ClosedRange<UInt8>]

    package init(
        field: Field, spot: GB26875.Spot, components: [ClosedRange<UInt8>] = [],
        systems: [ClosedRange<UInt8>] = []
    ) {
        self.field = field
        self.spot = spot
        self.components = components
        self.systems = systems
    }

    /// Whether it is read from what an object tells of.
    func isRead(from object: GB26875.UnitObject) -> Bool {
        if !components.isEmpty {
            guard let type = object.component?.type.rawValue,
                components.contains(where: { $0.contains(type) })
            else { return false }
        }
        if !systems.isEmpty {
            guard let type = object.system?.type.rawValue, systems.contains(where: { $0.contains(type) })
            else { return false }
        }
        return true
    }
}

extension Codec {
    /// Whether the channels of a device speak only when something changes.
    var tellsOnlyChanges: Bool {
        if case .gb26875 = self { return true }
        return false
    }
}
