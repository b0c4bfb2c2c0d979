/// Where a device hangs, as a fire centre knows it and as the sheet's column `gb26875` writes it: system type, system
/// address, component type, zone (or loop) and point, parted by dots.
///
/// `1.1.40.10.2` is a smoke detector (40), No. 2 of zone 10, of fire alarm system (1) No. 1. Five parts, so that no
/// spreadsheet takes it for a number, a date or an address of the internet.
package struct FireAddress: Sendable, Hashable {
    package var system: GB26875.SystemPlace
    package var component: GB26875.ComponentType
    package var zone: UInt16
    package var point: UInt16

    package init(
        system: GB26875.SystemPlace, component: GB26875.ComponentType, zone: UInt16, point: UInt16
    ) {
        self.system = system
        self.component = component
        self.zone = zone
        self.point = point
    }

    /// nil unless there are five numbers: three of one byte, two of two.
    package init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 5, parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy { 48...57 ~= $0 } }),
            let systemType = UInt8(parts[0]), let systemAddress = UInt8(parts[1]),
            let component = UInt8(parts[2]), let zone = UInt16(parts[3]), let point = UInt16(parts[4])
        else { return nil }
        self.init(
            system: GB26875.SystemPlace(
                type: GB26875.SystemType(rawValue: systemType), address: systemAddress),
            component: GB26875.ComponentType(rawValue: component), zone: zone, point: point)
    }

    /// Its place on the wire; `half` says which half of the four bytes is the zone.
    package func place(zone half: FrameLayout.ZoneHalf) -> GB26875.ComponentPlace {
        let (low, high) = half == .low ? (zone, point) : (point, zone)
        return GB26875.ComponentPlace(
            system: system, type: component, address: UInt32(low) | UInt32(high) << 16)
    }
}
