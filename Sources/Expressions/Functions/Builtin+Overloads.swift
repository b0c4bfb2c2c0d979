/// The ways functions may be called, as the checker holds them against what is written.
extension Builtin {
    /// One way a function may be called. Of a member call the first parameter stands before the dot.
    struct Overload {
        let isMember: Bool
        let parameters: [ValueType]
        let result: ValueType
    }

    var overloads: [Overload] {
        switch self {
        case .size:
            [.string, .bytes, .list(.dynamic), .map(key: .dynamic, value: .dynamic)].flatMap {
                [function([$0], .int), member([$0], .int)]
            }
        case .startsWith, .endsWith, .contains: [member([.string, .string], .bool)]
        case .matches: [member([.string, .string], .bool), function([.string, .string], .bool)]
        case .duration: [.string, .duration].map { function([$0], .duration) }
        case .timestamp: [.string, .int, .timestamp].map { function([$0], .timestamp) }
        case .int: [.int, .uint, .double, .string, .timestamp].map { function([$0], .int) }
        case .uint: [.uint, .int, .double, .string].map { function([$0], .uint) }
        case .double: [.double, .int, .uint, .string].map { function([$0], .double) }
        case .string:
            [.string, .bool, .int, .uint, .double, .bytes, .duration, .timestamp].map {
                function([$0], .string)
            }
        case .bool: [.bool, .string].map { function([$0], .bool) }
        case .bytes: [.bytes, .string].map { function([$0], .bytes) }
        case .type: [function([.dynamic], .type)]
        case .dyn: [function([.dynamic], .dynamic)]
        case .getHours, .getMinutes, .getSeconds, .getMilliseconds:
            calendar + [member([.duration], .int)]
        case .getFullYear, .getMonth, .getDate, .getDayOfMonth, .getDayOfWeek, .getDayOfYear: calendar
        default: textOverloads ?? numberOverloads
        }
    }

    private var calendar: [Overload] {
        [member([.timestamp], .int), member([.timestamp, .string], .int)]
    }

    private var textOverloads: [Overload]? {
        switch self {
        case .charAt: [member([.string, .int], .string)]
        case .indexOf, .lastIndexOf:
            [member([.string, .string], .int), member([.string, .string, .int], .int)]
        case .substring: [member([.string, .int], .string), member([.string, .int, .int], .string)]
        case .replace:
            [
                member([.string, .string, .string], .string),
                member([.string, .string, .string, .int], .string),
            ]
        case .split:
            [
                member([.string, .string], .list(.string)),
                member([.string, .string, .int], .list(.string)),
            ]
        case .join:
            [member([.list(.string)], .string), member([.list(.string), .string], .string)]
        case .trim, .reverse, .lowerAscii, .upperAscii: [member([.string], .string)]
        case .quote: [function([.string], .string)]
        case .encode: [function([.bytes], .string)]
        case .decode: [function([.string], .bytes)]
        default: nil
        }
    }

    private var numberOverloads: [Overload] {
        let numbers: [ValueType] = [.int, .uint, .double]
        let integers: [ValueType] = [.int, .uint]
        return switch self {
        case .ceil, .floor, .round, .trunc: [function([.double], .double)]
        case .sqrt: numbers.map { function([$0], .double) }
        case .abs, .sign: numbers.map { function([$0], $0) }
        case .isNaN, .isInf, .isFinite: [function([.double], .bool)]
        case .bitAnd, .bitOr, .bitXor: integers.map { function([$0, $0], $0) }
        case .bitNot: integers.map { function([$0], $0) }
        case .bitShiftLeft, .bitShiftRight: integers.map { function([$0, .int], $0) }
        // Their number of arguments is free; the compiler checks them by hand.
        default: []
        }
    }

    private func function(_ parameters: [ValueType], _ result: ValueType) -> Overload {
        Overload(isMember: false, parameters: parameters, result: result)
    }

    private func member(_ parameters: [ValueType], _ result: ValueType) -> Overload {
        Overload(isMember: true, parameters: parameters, result: result)
    }
}
