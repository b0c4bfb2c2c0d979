/// The functions of the language itself and of its two usual extensions, for texts and for numbers: one
/// case, one row in `overloads` and one line in `apply` each. The raw value is the name as it is written.
enum Builtin: String, CaseIterable {
    case size, startsWith, endsWith, contains, matches
    case duration, timestamp, int, uint, double, string, bool, bytes, type, dyn

    // Times
    case getFullYear, getMonth, getDate, getDayOfMonth, getDayOfWeek, getDayOfYear
    case getHours, getMinutes, getSeconds, getMilliseconds

    // Texts
    case charAt, indexOf, lastIndexOf, substring, replace, split, join, trim, reverse
    case lowerAscii, upperAscii
    case quote = "strings.quote"
    case encode = "base64.encode"
    case decode = "base64.decode"

    // Numbers
    case greatest = "math.greatest"
    case least = "math.least"
    case ceil = "math.ceil"
    case floor = "math.floor"
    case round = "math.round"
    case trunc = "math.trunc"
    case sqrt = "math.sqrt"
    case abs = "math.abs"
    case sign = "math.sign"
    case isNaN = "math.isNaN"
    case isInf = "math.isInf"
    case isFinite = "math.isFinite"
    case bitAnd = "math.bitAnd"
    case bitOr = "math.bitOr"
    case bitXor = "math.bitXor"
    case bitNot = "math.bitNot"
    case bitShiftLeft = "math.bitShiftLeft"
    case bitShiftRight = "math.bitShiftRight"

    var name: String { rawValue }

    static let byName = Dictionary(uniqueKeysWithValues: allCases.map { ($0.name, $0) })

    /// Whether it reads a calendar, and therefore may be told a time zone.
    var isCalendar: Bool {
        switch self {
        case .getFullYear, .getMonth, .getDate, .getDayOfMonth, .getDayOfWeek, .getDayOfYear, .getHours,
            .getMinutes, .getSeconds, .getMilliseconds:
            true
        default: false
        }
    }

    /// Takes any number of numbers, or one list of them.
    var isVariadic: Bool { self == .greatest || self == .least }

    /// Whether what it yields is of the unit of what it is given.
    var keepsUnit: Bool {
        switch self {
        // A conversion changes how a number is kept, not what it measures.
        case .int, .uint, .double, .dyn, .abs, .ceil, .floor, .round, .trunc: true
        default: false
        }
    }
}
