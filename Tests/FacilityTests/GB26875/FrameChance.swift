@testable import Facility

/// Drawn frames and units, the same for the same seed (SplitMix64).
struct FrameChance: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// From 0 up to but not including `bound`.
    mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }

    mutating func byte() -> UInt8 { UInt8(truncatingIfNeeded: next()) }

    mutating func bytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in byte() } }

    mutating func time() -> GB26875.TimeLabel { GB26875.TimeLabel(bytes(6)) }

    mutating func system() -> GB26875.SystemPlace {
        GB26875.SystemPlace(type: GB26875.SystemType(rawValue: byte()), address: byte())
    }

    mutating func component() -> GB26875.ComponentPlace {
        GB26875.ComponentPlace(
            system: system(), type: GB26875.ComponentType(rawValue: byte()),
            address: UInt32(truncatingIfNeeded: next()))
    }

    /// A frame with a drawn unit of a drawn type, or with any bytes for a unit.
    mutating func frame() -> GB26875.Frame {
        let types = GB26875.UnitType.allCases
        let unit = below(5) == 0 ? bytes(below(40)) : unit(types[below(types.count)]).bytes
        let commands: [UInt8] = [1, 2, 3, 4, 5, 6, 128, 255]
        return GB26875.Frame(
            serial: UInt16(truncatingIfNeeded: next()), majorVersion: byte(), userVersion: byte(),
            time: time(),
            source: GB26875.Address(number: next()), destination: GB26875.Address(number: next()),
            command: GB26875.Command(rawValue: commands[below(commands.count)]), unit: unit)
    }

    /// One to as many objects as the type allows, within the longest unit.
    mutating func unit(_ type: GB26875.UnitType) -> GB26875.ApplicationUnit {
        let count = 1 + below(min(type.mostObjects, 5))
        return GB26875.ApplicationUnit(type, (0..<count).map { _ in object(type) })
    }

    mutating func object(_ type: GB26875.UnitType) -> GB26875.UnitObject {
        switch type {
        case .systemState: .systemState(system(), state: UInt16(truncatingIfNeeded: next()), time())
        case .componentState:
            .componentState(
                component(), state: UInt16(truncatingIfNeeded: next()), GB26875.Note(bytes: bytes(31)), time()
            )
        case .componentValue:
            .componentValue(
                component(), GB26875.AnalogKind(rawValue: byte()), raw: Int16(truncatingIfNeeded: next()),
                time())
        case .systemOperation: .systemOperation(system(), flags: byte(), person: byte(), time())
        case .systemVersion: .systemVersion(system(), major: byte(), minor: byte())
        case .systemConfiguration: .systemConfiguration(system(), GB26875.Note(bytes: bytes(below(256))))
        case .componentConfiguration: .componentConfiguration(component(), GB26875.Note(bytes: bytes(31)))
        case .systemTime: .systemTime(system(), time())
        case .deviceState: .deviceState(byte(), time())
        case .deviceOperation: .deviceOperation(flags: byte(), person: byte(), time())
        case .deviceVersion: .deviceVersion(major: byte(), minor: byte())
        case .deviceConfiguration: .deviceConfiguration(GB26875.Note(bytes: bytes(below(256))))
        case .deviceTime: .deviceTime(time())
        case .readSystemState, .readSystemVersion, .readSystemConfiguration, .readSystemTime:
            .aboutSystem(system())
        case .readComponentState, .readComponentValue, .readComponentConfiguration:
            .aboutComponent(system(), address: UInt32(truncatingIfNeeded: next()))
        case .readSystemOperations: .aboutSystemOperations(system(), wanted: byte(), from: time())
        case .readDeviceOperations: .aboutDeviceOperations(wanted: byte(), from: time())
        case .setClock: .setClock(time())
        case .readDeviceState, .readDeviceVersion, .readDeviceConfiguration, .readDeviceTime,
            .initialiseDevice, .checkDuty:
            .toDevice(parameter: byte())
        }
    }
}
