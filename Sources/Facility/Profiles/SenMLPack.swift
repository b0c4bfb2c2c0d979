import CSimdjson

/// One record of a pack, with the base values put in (RFC 8428, section 4.6 "resolved").
struct SenMLRecord {
    /// RFC 8428 section 4.5.3: below 2^28 a time is relative to now, otherwise it counts from 1970.
    enum Time {
        case now
        case after(Interval)
        case at(Timestamp)
    }

    var name: [UInt8] = []
    /// GJ_MISSING when it has none.
    var unit = gj_value()
    /// Number, text, boolean or data (in base64url, as it is); GJ_MISSING when it has none.
    var value = gj_value()
    var sum = gj_value()
    var time = Time.now
}

/// Steps through a pack and resolves its records. Base values hold from the record that has them to the end.
struct SenMLPack {
    static let mostRecords = 4_096
    /// The version we read; RFC 8428 itself is 10, and only a higher one must be refused (section 4.4).
    static let version = 10.0
    private static let absolute = Double(1 << 28)
    /// 10000-01-01T00:00:00Z.
    private static let end = 253_402_300_800.0

    private var records: JSONMembers
    private var baseName: [UInt8] = []
    private var baseTime = 0.0
    private var baseUnit = gj_value()
    private var baseValue: Double?
    private var baseSum: Double?
    private var baseVersion: Double?
    private var count = 0
    /// Why the pack must not be read; set at the end of a walk that stopped early.
    private(set) var mistake: RejectionReason.Malformation?

    /// - Parameter document: holds the pack, just read.
    init(_ document: JSONExtractor) {
        let root = document.value(at: UInt32(GJ_ROOT))
        records = document.members(of: UInt32(GJ_ROOT))
        if !root.isArray { mistake = .wrongForm("a senml pack is an array") }
    }

    /// What one record says itself.
    private struct Raw {
        var name = gj_value()
        var unit = gj_value()
        var time: Double?
        var sum: Double?
        var number: Double?
        /// vs, vb or vd.
        var other = gj_value()
        var values = 0
    }

    /// The next record that has a value; nil at the end or at a mistake.
    mutating func next() -> SenMLRecord? {
        while mistake == nil, records.step() {
            count += 1
            guard count <= Self.mostRecords else {
                mistake = .wrongForm("more than \(Self.mostRecords) senml records")
                return nil
            }
            guard let raw = read() else { return nil }
            if raw.values == 0, raw.sum == nil { continue }
            return resolve(raw)
        }
        return nil
    }

    /// Reads one record's fields, base values into their place.
    private mutating func read() -> Raw? {
        guard records.value.isObject else { return refuse("a senml record is an object") }
        var raw = Raw()
        var fields = records.below
        while fields.step() {
            let (key, value) = (fields.key, fields.value)
            guard take(key, value, into: &raw) else { return nil }
        }
        guard raw.values <= 1 else { return refuse("a senml record with two values") }
        return raw
    }

    /// - Returns: false when the pack must not be read.
    private mutating func take(_ key: gj_value, _ value: gj_value, into raw: inout Raw) -> Bool {
        let label = SenMLLabel(key)
        switch label {
        case .unknown: return true
        case .mustUnderstand:
            mistake = .notUnderstood("the field " + key.spelling)
            return false
        case .boolean:
            guard value.isTruth else { return fail("a senml `vb` that is no boolean") }
            raw.values += 1
            raw.other = value
            return true
        case .baseName, .baseUnit, .name, .unit, .text, .data:
            guard value.isString else { return fail("a senml text that is none: " + key.spelling) }
            return takeText(label, value, into: &raw)
        default:
            guard !value.isString, let number = value.spelledNumber else {
                return fail("a senml number that is none: " + key.spelling)
            }
            return takeNumber(label, number, into: &raw)
        }
    }

    private mutating func takeText(_ label: SenMLLabel, _ value: gj_value, into raw: inout Raw) -> Bool {
        switch label {
        case .baseName: baseName = Array(value.bytes)
        case .baseUnit: baseUnit = value
        case .name: raw.name = value
        case .unit: raw.unit = value
        default:
            raw.values += 1
            raw.other = value
        }
        return true
    }

    private mutating func takeNumber(_ label: SenMLLabel, _ number: Double, into raw: inout Raw) -> Bool {
        switch label {
        case .baseTime: baseTime = number
        case .baseValue: baseValue = number
        case .baseSum: baseSum = number
        case .baseVersion: return takeVersion(number)
        case .time: raw.time = number
        case .sum: raw.sum = number
        case .number:
            raw.values += 1
            raw.number = number
        default: break
        }
        return true
    }

    private mutating func fail(_ what: String) -> Bool {
        mistake = .wrongForm(what)
        return false
    }

    private mutating func takeVersion(_ version: Double) -> Bool {
        if let baseVersion, baseVersion != version { return fail("two senml versions in one pack") }
        baseVersion = version
        guard version <= Self.version else {
            mistake = .notUnderstood("version \(FieldReader.plainText(version))")
            return false
        }
        return true
    }

    private mutating func resolve(_ raw: Raw) -> SenMLRecord? {
        var record = SenMLRecord()
        record.name = baseName + Array(raw.name.bytes)
        guard let first = record.name.first, Self.isAlphanumeric(first), record.name.allSatisfy(Self.isOfName)
        else { return refuse("a senml name that is empty or not of `A-Za-z0-9-:./_`") }
        record.unit = raw.unit.length == 0 ? baseUnit : raw.unit
        if let number = raw.number {
            record.value = Self.value(number + (baseValue ?? 0))
        } else {
            record.value = raw.other
        }
        if let sum = raw.sum { record.sum = Self.value(sum + (baseSum ?? 0)) }
        let time = baseTime + (raw.time ?? 0)
        guard abs(time) < Self.end else { return refuse("a senml time beyond the year 9999") }
        if time >= Self.absolute {
            record.time = .at(Timestamp(milliseconds: Int64((time * 1_000).rounded())))
        } else if time != 0 {
            record.time = .after(Interval(milliseconds: Int64((time * 1_000).rounded())))
        }
        return record
    }

    private mutating func refuse<Result>(_ what: String) -> Result? {
        mistake = .wrongForm(what)
        return nil
    }

    private static func value(_ number: Double) -> gj_value {
        var value = gj_value()
        value.kind = UInt8(GJ_NUMBER.rawValue)
        value.number = number
        return value
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }

    private static func isOfName(_ byte: UInt8) -> Bool {
        isAlphanumeric(byte) || "-:./_".utf8.contains(byte)
    }
}

/// The labels of RFC 8428, tables 1 and 2.
private enum SenMLLabel {
    case baseName, baseTime, baseUnit, baseValue, baseSum, baseVersion
    case name, unit, number, text, boolean, data, sum, time, updateTime
    /// Ends in `_`: whoever does not know it must refuse the pack (section 4.4).
    case mustUnderstand
    case unknown

    private static let known: [(StaticString, SenMLLabel)] = [
        ("n", .name), ("v", .number), ("u", .unit), ("t", .time), ("bn", .baseName), ("bt", .baseTime),
        ("bu", .baseUnit), ("bv", .baseValue), ("bs", .baseSum), ("bver", .baseVersion), ("vs", .text),
        ("vb", .boolean), ("vd", .data), ("s", .sum), ("ut", .updateTime),
    ]

    init(_ key: gj_value) {
        if let label = Self.known.first(where: { key.spells($0.0) }) {
            self = label.1
        } else {
            self = key.bytes.last == UInt8(ascii: "_") ? .mustUnderstand : .unknown
        }
    }
}
