import Facility

/// Reads what a point should read: `within: [0.05, 2]` of a number, `within: [normal]` of an enum, `within: true`
/// of a boolean, with the `basis` that papers print.
enum PointLimitsReader {
    static func read(_ value: YAMLValue, of point: Point, basis: YAMLValue?) -> PointLimits? {
        let basis = basis?.word() ?? ""
        switch point.kind {
        case .number:
            return VocabularyReader.readRange(value).map { PointLimits(.numbers($0), basis: basis) }
        case .boolean: return value.boolean().map { PointLimits(.flag($0), basis: basis) }
        case .choice(let known):
            guard let items = value.list() else { return nil }
            let words = items.compactMap { item -> String? in
                guard let word = item.word() else { return nil }
                if known.contains(word) { return word }
                item.error(.form(.notAChoice(word)), help: .nearest(to: word, among: known))
                return nil
            }
            return words.isEmpty ? nil : PointLimits(.words(words), basis: basis)
        case .text:
            value.error(.form(.unknownKey("within")))
            return nil
        }
    }
}
