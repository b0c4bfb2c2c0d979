import Foundation

/// A JSON answer, to be asked by JSON Pointers (RFC 6901). Numbers keep their digits: case numbers are longer than a
/// `Double` is exact.
indirect enum AnswerTree: Sendable, Equatable, Decodable {
    case null
    case flag(Bool)
    case number(String)
    case text(String)
    case list([AnswerTree])
    case fields([String: AnswerTree])

    /// nil for what is no JSON, and for what is nested deeper than the decoder goes (512).
    init?(_ bytes: [UInt8]) {
        guard let tree = try? JSONDecoder().decode(AnswerTree.self, from: Data(bytes)) else { return nil }
        self = tree
    }

    init(from decoder: any Decoder) throws {
        if let fields = try? decoder.container(keyedBy: AnyKey.self) {
            var held: [String: AnswerTree] = [:]
            for key in fields.allKeys {
                held[key.stringValue] = try fields.decode(AnswerTree.self, forKey: key)
            }
            self = .fields(held)
            return
        }
        if var items = try? decoder.unkeyedContainer() {
            var held: [AnswerTree] = []
            while !items.isAtEnd { held.append(try items.decode(AnswerTree.self)) }
            self = .list(held)
            return
        }
        let value = try decoder.singleValueContainer()
        if value.decodeNil() {
            self = .null
        } else if let flag = try? value.decode(Bool.self) {
            self = .flag(flag)
        } else if let text = try? value.decode(String.self) {
            self = .text(text)
        } else if let whole = try? value.decode(Int64.self) {
            self = .number(String(whole))
        } else {
            self = .number("\(try value.decode(Decimal.self))")
        }
    }

    private struct AnyKey: CodingKey {
        var stringValue: String
        var intValue: Int? { nil }

        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    /// What a pointer leads to; nil: nothing.
    subscript(pointer: String) -> AnswerTree? {
        guard !pointer.isEmpty else { return self }
        var value = self
        for part in pointer.dropFirst().split(separator: "/", omittingEmptySubsequences: false) {
            let name = String(part).replacing("~1", with: "/").replacing("~0", with: "~")
            switch value {
            case .fields(let fields):
                guard let next = fields[name] else { return nil }
                value = next
            case .list(let items):
                guard let position = Int(name), items.indices.contains(position) else { return nil }
                value = items[position]
            case .null, .flag, .number, .text: return nil
            }
        }
        return value
    }

    /// The first of several pointers that leads to a word which is not empty.
    func word(at pointers: [String]) -> String? {
        for pointer in pointers {
            if let word = self[pointer]?.word, !word.isEmpty { return word }
        }
        return nil
    }

    /// As a word: a number's digits, `true`; nil for null, lists and fields.
    var word: String? {
        switch self {
        case .text(let text): text
        case .number(let digits): digits
        case .flag(let flag): flag ? "true" : "false"
        case .null, .list, .fields: nil
        }
    }

    var items: [AnswerTree]? {
        if case .list(let items) = self { items } else { nil }
    }
}
