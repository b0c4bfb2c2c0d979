import Facility
import Foundation

/// A JSON document as a tree, for the tools that look at examples; the decoder of messages has its own way.
indirect enum JSONNode: Decodable, Equatable {
    case null
    case truth(Bool)
    case number(Double)
    case text(String)
    case list([JSONNode])
    /// By key, so that the same document is the same tree.
    case object([String: JSONNode])

    /// Values inside one another; deeper ones are not looked at.
    private static let depthLimit = 32

    init(from decoder: any Decoder) throws {
        guard decoder.codingPath.count <= Self.depthLimit else {
            self = .null
            return
        }
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let truth = try? container.decode(Bool.self) {
            self = .truth(truth)
        } else if let number = try? container.decode(Double.self) {
            self = .number(number)
        } else if let text = try? container.decode(String.self) {
            self = .text(text)
        } else if let list = try? container.decode([JSONNode].self) {
            self = .list(list)
        } else {
            self = .object(try container.decode([String: JSONNode].self))
        }
    }

    /// Nil when the bytes are no JSON.
    static func parse(_ bytes: [UInt8]) -> JSONNode? {
        try? JSONDecoder().decode(JSONNode.self, from: Data(bytes))
    }

    /// Every scalar with its JSON Pointer, sorted by it.
    var leaves: [(pointer: String, value: JSONNode)] {
        switch self {
        case .object(let members):
            members.sorted { $0.key < $1.key }.flatMap { key, value in
                value.leaves.map { ("/\(Self.token(key))\($0.pointer)", $0.value) }
            }
        case .list(let items):
            items.enumerated().flatMap { position, value in
                value.leaves.map { ("/\(position)\($0.pointer)", $0.value) }
            }
        default: [("", self)]
        }
    }

    private static func token(_ key: String) -> String {
        key.replacing("~", with: "~0").replacing("/", with: "~1")
    }

    /// As a profile's map would spell it.
    var spelling: String {
        switch self {
        case .null: "null"
        case .truth(let truth): "\(truth)"
        case .number(let number): number.plain
        case .text(let text): text
        case .list, .object: ""
        }
    }

    /// On several lines, keys in order.
    static func pretty(_ bytes: [UInt8]) -> String? {
        guard let object = try? JSONSerialization.jsonObject(with: Data(bytes)),
            let data = try? JSONSerialization.data(
                withJSONObject: object, options: [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes])
        else { return nil }
        return String(decoding: data, as: UTF8.self)
    }
}
