extension GB26875 {
    /// Takes fields from an object's bytes, lowest byte first, from the front. Whoever makes one has counted the
    /// bytes; what is not there reads as zero, so that a miscount could never be a trap.
    struct ByteReader {
        private var bytes: ArraySlice<UInt8>

        init(_ bytes: ArraySlice<UInt8>) { self.bytes = bytes }

        mutating func byte() -> UInt8 { bytes.popFirst() ?? 0 }

        mutating func short() -> UInt16 { UInt16(byte()) | UInt16(byte()) << 8 }

        mutating func long() -> UInt32 { UInt32(short()) | UInt32(short()) << 16 }

        mutating func time() -> TimeLabel { TimeLabel(take(TimeLabel.length)) }

        mutating func note() -> Note { Note(bytes: Array(take(Note.length))) }

        mutating func system() -> SystemPlace {
            SystemPlace(type: SystemType(rawValue: byte()), address: byte())
        }

        mutating func component() -> ComponentPlace {
            ComponentPlace(system: system(), type: ComponentType(rawValue: byte()), address: long())
        }

        private mutating func take(_ count: Int) -> ArraySlice<UInt8> {
            defer { bytes = bytes.dropFirst(count) }
            return bytes.prefix(count)
        }

        mutating func access() -> UnitObject {
            .access(component(), kind: byte(), value: short(), time())
        }

        /// One object of a type that has a fixed size.
        mutating func object(_ type: UnitType, hasTime: Bool) -> UnitObject {
            switch type {
            case .systemState: .systemState(system(), state: short(), hasTime ? time() : nil)
            case .componentState:
                .componentState(component(), state: short(), note(), hasTime ? time() : nil)
            case .componentValue:
                .componentValue(
                    component(), AnalogKind(rawValue: byte()), raw: Int16(bitPattern: short()),
                    hasTime ? time() : nil)
            case .systemOperation:
                .systemOperation(system(), flags: byte(), person: byte(), hasTime ? time() : nil)
            case .systemVersion: .systemVersion(system(), major: byte(), minor: byte())
            case .componentConfiguration: .componentConfiguration(component(), note())
            case .systemTime: .systemTime(system(), time())
            case .deviceState: .deviceState(byte(), hasTime ? time() : nil)
            case .deviceOperation: .deviceOperation(flags: byte(), person: byte(), hasTime ? time() : nil)
            case .deviceVersion: .deviceVersion(major: byte(), minor: byte())
            case .deviceTime: .deviceTime(time())
            case .readSystemState, .readSystemVersion, .readSystemConfiguration, .readSystemTime:
                .aboutSystem(system())
            case .readComponentState, .readComponentValue, .readComponentConfiguration:
                .aboutComponent(system(), address: long())
            case .readSystemOperations: .aboutSystemOperations(system(), wanted: byte(), from: time())
            case .readDeviceOperations: .aboutDeviceOperations(wanted: byte(), from: time())
            case .setClock: .setClock(time())
            case .readDeviceState, .readDeviceVersion, .readDeviceConfiguration, .readDeviceTime,
                .initialiseDevice, .checkDuty:
                .toDevice(parameter: byte())
            case .systemConfiguration, .deviceConfiguration:
                preconditionFailure("texts of a length of their own are read elsewhere")
            }
        }
    }
}
