/// What a centre may ask and what it is told (types 61 … 68 and 81 … 88, 8.1).
extension FireCentreBook {
    /// nil: there is nothing to answer with, which is said by a refusal (6.3, command 6).
    func answer(to question: GB26875.ApplicationUnit, now: Timestamp) -> GB26875.ApplicationUnit? {
        guard let code = question.type, let type = GB26875.UnitType(rawValue: code), question.problem == nil
        else { return nil }
        switch type {
        case .readDeviceState: return deviceState(at: now)
        case .readDeviceVersion: return unit(.deviceVersion, [version()])
        case .readDeviceTime: return unit(.deviceTime, [.deviceTime(settings.label(now))])
        case .readDeviceConfiguration:
            return unit(.deviceConfiguration, [.deviceConfiguration(configuration)])
        case .readDeviceOperations: return recorded(question)
        case .readSystemState: return systems(in: question, as: .systemState, now)
        case .readSystemVersion: return systems(in: question, as: .systemVersion, now)
        case .readSystemConfiguration: return systems(in: question, as: .systemConfiguration, now)
        case .readSystemTime: return systems(in: question, as: .systemTime, now)
        case .readComponentState: return components(in: question, as: .componentState, now)
        case .readComponentConfiguration: return components(in: question, as: .componentConfiguration, now)
        // A box that reads detectors by radio holds no measurements of a panel, and no record of who pressed what at
        // it.
        case .readComponentValue, .readSystemOperations: return nil
        default: return nil
        }
    }

    private func unit(
        _ type: GB26875.UnitType, _ objects: [GB26875.UnitObject]
    ) -> GB26875.ApplicationUnit? {
        objects.isEmpty ? nil : GB26875.ApplicationUnit(type, Array(objects.prefix(type.mostObjects)))
    }

    private func version() -> GB26875.UnitObject {
        .deviceVersion(major: settings.version.major, minor: settings.version.minor)
    }

    /// A text of a length of its own, at most 255 bytes.
    private var configuration: GB26875.Note {
        Self.note(table.siteName + " 更夫 \(points.count)点", most: 255)
    }

    private static func note(_ text: String, most: Int) -> GB26875.Note {
        var bytes: [UInt8] = []
        for character in text {
            let next = GB18030.bytes(String(character))
            guard bytes.count + next.count <= most else { break }
            bytes += next
        }
        return GB26875.Note(bytes: bytes)
    }

    /// The latest of what was done from a time on, the earliest first; none is an empty list.
    private func recorded(_ question: GB26875.ApplicationUnit) -> GB26875.ApplicationUnit? {
        guard case .aboutDeviceOperations(let wanted, let from)? = question.objects.first else { return nil }
        let since = from.localSeconds ?? .min
        let found = operations.filter { (settings.label($0.at).localSeconds ?? .max) >= since }
        return GB26875.ApplicationUnit(
            .deviceOperation, found.prefix(min(Int(wanted), Self.operationLimit)).map(object))
    }

    private func systems(
        in question: GB26875.ApplicationUnit, as type: GB26875.UnitType, _ now: Timestamp
    ) -> GB26875.ApplicationUnit? {
        let objects = question.objects.compactMap { object -> GB26875.UnitObject? in
            guard case .aboutSystem(let system) = object else { return nil }
            let members = points.filter { $0.place.system == system }
            guard !members.isEmpty else { return nil }
            switch type {
            case .systemState:
                return .systemState(system, state: state(of: members), settings.label(now))
            case .systemVersion:
                return .systemVersion(system, major: settings.version.major, minor: settings.version.minor)
            case .systemTime: return .systemTime(system, settings.label(now))
            default:
                // Three of them must fit into one unit (8.1).
                return .systemConfiguration(
                    system,
                    Self.note("\(table.siteName) \(system.type.name.zh) \(members.count)点", most: 255))
            }
        }
        return unit(type, objects)
    }

    /// A system is as its points are, and in test while one of them is; a disabled point disables no system.
    private func state(of members: [FirePoint]) -> UInt16 {
        let states = members.map { state(of: $0) }
        let all = states.reduce(0, |) & ~(Bit.disabled | Bit.normal)
        // Bit 8 of a component is a power fault, of a system the mains' fault.
        return all | (states.allSatisfy { $0 & Bit.normal != 0 } ? Bit.normal : 0)
    }

    private func components(
        in question: GB26875.ApplicationUnit, as type: GB26875.UnitType, _ now: Timestamp
    ) -> GB26875.ApplicationUnit? {
        let found = question.objects.flatMap { object -> [FirePoint] in
            guard case .aboutComponent(let system, let address) = object else { return [] }
            return points.filter { $0.place.system == system && $0.place.address == address }
        }
        return unit(
            type,
            found.map { point in
                type == .componentState
                    ? .componentState(point.place, state: state(of: point), point.text, settings.label(now))
                    : .componentConfiguration(point.place, point.text)
            })
    }
}
