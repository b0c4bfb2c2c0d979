import Expressions

/// Reads typed values, in whichever form they are written.
enum CelReading {
    /// What cannot be read, in a few words.
    struct Refusal: Error {
        let reason: String
    }

    /// - Parameter json: a typed value, or `{"value": …}` around one.
    static func value(_ json: CelJSON) throws(Refusal) -> Value {
        if CelForm(of: json) == nil, let inner = json.object?["value"], json.object?.count == 1 {
            return try value(inner)
        }
        guard let (word, worth) = CelForm.kind(of: json) else { throw Refusal(reason: "no typed value") }
        switch (word, worth) {
        case ("null", _), ("null_type", _): return .null
        case ("bool", .bool(let holds)): return .bool(holds)
        case ("int", _): return .int(try integer(worth))
        case ("uint", _): return .uint(try integer(worth))
        case ("double", _): return .double(try double(worth))
        case ("string", .text(let text)): return .string(text)
        case ("bytes", .text(let text)):
            guard let bytes = Base64.bytes(of: text) else { throw Refusal(reason: "bytes are no base64") }
            return .bytes(bytes)
        case ("list", _): return .list(try elements(worth, "values"))
        case ("map", _): return try map(worth)
        case ("type", .text(let name)):
            guard let type = TypeName.byName[name] else { throw Refusal(reason: "no such type: \(name)") }
            return .type(type)
        case ("duration", .text(let text)): return try duration(text)
        case ("timestamp", .text(let text)): return try timestamp(text)
        case ("object", .object(let fields)): return try object(fields)
        default: throw Refusal(reason: "no such typed value: \(word)")
        }
    }

    private static func integer<Number: FixedWidthInteger>(_ json: CelJSON) throws(Refusal) -> Number {
        let number: Number? =
            switch json {
            case .int(let number): Number(exactly: number)
            case .uint(let number): Number(exactly: number)
            case .double(let number): Number(exactly: number)
            case .text(let text): Number(text)
            default: nil
            }
        guard let number else { throw Refusal(reason: "no whole number of 64 bits") }
        return number
    }

    private static func double(_ json: CelJSON) throws(Refusal) -> Double {
        let number: Double? =
            switch json {
            case .int(let number): Double(number)
            case .uint(let number): Double(number)
            case .double(let number): number
            case .text(let text): Double(text)
            default: nil
            }
        guard let number else { throw Refusal(reason: "no number") }
        return number
    }

    /// A list, or an object with a list under a name; nothing is an empty one, as protobuf leaves it out.
    private static func items(_ json: CelJSON, _ name: String) throws(Refusal) -> [CelJSON] {
        switch json {
        case .list(let items): return items
        case .object(let fields) where fields.isEmpty: return []
        case .object(let fields):
            if case .list(let items) = fields[name] { return items }
            throw Refusal(reason: "no `\(name)`")
        default: throw Refusal(reason: "no list")
        }
    }

    private static func elements(_ json: CelJSON, _ name: String) throws(Refusal) -> [Value] {
        var values: [Value] = []
        for item in try items(json, name) { values.append(try value(item)) }
        return values
    }

    private static func map(_ json: CelJSON) throws(Refusal) -> Value {
        var entries: [ValueMap.Entry] = []
        for item in try items(json, "entries") {
            let pair: (CelJSON, CelJSON)
            switch item {
            case .list(let parts) where parts.count == 2: pair = (parts[0], parts[1])
            case .object(let fields):
                guard let key = fields["key"], let worth = fields["value"] else {
                    throw Refusal(reason: "an entry has a key and a value")
                }
                pair = (key, worth)
            default: throw Refusal(reason: "an entry has a key and a value")
            }
            entries.append(ValueMap.Entry(key: try value(pair.0), value: try value(pair.1)))
        }
        guard let map = ValueMap(entries) else {
            throw Refusal(reason: "a key is of no key type or there twice")
        }
        return .map(map)
    }

    private static func duration(_ text: String) throws(Refusal) -> Value {
        guard let duration = DurationText.parse(text) else { throw Refusal(reason: "no duration: \(text)") }
        return duration.value
    }

    private static func timestamp(_ text: String) throws(Refusal) -> Value {
        guard let instant = TimestampText.parse(text) else { throw Refusal(reason: "no timestamp: \(text)") }
        return instant.value
    }

    /// A protobuf message in an `Any`: of those there are the two that are types of the language.
    private static func object(_ fields: [String: CelJSON]) throws(Refusal) -> Value {
        let type = fields["@type"]?.text ?? ""
        guard case .text(let text) = fields["value"] else {
            throw Refusal(reason: "no such message: \(type)")
        }
        if type.hasSuffix("google.protobuf.Duration") { return try duration(text) }
        if type.hasSuffix("google.protobuf.Timestamp") { return try timestamp(text) }
        throw Refusal(reason: "no such message: \(type)")
    }
}
