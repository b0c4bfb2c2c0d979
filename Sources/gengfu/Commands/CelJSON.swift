import Foundation

/// Any JSON, with integers kept whole: typed values come in several shapes, which `Decodable` types alone cannot
/// hold apart.
indirect enum CelJSON: Hashable, Sendable {
    case null
    case bool(Bool)
    case int(Int64)
    case uint(UInt64)
    case double(Double)
    case text(String)
    case list([CelJSON])
    case object([String: CelJSON])

    /// Nested deeper than this it is refused.
    private static let depthLimit = 128

    /// Nil for what is no JSON.
    init?(line: String) {
        guard let value = try? JSONDecoder().decode(CelJSON.self, from: Data(line.utf8)) else { return nil }
        self = value
    }

    var object: [String: CelJSON]? {
        if case .object(let fields) = self { fields } else { nil }
    }

    var text: String? {
        if case .text(let text) = self { text } else { nil }
    }
}

extension CelJSON: Decodable {
    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard decoder.codingPath.count < Self.depthLimit else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "nested too deep")
        }
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .bool(value)
        } else if let value = try? container.decode(Int64.self) {
            self = .int(value)
        } else if let value = try? container.decode(UInt64.self) {
            self = .uint(value)
        } else if let value = try? container.decode(Double.self) {
            self = .double(value)
        } else if let value = try? container.decode(String.self) {
            self = .text(value)
        } else if let value = try? container.decode([CelJSON].self) {
            self = .list(value)
        } else {
            self = .object(try container.decode([String: CelJSON].self))
        }
    }
}

extension CelJSON {
    /// As one line, keys in alphabetical order. A double keeps its point and its sign, `-0.0`, which
    /// `JSONEncoder` writes as the integer `-0`.
    var line: String {
        switch self {
        case .null: "null"
        case .bool(let holds): holds ? "true" : "false"
        case .int(let number): String(number)
        case .uint(let number): String(number)
        case .double(let number): String(number)
        case .text(let text): Self.quoted(text)
        case .list(let items): "[" + items.map(\.line).joined(separator: ",") + "]"
        case .object(let fields):
            "{"
                + fields.sorted { $0.key < $1.key }.map { Self.quoted($0.key) + ":" + $0.value.line }
                .joined(separator: ",") + "}"
        }
    }

    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": quoted += "\\" + String(scalar)
            case _ where scalar.value < 0x20 || scalar.value == 0x7F:
                let digits = String(scalar.value, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
