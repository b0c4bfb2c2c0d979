import Expressions

/// How a typed value is written as JSON. All are read; what is printed is written as the line's own values are.
struct CelForm: Sendable, Equatable {
    enum Shape: Sendable {
        /// Protobuf's JSON of `cel.expr.Value`: `{"int64Value":"1"}`.
        case proto
        /// The same with the field names of the schema: `{"int64_value":1}`.
        case snake
        /// `{"int":1}`.
        case short
        /// `{"type":"int","value":1}`.
        case tagged
    }

    let shape: Shape
    /// Whether whole numbers stand in quotes; as the shape has it when nothing was seen of them.
    private var hasQuotedIntegers: Bool?
    /// Whether they are called `int64` and `uint64`, outside of protobuf's own shapes.
    private var hasSizedIntegers: Bool?
    /// Whether a map is `{"key":…,"value":…}` after another, outside of protobuf's own shapes.
    private var hasEntryObjects: Bool?

    static let proto = CelForm(shape: .proto)

    private init(shape: Shape) { self.shape = shape }

    /// What this form says nothing of is as it was, where the shape is the same.
    func after(_ former: CelForm) -> CelForm {
        guard shape == former.shape else { return self }
        var form = self
        form.hasQuotedIntegers = hasQuotedIntegers ?? former.hasQuotedIntegers
        form.hasSizedIntegers = hasSizedIntegers ?? former.hasSizedIntegers
        form.hasEntryObjects = hasEntryObjects ?? former.hasEntryObjects
        return form
    }

    private static let shortWords: Set<String> = [
        "null", "bool", "int", "uint", "int64", "uint64", "double", "string", "bytes", "list", "map", "type",
        "duration",
        "timestamp",
    ]
    private static let protoWords: Set<String> = [
        "nullValue", "boolValue", "int64Value", "uint64Value", "doubleValue", "stringValue", "bytesValue",
        "listValue", "mapValue", "typeValue", "objectValue",
    ]

    /// The form of a typed value; nil for what is none.
    init?(of json: CelJSON) {
        guard let shape = Self.shape(of: json) else { return nil }
        self.shape = shape
        learn(from: json, depth: 4)
    }

    /// Takes in how whole numbers and maps are written, from the first of each.
    private mutating func learn(from json: CelJSON, depth: Int) {
        guard depth > 0 else { return }
        if let (word, worth) = Self.written(json) {
            if ["int", "uint", "int64", "uint64"].contains(word) {
                hasQuotedIntegers = hasQuotedIntegers ?? (worth.text != nil)
                hasSizedIntegers = hasSizedIntegers ?? word.hasSuffix("64")
            }
            if word == "map", case .list(let entries) = worth, let first = entries.first {
                hasEntryObjects = hasEntryObjects ?? (first.object != nil)
            }
        }
        switch json {
        case .object(let fields):
            for (_, value) in fields.sorted(by: { $0.key < $1.key }) { learn(from: value, depth: depth - 1) }
        case .list(let items): for item in items { learn(from: item, depth: depth - 1) }
        default: break
        }
    }

    private static func shape(of json: CelJSON) -> Shape? {
        guard let fields = json.object else { return nil }
        if fields["type"]?.text != nil, fields["value"] != nil, fields.count == 2 { return .tagged }
        guard fields.count == 1, let word = fields.keys.first else { return nil }
        if protoWords.contains(word) { return .proto }
        if protoWords.contains(camel(word)) { return .snake }
        return shortWords.contains(word) ? .short : nil
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
        guard let (word, worth) = written(json) else { return nil }
        switch word {
        case "int64": return ("int", worth)
        case "uint64": return ("uint", worth)
        case "google.protobuf.Duration": return ("duration", worth)
        case "google.protobuf.Timestamp": return ("timestamp", worth)
        default: return (word, worth)
        }
    }

    /// The same with the word as it is written, without protobuf's `Value` behind it.
    private static func written(_ json: CelJSON) -> (word: String, worth: CelJSON)? {
        guard let shape = shape(of: json), let fields = json.object else { return nil }
        if shape == .tagged { return (fields["type"]?.text ?? "", fields["value"] ?? .null) }
        guard let (key, worth) = fields.first else { return nil }
        let word = camel(key)
        return (shape == .short ? key : String(word.dropLast(5)), worth)
    }

    /// A value as JSON. Nil for unknown and error, which are no values.
    func json(_ value: Value) -> CelJSON? {
        switch value {
        case .unknown, .error: return nil
        case .null: return wrapped("null", .null)
        case .bool(let holds): return wrapped("bool", .bool(holds))
        case .int(let number): return wrapped("int", isQuoted ? .text(String(number)) : .int(number))
        case .uint(let number):
            return wrapped("uint", isQuoted ? .text(String(number)) : .uint(number))
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
            return wrapped("list", isMessage ? .object(["values": elements]) : elements)
        case .map(let map): return wrapped("map", entries(map))
        }
    }

    private var isQuoted: Bool { hasQuotedIntegers ?? (shape == .proto) }
    private var isMessage: Bool { shape == .proto || shape == .snake }

    private static func json(_ number: Double) -> CelJSON {
        if number.isNaN { return .text("NaN") }
        if number.isInfinite { return .text(number < 0 ? "-Infinity" : "Infinity") }
        return .double(number)
    }

    private func wrapped(_ word: String, _ worth: CelJSON) -> CelJSON {
        let sized = word == "int" || word == "uint" ? word + "64" : word
        switch shape {
        case .short: return .object([hasSizedIntegers == true ? sized : word: worth])
        case .tagged:
            return .object(["type": .text(hasSizedIntegers == true ? sized : word), "value": worth])
        case .proto, .snake:
            return .object([sized + (shape == .proto ? "Value" : "_value"): worth])
        }
    }

    private func time(_ type: String, _ text: String) -> CelJSON {
        guard isMessage else { return wrapped(type.lowercased(), .text(text)) }
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
        let objects = CelJSON.list(pairs.map { .object(["key": $0.0, "value": $0.1]) })
        if isMessage { return .object(["entries": objects]) }
        return hasEntryObjects == true ? objects : .list(pairs.map { .list([$0.0, $0.1]) })
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
