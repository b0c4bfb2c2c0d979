import Facility

/// Reads `bytes`, where the bytes of a message are: nothing or `raw` for the payload itself, `hex` or `base64` for a
/// payload that is text, `{hex: /data}` for text inside JSON.
enum PayloadBytesReader {
    static func read(_ section: Section) -> PayloadBytes {
        guard let value = section.optional("bytes") else { return .raw }
        let words = PayloadBytes.Spelling.allCases.map(\.rawValue)
        guard value.kind == .mapping, let inner = value.section() else {
            guard let word = value.word(), word != "raw" else { return .raw }
            if let spelling = PayloadBytes.Spelling(rawValue: word) { return .text(spelling) }
            value.error(.form(.notAChoice(word)), help: .nearest(to: word, among: ["raw"] + words))
            return .raw
        }
        defer { inner.finish() }
        for spelling in PayloadBytes.Spelling.allCases {
            guard let at = inner.optional(spelling.rawValue) else { continue }
            return FieldReaderForPoints.pointer(at).map { .json(pointer: $0, spelling) } ?? .raw
        }
        inner.missingOneOf(words, .form(.missingKey(words[0])))
        return .raw
    }
}
