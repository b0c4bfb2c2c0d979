import Facility

/// Reads what a profile says of persons: `personal: true` of a field, and a topic's list of JSON Pointers to what is no
/// point but stands in the payload.
struct PersonalReader {
    private var waiting: [(topic: TopicPattern, path: String, value: YAMLValue)] = []

    /// A topic's `personal: [/order/phone, /order/card]`; a `*` for a token stands for every member or element.
    mutating func read(_ section: Section, of topic: TopicPattern?, isJSON: Bool) -> [String] {
        guard let list = section.optional("personal"), let items = list.oneOrMore() else { return [] }
        guard isJSON else {
            list.error(.profile(.personal(.pathsNeedJSON)))
            return []
        }
        if items.isEmpty { list.error(.form(.emptyList)) }
        return items.compactMap { item in
            guard let path = FieldReaderForPoints.pointer(item) else { return nil }
            if let topic { waiting.append((topic, path, item)) }
            return path
        }
    }

    /// A path that no example has is a mistake: misspelt, it would hide nothing.
    func check(_ examples: [ProfileExample]) {
        for (topic, path, value) in waiting {
            let payloads = examples.flatMap { $0.earlier + [.init(topic: $0.topic, payload: $0.payload)] }
                .filter { topic.matches($0.topic) }.map(\.payload)
            guard !payloads.contains(where: { PayloadMask.finds(path, in: $0) }) else { continue }
            let known = payloads.compactMap(JSONNode.parse).flatMap(\.leaves).map(\.pointer)
            value.error(
                .profile(.personal(.nowhere(path))), help: .nearest(to: path, among: known.uniqueInOrder))
        }
    }

    /// Whether a field is personal: by its point, or by itself.
    static func isPersonal(_ section: Section, _ point: Point, hasMap: Bool) -> Bool {
        var isPersonal = point.isPersonal
        if let value = section.optional("personal"), let says = value.boolean() {
            if point.isPersonal, !says { value.error(.profile(.personal(.staysPersonal(point.name)))) }
            if says, point.kind != .text { value.error(.profile(.personal(.onlyText))) }
            isPersonal = isPersonal || says
        }
        if isPersonal, hasMap {
            section.log.error(.profile(.personal(.withMap)), at: section.placeOfKey("map"))
        }
        return isPersonal
    }
}

extension Field {
    /// The same, personal or not.
    func personal(_ isPersonal: Bool) -> Field {
        var field = self
        field.isPersonal = isPersonal
        return field
    }
}

extension [String] {
    fileprivate var uniqueInOrder: [String] {
        var seen: Set<String> = []
        return filter { seen.insert($0).inserted }
    }
}
