extension GB26875 {
    /// A place in an object of a unit, by the name that a profile gives as a field's `at`.
    ///
    /// | name | in | value |
    /// |---|---|---|
    /// | `state.fire`, `state.fault`, … | types 1, 2 | a bit of a system's or component's state |
    /// | `system.fire`, … | type 1 | a bit of a system's state alone |
    /// | `device.main_power_fault`, … | type 21 | a bit of the transmission device's state |
    /// | `operation.reset`, … | types 4, 24 | a bit of what somebody did, at a system or at the device |
    /// | `operation.operator` | types 4, 24 | who, a number |
    /// | `analog.temperature`, … | type 3 | the quantity of that code, in the standard's unit |
    /// | `analog.pressure` | type 3 | codes 4 and 5, in kPa |
    /// | `analog.128` … `analog.255` | type 3 | a maker's own quantity, raw |
    /// | `text` | type 2 | what the component is called |
    /// | `configuration`, `version` | types 6, 7, 26; 5, 25 | text |
    /// | `component.type`, `component.name`, `system.type` | 1, 2, 3, 7 | the code; its Chinese name |
    /// | `access.running`, … | one maker's (富贝 2024) switches | whether it is on |
    /// | `unlisted.fire` | any | true when something tells of a fire that has no device of its own; false after a reset |
    /// | `unlisted.text` | any | channel, kind and description of that |
    ///
    /// Bits are what they are: `state.normal` is bit 0, which many devices never set.
    package struct Spot: Sendable, Equatable {
        enum Kind: Sendable, Equatable {
            case state(ofSystem: Int?, ofComponent: Int?)
            case device(Int)
            case operation(ofSystem: Int?, ofDevice: Int?)
            case person
            case analog(UInt8)
            case pressure
            case text, configuration, version
            case componentType, componentName, systemType
            case access(UInt8)
            case unlistedFire, unlistedText
        }

        package let name: String
        /// Of numbers that the standard gives a unit; as `Units` writes it.
        package let unit: String?
        let kind: Kind

        private init(_ name: String, _ kind: Kind, unit: String? = nil) {
            self.name = name
            self.kind = kind
            self.unit = unit
        }

        /// Nil for a name that is none.
        package init?(_ name: String) {
            if let known = Self.all.first(where: { $0.name == name }) {
                self = known
                return
            }
            guard name.hasPrefix("analog."), let code = UInt8(name.dropFirst(7)), code >= 128 else {
                return nil
            }
            self.init(name, .analog(code))
        }

        /// Whether it belongs to the transmission device, whatever object it is read from.
        var isUnlisted: Bool { kind == .unlistedFire || kind == .unlistedText }

        /// Every name but those of makers' own quantities.
        package static let names = all.map(\.name)

        private static let all: [Spot] = states + systems + devices + operations + analogs + others

        private static func bit(_ word: String, of bits: [NamedBit]) -> Int? {
            bits.first { $0.word == word }?.bit
        }

        private static func words(_ first: [NamedBit], _ second: [NamedBit]) -> [String] {
            first.map(\.word) + second.map(\.word).filter { word in !first.contains { $0.word == word } }
        }

        private static let states = words(Bits.ofSystem, Bits.ofComponent).map { word in
            Spot(
                "state." + word,
                .state(ofSystem: bit(word, of: Bits.ofSystem), ofComponent: bit(word, of: Bits.ofComponent)))
        }

        private static let systems = Bits.ofSystem.map {
            Spot("system." + $0.word, .state(ofSystem: $0.bit, ofComponent: nil))
        }

        private static let devices = Bits.ofDevice.map { Spot("device." + $0.word, .device($0.bit)) }

        private static let operations =
            words(Bits.ofSystemOperation, Bits.ofDeviceOperation).map { word in
                Spot(
                    "operation." + word,
                    .operation(
                        ofSystem: bit(word, of: Bits.ofSystemOperation),
                        ofDevice: bit(word, of: Bits.ofDeviceOperation)))
            } + [Spot("operation.operator", .person)]

        private static let analogs =
            AnalogKind.quantities.map { Spot("analog." + $0.word, .analog($0.code), unit: $0.unit) }
            + [Spot("analog.pressure", .pressure, unit: "kPa")]

        private static let others = [
            Spot("text", .text), Spot("configuration", .configuration), Spot("version", .version),
            Spot("component.type", .componentType), Spot("component.name", .componentName),
            Spot("system.type", .systemType), Spot("access.manual", .access(0)),
            Spot("access.power_lost", .access(1)), Spot("access.running", .access(2)),
            Spot("access.fault", .access(3)), Spot("unlisted.fire", .unlistedFire),
            Spot("unlisted.text", .unlistedText),
        ]
    }

    /// What stands at a spot.
    enum SpotValue: Equatable {
        /// The object has no such place.
        case nothing
        case truth(Bool)
        case number(Double)
        case text(String)
    }
}

extension GB26875.Spot {
    /// What an object holds here.
    func value(in object: GB26875.UnitObject) -> GB26875.SpotValue {
        switch kind {
        case .state, .device, .operation, .person: bitValue(in: object)
        case .analog, .pressure: numberValue(in: object)
        case .text, .configuration, .version: textValue(in: object)
        case .componentType:
            object.component.map { .number(Double($0.type.rawValue)) } ?? .nothing
        case .componentName: object.component.map { .text($0.type.name.zh) } ?? .nothing
        case .systemType: object.system.map { .number(Double($0.type.rawValue)) } ?? .nothing
        case .access(let wanted):
            if case .access(_, let kind, let value, _) = object, kind == wanted {
                .truth(value != 0)
            } else {
                .nothing
            }
        case .unlistedFire, .unlistedText: .nothing
        }
    }

    private func bitValue(in object: GB26875.UnitObject) -> GB26875.SpotValue {
        switch (kind, object) {
        case (.state(let bit?, _), .systemState(_, let state, _)),
            (.state(_, let bit?), .componentState(_, let state, _, _)):
            .truth(state >> UInt16(bit) & 1 == 1)
        case (.device(let bit), .deviceState(let state, _)): .truth(state >> UInt8(bit) & 1 == 1)
        case (.operation(let bit?, _), .systemOperation(_, let flags, _, _)),
            (.operation(_, let bit?), .deviceOperation(let flags, _, _)):
            .truth(flags >> UInt8(bit) & 1 == 1)
        case (.person, .systemOperation(_, _, let person, _)), (.person, .deviceOperation(_, let person, _)):
            .number(Double(person))
        default: .nothing
        }
    }

    private func numberValue(in object: GB26875.UnitObject) -> GB26875.SpotValue {
        guard case .componentValue(_, let found, let raw, _) = object else { return .nothing }
        switch (kind, found.rawValue) {
        case (.pressure, 4): return .number(Double(raw) * 100)
        case (.pressure, 5): return .number(Double(raw) / 10)
        case (.analog(let wanted), let code) where wanted == code:
            return .number(found.quantity?.value(raw) ?? Double(raw))
        default: return .nothing
        }
    }

    private func textValue(in object: GB26875.UnitObject) -> GB26875.SpotValue {
        let text: String
        switch (kind, object) {
        case (.text, .componentState(_, _, let note, _)), (.configuration, .systemConfiguration(_, let note)),
            (.configuration, .componentConfiguration(_, let note)),
            (.configuration, .deviceConfiguration(let note)):
            text = note.text
        case (.version, .systemVersion(_, let major, let minor)),
            (.version, .deviceVersion(let major, let minor)):
            text = "\(major).\(minor)"
        default: return .nothing
        }
        return text.isEmpty ? .nothing : .text(text)
    }
}

extension GB26875.UnitObject {
    /// The component it tells of.
    var component: GB26875.ComponentPlace? {
        switch self {
        case .componentState(let component, _, _, _), .componentValue(let component, _, _, _),
            .componentConfiguration(let component, _), .access(let component, _, _, _):
            component
        default: nil
        }
    }

    /// The system it tells of.
    var system: GB26875.SystemPlace? {
        switch self {
        case .systemState(let system, _, _), .systemOperation(let system, _, _, _),
            .systemVersion(let system, _, _), .systemConfiguration(let system, _), .systemTime(let system, _):
            system
        default: component?.system
        }
    }

    /// When what it tells was so; nil where it does not say.
    var time: GB26875.TimeLabel? {
        switch self {
        case .systemState(_, _, let time), .componentState(_, _, _, let time),
            .componentValue(_, _, _, let time), .systemOperation(_, _, _, let time),
            .deviceState(_, let time),
            .deviceOperation(_, _, let time):
            time
        case .access(_, _, _, let time): time
        default: nil
        }
    }

    /// Whether it tells of a fire that burns.
    var tellsFire: Bool {
        switch self {
        case .systemState(_, let state, _), .componentState(_, let state, _, _): state & 2 != 0
        default: false
        }
    }

    /// Whether it tells that the panel was reset.
    var tellsReset: Bool {
        switch self {
        case .systemState(_, let state, _): state & 1 << 13 != 0
        case .systemOperation(_, let flags, _, _), .deviceOperation(let flags, _, _): flags & 1 != 0
        default: false
        }
    }
}
