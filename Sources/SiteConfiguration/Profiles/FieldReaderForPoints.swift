import Facility

/// Reads one entry of a topic's `points`: where the value lies, what its spellings mean, in which unit it is.
struct FieldReaderForPoints {
    let vocabulary: Vocabulary
    /// Whether the payload is one bare value.
    let isText: Bool
    /// Reads where a value lies, as the codec writes it.
    var place: (YAMLValue) -> String? = FieldReaderForPoints.pointer

    func read(_ name: String, at place: SourcePlace, _ value: YAMLValue) -> Field? {
        guard let index = vocabulary.indices[name], let point = vocabulary.points[name] else {
            value.log.error(
                .profile(.unknownPoint(name, facility: vocabulary.kind.id)), at: place,
                help: .nearest(to: name, among: vocabulary.names))
            return nil
        }
        // `car.floor: /State/Floor` for `car.floor: {at: /State/Floor}`.
        if value.kind == .text || value.kind == .number, !isText {
            return self.place(value).map { Field(point: index, at: $0).personal(point.isPersonal) }
        }
        guard let section = value.section() else { return nil }
        let pointers = readPointers(section)
        return read(section, index, point, pointers: pointers)
    }

    /// Reads what is said of a field beside its place, and finishes its section.
    func read(_ section: Section, _ index: PointIndex, _ point: Point, pointers: [String]?) -> Field? {
        let map = section.optional("map").map { readMap($0, for: point) } ?? [:]
        let conversion = section.optional("unit").map { readUnit($0, for: point) } ?? .identity
        let scaling = readScaling(section, for: point)
        let range = readRange(section, for: point)
        let quality = QualityRuleReader.read(section, isNumber: point.unit != nil)
        let isPersonal = PersonalReader.isPersonal(section, point, hasMap: !map.isEmpty)
        section.finish()
        guard let pointers, let conversion else { return nil }
        return Field(
            point: index, at: pointers[0], map: map, conversion: conversion.applied(after: scaling),
            otherwise: Array(pointers.dropFirst()), range: range, quality: quality
        ).personal(isPersonal)
    }

    private func readRange(_ section: Section, for point: Point) -> ClosedRange<Double>? {
        guard let value = section.optional("range") else { return nil }
        guard point.unit != nil else {
            section.log.error(.profile(.onlyForNumbers("range")), at: section.placeOfKey("range"))
            return nil
        }
        return VocabularyReader.readRange(value)
    }

    private func readPointers(_ section: Section) -> [String]? {
        guard isText else {
            guard let value = section.required("at"), let items = value.oneOrMore() else { return nil }
            let pointers = items.compactMap(place)
            if items.isEmpty { value.error(.form(.emptyList)) }
            return pointers.count == items.count && !items.isEmpty ? pointers : nil
        }
        if let value = section.optional("at") {
            value.error(.profile(.pointerInText))
            return nil
        }
        return [""]
    }

    static func pointer(_ value: YAMLValue) -> String? {
        guard let text = value.word() else { return nil }
        guard JSONPlan.isPointer(text) else {
            value.error(.profile(.notAPointer(text)))
            return nil
        }
        return text
    }

    /// `scale` and `offset` turn what is sent into the unit: with `unit: MPa, scale: 0.01` 45 is 0.45 MPa.
    private func readScaling(_ section: Section, for point: Point) -> LinearConversion {
        let scale = section.optional("scale")
        let offset = section.optional("offset")
        guard scale != nil || offset != nil else { return .identity }
        if point.unit == nil {
            for (key, value) in [("scale", scale), ("offset", offset)] where value != nil {
                section.log.error(.profile(.onlyForNumbers(key)), at: section.placeOfKey(key))
            }
            return .identity
        }
        let factor = scale.map { $0.number() ?? 1 } ?? 1
        if factor == 0 { scale?.error(.profile(.scaleOfZero)) }
        return LinearConversion(scale: factor, offset: offset.map { $0.number() ?? 0 } ?? 0)
    }

    private func readUnit(_ value: YAMLValue, for point: Point) -> LinearConversion? {
        guard let unit = value.word() else { return nil }
        guard let target = point.unit else {
            value.error(.profile(.unitWithoutNumber))
            return nil
        }
        if let conversion = Units.conversion(from: unit, to: target) { return conversion }
        if !Units.isKnown(unit) {
            value.error(.profile(.unknownUnit(unit)), help: .nearestUnit(to: unit))
        } else if Units.isKnown(target) {
            // An unknown target is the vocabulary's own mistake and is said there.
            value.error(.profile(.notConvertible(from: unit, to: target)), help: .writeInUnit(target))
        }
        return nil
    }

    private func readMap(_ value: YAMLValue, for point: Point) -> [String: FieldValue] {
        guard let section = value.section() else { return [:] }
        var map: [String: FieldValue] = [:]
        for (spelling, _, meaning) in section.all() {
            map[spelling] = FieldValueReader.read(meaning, for: point)
        }
        if map.isEmpty, section.all().isEmpty { value.error(.form(.emptyList), help: .listEverySpelling) }
        return map
    }
}

/// Reads a value written for a point: in a map or as what an example must yield.
enum FieldValueReader {
    /// Nil when it is no value of the point, which is then in the log.
    static func read(_ value: YAMLValue, for point: Point) -> FieldValue? {
        if value.isNull { return .nothing }
        switch point.kind {
        case .number: return value.number().map(FieldValue.number)
        case .boolean: return value.boolean().map(FieldValue.boolean)
        case .text: return value.text().map(FieldValue.text)
        case .choice(let words):
            guard let word = value.text() else { return nil }
            guard words.contains(word) else {
                value.error(
                    .profile(.mapValueNotOfPoint(word, expected: words.joined(separator: ", "))),
                    help: .nearest(to: word, among: words))
                return nil
            }
            return .text(word)
        }
    }
}

extension LinearConversion {
    /// First the other one, then this.
    func applied(after first: LinearConversion) -> LinearConversion {
        if first == .identity { return self }
        return LinearConversion(scale: scale * first.scale, offset: scale * first.offset + offset)
    }
}
