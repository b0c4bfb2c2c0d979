extension GB26875 {
    /// What `gengfu decode --gb26875` prints: one JSON object (RFC 8259) for each frame that was found, in one line.
    ///
    /// ```
    /// {"valid":true,"serial":1,"command":2,"time":"2012-09-26T09:58:32","source":"790300000000",
    ///  "destination":"385b01000000","type":24,"objects":[{"operation":32,…}]}
    /// {"valid":false,"error":"checksum: stated 0x43, computed 0x53"}
    /// ```
    /// `type` is null for an empty application unit. A unit that is not, or not wholly, read has `rest` in
    /// hexadecimal, and `problem` when it contradicts itself. What the standard names has its English and its
    /// Chinese name beside its code.
    package enum FrameJSON {
        package static func text(_ finding: FrameScanner.Finding) -> String {
            switch finding {
            case .refused(let problem):
                OrderedJSON.object([("valid", .truth(false)), ("error", .string(problem.text))])
            case .frame(let frame): text(frame)
            }
        }

        private static func text(_ frame: Frame) -> String {
            let unit = ApplicationUnit(frame.unit)
            var fields: [(String, OrderedJSON)] = [
                ("valid", .truth(true)), ("serial", .integer(Int(frame.serial))),
                ("command", .integer(Int(frame.command.rawValue))), ("time", .string(frame.time.text)),
                ("source", .string(frame.source.hex)), ("destination", .string(frame.destination.hex)),
                ("type", unit.type.map { .integer(Int($0)) } ?? .null),
                ("objects", .array(unit.objects.map { .object($0.fields) })),
            ]
            if !unit.rest.isEmpty { fields.append(("rest", .string(hex(unit.rest)))) }
            if let problem = unit.problem { fields.append(("problem", .string(problem.text))) }
            return OrderedJSON.object(fields)
        }
    }
}

extension GB26875.UnitObject {
    /// What the object says, by the names of the JSON.
    fileprivate var fields: [(String, OrderedJSON)] {
        switch self {
        case .systemState(let system, let state, let time):
            [("system", system.json)] + Self.state(state, GB26875.Bits.ofSystem) + Self.at(time)
        case .componentState(let component, let state, let note, let time):
            component.fields + Self.state(state, GB26875.Bits.ofComponent)
                + [("text", .string(note.text))] + Self.at(time)
        case .componentValue(let component, let kind, let raw, let time):
            component.fields + Self.value(kind, raw) + Self.at(time)
        case .systemOperation(let system, let flags, let person, let time):
            [("system", system.json)] + Self.operation(flags, person, GB26875.Bits.ofSystemOperation)
                + Self.at(time)
        case .systemVersion(let system, let major, let minor):
            [("system", system.json), ("version", .string("\(major).\(minor)"))]
        case .systemConfiguration(let system, let note):
            [("system", system.json), ("text", .string(note.text))]
        case .componentConfiguration(let component, let note):
            component.fields + [("text", .string(note.text))]
        case .systemTime(let system, let time): [("system", system.json)] + Self.at(time)
        case .aboutSystem(let system): [("system", system.json)]
        case .aboutComponent(let system, let address):
            [("system", system.json)] + GB26875.ComponentPlace.fields(address)
        case .aboutSystemOperations(let system, let wanted, let from):
            [("system", system.json), ("wanted", .integer(Int(wanted)))] + Self.at(from)
        case .access(let component, let kind, let value, let time):
            component.fields
                + [("access", .integer(Int(kind))), ("value", .integer(Int(value)))] + Self.at(time)
        default: deviceFields
        }
    }

    private var deviceFields: [(String, OrderedJSON)] {
        switch self {
        case .deviceState(let state, let time):
            Self.state(UInt16(state), GB26875.Bits.ofDevice) + Self.at(time)
        case .deviceOperation(let flags, let person, let time):
            Self.operation(flags, person, GB26875.Bits.ofDeviceOperation) + Self.at(time)
        case .deviceVersion(let major, let minor): [("version", .string("\(major).\(minor)"))]
        case .deviceConfiguration(let note): [("text", .string(note.text))]
        case .deviceTime(let time), .setClock(let time): Self.at(time)
        case .aboutDeviceOperations(let wanted, let from):
            [("wanted", .integer(Int(wanted)))] + Self.at(from)
        case .toDevice(let parameter): [("parameter", .integer(Int(parameter)))]
        default: []
        }
    }

    private static func at(_ time: GB26875.TimeLabel?) -> [(String, OrderedJSON)] {
        time.map { [("time", .string($0.text))] } ?? []
    }

    private static func state(_ state: UInt16, _ bits: [GB26875.NamedBit]) -> [(String, OrderedJSON)] {
        [("state", .integer(Int(state)))] + names(GB26875.Bits.set(state, of: bits))
    }

    private static func operation(
        _ flags: UInt8, _ person: UInt8, _ bits: [GB26875.NamedBit]
    ) -> [(String, OrderedJSON)] {
        [("operation", .integer(Int(flags)))] + names(GB26875.Bits.set(UInt16(flags), of: bits))
            + [("operator", .integer(Int(person)))]
    }

    private static func names(_ bits: [GB26875.NamedBit]) -> [(String, OrderedJSON)] {
        [
            ("set", .array(bits.map { .string($0.word) })),
            ("set_zh", .array(bits.map { .string($0.name.zh) })),
        ]
    }

    private static func value(_ kind: GB26875.AnalogKind, _ raw: Int16) -> [(String, OrderedJSON)] {
        let fields: [(String, OrderedJSON)] = [
            ("analog", .integer(Int(kind.rawValue))), ("raw", .integer(Int(raw))),
        ]
        guard let quantity = kind.quantity else { return fields }
        return fields + [
            ("quantity", .string(quantity.word)), ("quantity_zh", .string(quantity.name.zh)),
            ("value", .number(quantity.value(raw))), ("unit", .string(quantity.unit)),
        ]
    }
}

extension GB26875.SystemPlace {
    fileprivate var json: OrderedJSON {
        .object([
            ("type", .integer(Int(type.rawValue))), ("en", .string(type.name.en)),
            ("zh", .string(type.name.zh)), ("address", .integer(Int(address))),
        ])
    }
}

extension GB26875.ComponentPlace {
    fileprivate var fields: [(String, OrderedJSON)] {
        let component: OrderedJSON = .object([
            ("type", .integer(Int(type.rawValue))), ("en", .string(type.name.en)),
            ("zh", .string(type.name.zh)),
        ])
        return [("system", system.json), ("component", component)] + Self.fields(address)
    }

    fileprivate static func fields(_ address: UInt32) -> [(String, OrderedJSON)] {
        [
            ("address", .integer(Int(address))), ("low", .integer(Int(address & 0xFFFF))),
            ("high", .integer(Int(address >> 16))),
        ]
    }
}
