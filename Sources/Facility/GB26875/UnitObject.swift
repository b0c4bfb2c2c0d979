extension GB26875 {
    /// A system of a building: its type and its number among those of the type.
    package struct SystemPlace: Sendable, Hashable {
        package var type: SystemType
        package var address: UInt8

        package init(type: SystemType, address: UInt8) {
            self.type = type
            self.address = address
        }
    }

    /// A component of a system: what it is, and four bytes that say where it hangs, in two halves of 16 bits each.
    /// One maker's "No. 2 of zone 10" is `0a000200`: the zone is the low half there, others do the opposite.
    package struct ComponentPlace: Sendable, Hashable {
        package var system: SystemPlace
        package var type: ComponentType
        package var address: UInt32

        package init(system: SystemPlace, type: ComponentType, address: UInt32) {
            self.system = system
            self.type = type
            self.address = address
        }

        package var lowHalf: UInt16 { UInt16(truncatingIfNeeded: address) }
        package var highHalf: UInt16 { UInt16(address >> 16) }
    }

    /// A text of a unit as it was sent, in GB 18030: a fixed field is filled up with zeros or blanks, and what stands
    /// behind the first zero may be left from the text before.
    package struct Note: Sendable, Hashable {
        package var bytes: [UInt8]

        /// Bytes of the fixed field.
        package static let length = 31

        package init(bytes: [UInt8]) { self.bytes = bytes }

        /// A fixed field: characters that do not fit are left out, the rest is zeros.
        package init(_ text: String) {
            bytes = []
            for character in text {
                let next = GB18030.bytes(String(character))
                guard bytes.count + next.count <= Self.length else { break }
                bytes += next
            }
            bytes += [UInt8](repeating: 0, count: Self.length - bytes.count)
        }

        /// What a person reads: up to the first zero, without the blanks at the end.
        package var text: String {
            var text = GB18030.text(bytes.prefix { $0 != 0 })
            while let last = text.unicodeScalars.last, last.properties.isWhitespace {
                text.unicodeScalars.removeLast()
            }
            return text
        }
    }

    /// One object of an application unit. A time is nil where the maker left it out.
    package enum UnitObject: Sendable, Hashable {
        case systemState(SystemPlace, state: UInt16, TimeLabel?)
        case componentState(ComponentPlace, state: UInt16, Note, TimeLabel?)
        case componentValue(ComponentPlace, AnalogKind, raw: Int16, TimeLabel?)
        case systemOperation(SystemPlace, flags: UInt8, person: UInt8, TimeLabel?)
        case systemVersion(SystemPlace, major: UInt8, minor: UInt8)
        case systemConfiguration(SystemPlace, Note)
        case componentConfiguration(ComponentPlace, Note)
        case systemTime(SystemPlace, TimeLabel)
        case deviceState(UInt8, TimeLabel?)
        case deviceOperation(flags: UInt8, person: UInt8, TimeLabel?)
        case deviceVersion(major: UInt8, minor: UInt8)
        case deviceConfiguration(Note)
        case deviceTime(TimeLabel)
        /// A question about a system.
        case aboutSystem(SystemPlace)
        /// A question about a component; the question does not say what it is.
        case aboutComponent(SystemPlace, address: UInt32)
        /// A question about what was done at a system: how many records, from when.
        case aboutSystemOperations(SystemPlace, wanted: UInt8, from: TimeLabel)
        /// A question about what was done at the transmission device.
        case aboutDeviceOperations(wanted: UInt8, from: TimeLabel)
        /// A question or an order to the transmission device: 0, or the minutes allowed for an answer to a duty check.
        case toDevice(parameter: UInt8)
        /// An order to set the clock.
        case setClock(TimeLabel)
        /// One maker's (富贝 2024) switch at an input: what kind, and 0 or not.
        case access(ComponentPlace, kind: UInt8, value: UInt16, TimeLabel)
    }
}
