/// Position of a device in `Site.devices`.
package struct DeviceIndex: Hashable, Sendable, Codable {
    package var rawValue: UInt32
    package init(_ rawValue: Int) { self.rawValue = UInt32(rawValue) }
    package var position: Int { Int(rawValue) }
}

/// Position of a point in `Site.points` (all facilities' vocabularies in one table).
package struct PointIndex: Hashable, Sendable, Codable {
    package var rawValue: UInt16
    package init(_ rawValue: Int) { self.rawValue = UInt16(rawValue) }
    package var position: Int { Int(rawValue) }
}

/// Position of a broker session in `Site.sessions`: one per (broker, class).
package struct SessionIndex: Hashable, Sendable, Codable {
    package var rawValue: UInt16
    package init(_ rawValue: Int) { self.rawValue = UInt16(rawValue) }
    package var position: Int { Int(rawValue) }
}
