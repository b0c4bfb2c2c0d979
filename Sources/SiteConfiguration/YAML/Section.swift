import Expressions
import Yams

/// A mapping being read. It remembers which keys were asked for: a key nobody asked for is a mistake, and a
/// required key that is missing is one too, unless a misspelling of it is already reported.
package final class Section {
    private struct Entry {
        let key: String
        let node: Node
        let value: YAMLValue
    }

    let value: YAMLValue
    private let entries: [Entry]
    private var asked: [String] = []
    private var missing: [String] = []
    private var missingChoices: [(keys: [String], message: Message)] = []

    init(value: YAMLValue, mapping: Node.Mapping) {
        self.value = value
        entries = mapping.compactMap { key, node in
            guard case .scalar(let scalar) = key, !HiddenKey.hides(scalar.string) else { return nil }
            return Entry(
                key: scalar.string, node: key,
                value: YAMLValue(node: node, key: key, document: value.document))
        }
        for (key, _) in mapping {
            if case .scalar = key { continue }
            value.log.error(.form(.keyIsNotText), at: value.document.place(of: key))
        }
    }

    var document: YAMLDocument { value.document }
    package var log: DiagnosticLog { value.log }
    package var place: SourcePlace { value.place }

    /// The value under a key that may be absent.
    package func optional(_ key: String) -> YAMLValue? {
        if !asked.contains(key) { asked.append(key) }
        return entries.first { $0.key == key }?.value
    }

    /// The value under a key that must be there; its absence is reported by `finish`.
    package func required(_ key: String) -> YAMLValue? {
        if let value = optional(key) { return value }
        missing.append(key)
        return nil
    }

    /// None of several keys is there; said by `finish`, unless one of them is misspelt.
    package func missingOneOf(_ keys: [String], _ message: Message) {
        missingChoices.append((keys, message))
    }

    package func has(_ key: String) -> Bool { entries.contains { $0.key == key } }

    /// Where a key is written, for messages about the key rather than its value.
    package func placeOfKey(_ key: String) -> SourcePlace {
        entries.first { $0.key == key }.map { document.place(of: $0.node) } ?? place
    }

    /// Every entry in the file's order, for mappings whose keys are names of the operator's.
    package func all() -> [(key: String, place: SourcePlace, value: YAMLValue)] {
        asked += entries.map(\.key)
        return entries.map { ($0.key, document.place(of: $0.node), $0.value) }
    }

    /// Reports what was not asked for and what was asked for in vain. Call it once, after the last key.
    package func finish() {
        var excused: Set<String> = []
        for entry in entries where !asked.contains(entry.key) {
            let near = Spelling.suggestions(for: entry.key, among: asked.filter { !has($0) })
            excused.formUnion(near.prefix(1))
            log.error(
                .form(.unknownKey(entry.key)), at: document.place(of: entry.node),
                help: .nearest(to: entry.key, among: asked.filter { !has($0) }, otherwiseKnown: asked))
        }
        for key in missing where !excused.contains(key) {
            log.error(.form(.missingKey(key)), at: place)
        }
        for (keys, message) in missingChoices where excused.isDisjoint(with: keys) {
            log.error(message, at: place)
        }
    }
}
