extension GB26875.UnitObject {
    /// The object as it goes out: what the fire centre gets, and what a test sends back to the reader.
    package var bytes: [UInt8] {
        switch self {
        case .systemState(let system, let state, let time):
            system.bytes + Self.low(state) + (time?.bytes ?? [])
        case .componentState(let component, let state, let note, let time):
            component.bytes + Self.low(state) + note.bytes + (time?.bytes ?? [])
        case .componentValue(let component, let kind, let raw, let time):
            component.bytes + [kind.rawValue] + Self.low(UInt16(bitPattern: raw)) + (time?.bytes ?? [])
        case .systemOperation(let system, let flags, let person, let time):
            system.bytes + [flags, person] + (time?.bytes ?? [])
        case .systemVersion(let system, let major, let minor): system.bytes + [major, minor]
        case .systemConfiguration(let system, let note):
            system.bytes + [UInt8(note.bytes.count)] + note.bytes
        case .componentConfiguration(let component, let note): component.bytes + note.bytes
        case .systemTime(let system, let time): system.bytes + time.bytes
        case .deviceState(let state, let time): [state] + (time?.bytes ?? [])
        case .deviceOperation(let flags, let person, let time): [flags, person] + (time?.bytes ?? [])
        case .deviceVersion(let major, let minor): [major, minor]
        case .deviceConfiguration(let note): [UInt8(note.bytes.count)] + note.bytes
        case .deviceTime(let time), .setClock(let time): time.bytes
        case .aboutSystem(let system): system.bytes
        case .aboutComponent(let system, let address): system.bytes + Self.low(address)
        case .aboutSystemOperations(let system, let wanted, let from): system.bytes + [wanted] + from.bytes
        case .aboutDeviceOperations(let wanted, let from): [wanted] + from.bytes
        case .toDevice(let parameter): [parameter]
        case .access(let component, let kind, let value, let time):
            component.bytes + [kind] + Self.low(value) + time.bytes
        }
    }

    /// The lowest byte first.
    fileprivate static func low(_ number: some FixedWidthInteger & UnsignedInteger) -> [UInt8] {
        (0..<(number.bitWidth / 8)).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
    }
}

extension GB26875.SystemPlace {
    fileprivate var bytes: [UInt8] { [type.rawValue, address] }
}

extension GB26875.ComponentPlace {
    fileprivate var bytes: [UInt8] {
        system.bytes + [type.rawValue] + GB26875.UnitObject.low(address)
    }
}
