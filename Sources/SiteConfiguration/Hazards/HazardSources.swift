/// Where every hazard was read from, so that a site may have it read again with other numbers.
struct HazardSources {
    struct Source {
        let value: YAMLValue
        let reader: HazardReader
    }

    /// By id; of two with one id the first.
    var sources: [String: Source] = [:]

    subscript(id: String) -> Source? { sources[id] }
}

extension HazardSources.Source {
    /// What the hazard's file says under a key.
    func written(_ key: String) -> YAMLValue? {
        guard let node = value.node.mapping?[key] else { return nil }
        return YAMLValue(node: node, key: nil, document: value.document)
    }

    /// The names under `let`, in the file's order.
    var numberNames: [String] {
        value.node.mapping?["let"]?.mapping?.keys.compactMap { $0.scalar?.string } ?? []
    }

    var hasSeveralSigns: Bool { (value.node.mapping?["any_of"]?.sequence?.count ?? 0) > 1 }
}
