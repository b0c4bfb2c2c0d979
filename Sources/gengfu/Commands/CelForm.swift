import Expressions

/// How a typed value is written as JSON. All are read; what is printed is written as the line's own values are.
enum CelForm: Sendable {
    /// Protobuf's JSON of `cel.expr.Value`: `{"int64Value":"1"}`.
    case proto
    /// The same with the field names of the schema: `{"int64_value":1}`.
    case snake
    /// `{"int":1}`.
    case short
    /// `{"type":"int","value":1}`.
    case tagged

    private static let shortWords: Set<String> = [
        "null", "bool", "int", "uint", "double", "string", "bytes", "list", "map", "type", "duration",
        "timestamp",
    ]
    private static let protoWords: Set<String> = [
        "nullValue", "boolValue", "int64Value", "uint64Value", "doubleValue", "stringValue", "bytesValue",
        "listValue", "mapValue", "typeValue", "objectValue",
    ]

    /// The form of a typed value; nil for what is none.
    init?(of json: CelJSON) {
        guard let fields = json.object else { return nil }
        if fields["type"]?.text != nil, fields["value"] != nil, fields.count == 2 {
            self = .tagged
            return
        }
        guard fields.count == 1, let word = fields.keys.first else { return nil }
        if Self.protoWords.contains(word) {
            self = .proto
        } else if Self.protoWords.contains(Self.camel(word)) {
            self = .snake
        } else if Self.shortWords.contains(word) {
            self = .short
        } else {
            return nil
        }
    }

    /// `int64_value` → `int64Value`.
    static func camel(_ word: String) -> String {
        let parts = word.split(separator: "_")
        return parts.dropFirst().reduce(String(parts.first ?? "")) {
            $0 + $1.prefix(1).uppercased() + $1.dropFirst()
        }
    }

    /// What kind of value stands there and what says its worth; nil for what is no typed value.
    static func kind(of json: CelJSON) -> (word: String, worth: CelJSON)? {
        guard let form = CelForm(of: json), let fields = json.object else { return nil }
        if form == .tagged { return (fields["type"]?.text ?? "", fields["value"] ?? .null) }
        guard let (key, worth) = fields.first else { return nil }
        switch camel(key) {
        case "int64Value": return ("int", worth)
        case "uint64Value": return ("uint", worth)
        case let word where word.hasSuffix("Value"): return (String(word.dropLast(5)), worth)
        default: return (key, worth)
        }
    }

    /// A value as JSON. Nil for unknown and error, which are no values.
    func json(_ value: Value) -> CelJSON? {
        switch value {
        case .unknown, .error: return nil
        case .null: return wrapped("null", .null)
        case .bool(let holds): return wrapped("bool", .bool(holds))
        case .int(let number): return wrapped("int", isProto ? .text(String(number)) : .int(number))
        case .uint(let number): return wrapped("uint", isProto ? .text(String(number)) : .uint(number))
        case .double(let number): return wrapped("double", Self.json(number))
        case .string(let text): return wrapped("string", .text(text))
        case .bytes(let bytes): return wrapped("bytes", .text(Base64.text(of: bytes)))
        case .type(let type): return wrapped("type", .text(type.name))
        case .duration, .fineDuration:
            return ExactDuration(value).map { time("Duration", DurationText.write($0)) }
        case .timestamp, .fineTimestamp:
            return ExactInstant(value).map { time("Timestamp", TimestampText.write($0)) }
        case .list(let elements):
            let elements = CelJSON.list(elements.compactMap { json($0) })
            return wrapped("list", isProto || self == .snake ? .object(["values": elements]) : elements)
        case .map(let map): return wrapped("map", entries(map))
        }
    }

    private var isProto: Bool { self == .proto }

    private static func json(_ number: Double) -> CelJSON {
        if number.isNaN { return .text("NaN") }
        if number.isInfinite { return .text(number < 0 ? "-Infinity" : "Infinity") }
        return .double(number)
    }

    private func wrapped(_ word: String, _ worth: CelJSON) -> CelJSON {
        switch self {
        case .short: return .object([word: worth])
        case .tagged: return .object(["type": .text(word), "value": worth])
        case .proto, .snake:
            let sized = word == "int" || word == "uint" ? word + "64" : word
            return .object([sized + (self == .proto ? "Value" : "_value"): worth])
        }
    }

    private func time(_ type: String, _ text: String) -> CelJSON {
        guard self == .proto || self == .snake else { return wrapped(type.lowercased(), .text(text)) }
        return wrapped(
            "object",
            .object(["@type": .text("type.googleapis.com/google.protobuf.\(type)"), "value": .text(text)]))
    }

    /// In the order of their keys, since a map has none and a reader compares what is printed.
    private func entries(_ map: ValueMap) -> CelJSON {
        let sorted = map.entries.sorted { Self.order($0.key) < Self.order($1.key) }
        let pairs: [(CelJSON, CelJSON)] = sorted.compactMap { entry in
            json(entry.key).flatMap { key in json(entry.value).map { (key, $0) } }
        }
        guard isProto || self == .snake else { return .list(pairs.map { .list([$0.0, $0.1]) }) }
        return .object(["entries": .list(pairs.map { .object(["key": $0.0, "value": $0.1]) })])
    }

    private static func order(_ key: Value) -> (Int, Int64, UInt64, String) {
        switch key {
        case .bool(let holds): (0, holds ? 1 : 0, 0, "")
        case .int(let number): (1, number, 0, "")
        case .uint(let number): (2, 0, number, "")
        case .string(let text): (3, 0, 0, text)
        default: (4, 0, 0, "")
        }
    }
}
