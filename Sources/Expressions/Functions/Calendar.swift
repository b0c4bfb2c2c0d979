/// What a calendar says of an instant, and how many hours, minutes … a length of time is. The odd counting
/// (months from 0, `getDate` from 1 and `getDayOfMonth` from 0) is CEL's.
enum Calendar {
    /// - Parameter zone: UTC when nil.
    static func apply(_ function: Builtin, _ value: Value, zone: Zone?) -> Value {
        if let instant = ExactInstant(value) {
            let offset = zone.map { Int64($0(instant.seconds)) } ?? 0
            return part(function, CivilTime(instant, offset: offset)).map(Value.int)
                ?? .error(.noSuchOverload)
        }
        guard zone == nil, let length = ExactDuration(value) else { return .error(.noSuchOverload) }
        let seconds = length.parts.seconds
        switch function {
        case .getHours: return .int(seconds / 3600)
        case .getMinutes: return .int(seconds / 60)
        case .getSeconds: return .int(seconds)
        // The milliseconds beyond the seconds, unlike its three sisters; so the definition has it.
        case .getMilliseconds: return .int(length.parts.nanoseconds / 1_000_000)
        default: return .error(.noSuchOverload)
        }
    }

    private static func part(_ function: Builtin, _ time: CivilTime) -> Int64? {
        switch function {
        case .getFullYear: time.year
        case .getMonth: time.month - 1
        case .getDate: time.day
        case .getDayOfMonth: time.day - 1
        case .getDayOfWeek: time.dayOfWeek
        case .getDayOfYear: time.dayOfYear
        case .getHours: time.hour
        case .getMinutes: time.minute
        case .getSeconds: time.second
        case .getMilliseconds: time.nanosecond / 1_000_000
        default: nil
        }
    }
}
