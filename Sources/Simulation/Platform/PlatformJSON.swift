import Foundation

/// Any JSON value: the platform must see fields nobody told it of, to refuse them by name.
enum PlatformJSON: Sendable, Equatable, Codable {
    case null
    case boolean(Bool)
    case number(Double)
    case text(String)
    case list([PlatformJSON])
    case object([String: PlatformJSON])

    init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if value.decodeNil() {
            self = .null
        } else if let flag = try? value.decode(Bool.self) {
            self = .boolean(flag)
        } else if let number = try? value.decode(Double.self) {
            self = .number(number)
        } else if let text = try? value.decode(String.self) {
            self = .text(text)
        } else if let list = try? value.decode([PlatformJSON].self) {
            self = .list(list)
        } else {
            self = .object(try value.decode([String: PlatformJSON].self))
        }
    }

    func encode(to encoder: any Encoder) throws {
        var value = encoder.singleValueContainer()
        switch self {
        case .null: try value.encodeNil()
        case .boolean(let flag): try value.encode(flag)
        case .number(let number):
            if let whole = Int64(exactly: number) {
                try value.encode(whole)
            } else {
                try value.encode(number)
            }
        case .text(let text): try value.encode(text)
        case .list(let list): try value.encode(list)
        case .object(let fields): try value.encode(fields)
        }
    }

    static func parse(_ bytes: Data) -> PlatformJSON? {
        try? JSONDecoder().decode(PlatformJSON.self, from: bytes)
    }

    /// Keys sorted, so that equal values are equal bytes.
    var bytes: Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(self)) ?? Data("null".utf8)
    }

    subscript(key: String) -> PlatformJSON? {
        if case .object(let fields) = self { fields[key] } else { nil }
    }

    var string: String? { if case .text(let text) = self { text } else { nil } }
    var integer: Int? { if case .number(let number) = self { Int(exactly: number) } else { nil } }
}
