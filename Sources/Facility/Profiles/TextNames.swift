import CSimdjson

/// The names by which the fields and the time of a textual codec are found, each with its place among the results:
/// keys of pairs, groups of a pattern, columns.
struct TextNames: Sendable, Equatable {
    private(set) var names: [[UInt8]] = []

    /// The slot of a name, made when it is new.
    mutating func slot(_ name: String) -> Int {
        let bytes = Array(name.utf8)
        if let slot = names.firstIndex(of: bytes) { return slot }
        names.append(bytes)
        return names.count - 1
    }

    func slot(of name: UnsafeBufferPointer<UInt8>) -> Int? {
        names.withUnsafeBufferPointer { names in
            names.indices.first { names[$0].elementsEqual(name) }
        }
    }
}

extension CompiledRoute {
    /// A route whose fields are found by names in a text.
    static func named(
        _ route: TopicRoute, _ profile: Int, _ points: [Point], _ reader: (inout TextNames) -> Reader
    ) -> CompiledRoute {
        var names = TextNames()
        let fields = route.fields.map { field in
            FieldReader(
                field, kind: points[field.point.position].kind,
                slots: ([field.at] + field.otherwise).map { names.slot($0) })
        }
        let places = route.time.map { [$0.at] + $0.otherwise }?.map { names.slot($0) } ?? []
        let claims = route.identity.map { names.slot($0.at) }
        let reader = reader(&names)
        return CompiledRoute(
            route, profile: profile, reader: reader, fields: fields,
            time: route.time.map { TimeReader($0, otherSlots: Array(places.dropFirst())) },
            timeSlot: places.first ?? 0, slotCount: max(1, names.names.count),
            identity: IdentityCheck(route.identity, slots: claims.map { $0 }[...], isAskedWithin: true))
    }
}

extension PayloadDecoder {
    /// Longest payload of a textual codec, bytes.
    static let longestText = 1 << 16

    /// What is wrong with a payload as a text, nil when nothing is.
    func misfit(ofText payload: UnsafeRawBufferPointer) -> RejectionReason.Malformation? {
        let text = payload.assumingMemoryBound(to: UInt8.self)
        if text.allSatisfy(\.isWhite) { return .empty }
        if text.count > Self.longestText { return .wrongForm("a text longer than \(Self.longestText) bytes") }
        return gj_is_utf8(text.baseAddress, text.count) == 0 ? .notUTF8 : nil
    }

    func clear(_ slots: Int) {
        for slot in 0..<slots { extractor.results[slot].kind = 0 }
    }

    /// Puts a part of a text, without the blanks around it, into a slot. Eight bytes after it must be readable.
    func put(_ part: UnsafeBufferPointer<UInt8>, into slot: Int) {
        let text = part.trimmed
        gj_text_value(text.baseAddress, text.count, 1, extractor.results + slot)
    }
}

extension UInt8 {
    /// ASCII white space.
    var isWhite: Bool { self == 0x20 || (0x09...0x0D).contains(self) }
}

extension UnsafeBufferPointer<UInt8> {
    /// Without the blanks around it.
    var trimmed: UnsafeBufferPointer<UInt8> {
        guard let first = firstIndex(where: { !$0.isWhite }), let last = lastIndex(where: { !$0.isWhite })
        else { return UnsafeBufferPointer(rebasing: self[0..<0]) }
        return UnsafeBufferPointer(rebasing: self[first...last])
    }
}

extension UnsafeRawBufferPointer {
    /// A text without the line ends and zeros at its end: firmware in C sends the zero of its strings with them, and
    /// a pattern's `$` would not match before either.
    var withoutEnd: UnsafeRawBufferPointer {
        guard let last = lastIndex(where: { $0 != 0 && $0 != 0x0A && $0 != 0x0D }) else {
            return UnsafeRawBufferPointer(rebasing: self[0..<0])
        }
        return UnsafeRawBufferPointer(rebasing: self[...last])
    }
}
