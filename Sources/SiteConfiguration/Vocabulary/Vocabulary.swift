import Expressions
import Facility

/// The words of one facility while its files are read: its points by name and the environment of its conditions.
struct Vocabulary {
    /// Position in the library's facilities.
    let facility: Int
    let kind: FacilityKind
    /// Names in the order of the file.
    let names: [String]
    /// Where each point lies in the table of all points.
    let indices: [String: PointIndex]
    let points: [String: Point]

    /// Position i of a condition's variables is `names[i]`.
    var layout: [PointIndex] { names.map { indices[$0]! } }

    /// The points' units and what their rates come in, so that `degC_per_min(8.3)` fits `rate(air.temperature, …)`.
    private var unitsInUse: [String] {
        let units = names.compactMap { points[$0]!.unit }
        return units + units.map { $0 + "/s" }.filter(Units.isKnown)
    }

    /// - Parameter hazards: what `sources('…')` may name.
    func environment(hazards: [String]) -> Environment {
        let variables = names.map { name in
            switch points[name]!.kind {
            case .number(let unit, _): Variable(name, .double, unit: unit)
            case .boolean: Variable(name, .bool)
            case .choice(let values): Variable(name, .string, values: values)
            case .text: Variable(name, .string)
            }
        }
        return Environment(
            variables: variables, units: Units.literals(for: unitsInUse),
            windowFunctions: ConditionWindows.all(hazards: hazards))
    }

    /// What a condition may speak of whose devices are counted: its device's own readings.
    func innerEnvironment(_ outer: Environment) -> Environment {
        Environment(
            variables: outer.variables, units: outer.units, windowFunctions: ConditionWindows.plain)
    }
}

/// Reads `facility.yaml`.
struct VocabularyReader {
    /// Positions of points are 16 bits, and half of that is more than anybody needs.
    static let pointLimit = 32_767

    private enum PointType: String, CaseIterable { case number, boolean, choice = "enum", text }

    /// - Parameters:
    ///   - folder: the folder's name, which is the facility's.
    ///   - points: the table of all points; grows.
    static func read(
        _ section: Section, folder: String, facility: Int, points: inout [Point]
    ) -> Vocabulary {
        if let id = section.required("facility"), let text = id.word(), text != folder {
            id.error(.profile(.notTheFolder(text, folder: folder)))
        }
        let name = section.required("name")?.localizedText() ?? LocalizedText(en: folder, zh: folder)
        var names: [String] = []
        var indices: [String: PointIndex] = [:]
        var table: [String: Point] = [:]
        if let entries = section.required("points")?.section() {
            for (name, place, value) in entries.all() {
                guard isPointName(name) else {
                    section.log.error(.profile(.invalidPointName(name)), at: place)
                    continue
                }
                guard points.count < pointLimit else {
                    section.log.error(.profile(.tooManyPoints(limit: pointLimit)), at: place)
                    break
                }
                // A point with a mistake still is a word, so that nothing else complains of it.
                let point = readPoint(name, value, facility: facility)
                checkUnit(of: point, at: value, beside: names.compactMap { table[$0] })
                names.append(name)
                indices[name] = PointIndex(points.count)
                table[name] = point
                points.append(point)
            }
        }
        section.finish()
        return Vocabulary(
            facility: facility, kind: FacilityKind(id: folder, name: name), names: names, indices: indices,
            points: table)
    }

    private static func readPoint(_ name: String, _ value: YAMLValue, facility: Int) -> Point {
        var point = Point(name: name, facility: facility, kind: .text)
        guard let section = value.section() else { return point }
        point.title = section.optional("name")?.localizedText()
        let unit = section.optional("unit")
        let type =
            section.optional("type").map { $0.choice(PointType.allCases) } ?? (unit == nil ? nil : .number)
        if unit == nil, !section.has("type") { _ = section.required("type") }
        let range = section.optional("range")
        let values = section.optional("values")
        let within = section.optional("within")
        let basis = section.optional("basis")
        if let importance = section.optional("importance")?.choice(Point.Importance.allCases) {
            point.importance = importance
        }
        switch type {
        case .number:
            point.kind = .number(unit: readUnit(unit, in: section), range: range.flatMap(readRange))
        case .boolean: point.kind = .boolean
        case .choice: point.kind = .choice(readValues(values, of: value))
        case .text, nil: break
        }
        if let type, type != .number {
            for (key, extra) in [("unit", unit), ("range", range)] where extra != nil {
                section.log.error(.profile(.onlyForNumbers(key)), at: section.placeOfKey(key))
            }
        }
        point.limits = within.flatMap { PointLimitsReader.read($0, of: point, basis: basis) }
        point.quality = QualityRuleReader.read(section, isNumber: type == .number)
        if let value = section.optional("personal"), value.boolean() == true {
            point.isPersonal = true
            if type ?? .text != .text { value.error(.profile(.personal(.onlyText))) }
        }
        if type != nil, type != .choice, let values { values.error(.form(.unknownKey("values"))) }
        section.finish()
        return point
    }

    private static func readUnit(_ value: YAMLValue?, in section: Section) -> String {
        guard let value = value ?? section.required("unit"), let unit = value.word() else { return "1" }
        if !Units.isKnown(unit) { value.error(.profile(.unknownUnit(unit)), help: .nearestUnit(to: unit)) }
        return unit
    }

    /// A unit literal such as `mA(30)` becomes the unit the points of its dimension have; with two it would fit
    /// only one of them.
    private static func checkUnit(of point: Point, at value: YAMLValue, beside others: [Point]) {
        guard let unit = point.unit else { return }
        for other in others {
            guard let otherUnit = other.unit, let conversion = Units.conversion(from: unit, to: otherUnit)
            else {
                continue
            }
            guard conversion != .identity else { return }
            return value.error(.profile(.twoUnits(unit, other: otherUnit, point: other.name)))
        }
    }

    static func readRange(_ value: YAMLValue) -> ClosedRange<Double>? {
        guard let items = value.list() else { return nil }
        guard items.count == 2 else {
            value.error(.profile(.rangeNeedsTwo))
            return nil
        }
        guard let low = items[0].number(), let high = items[1].number() else { return nil }
        guard low < high else {
            value.error(.profile(.rangeNotAscending))
            return nil
        }
        return low...high
    }

    private static func readValues(_ value: YAMLValue?, of point: YAMLValue) -> [String] {
        guard let value else {
            point.error(.profile(.choiceNeedsValues))
            return []
        }
        var words: [String] = []
        for item in value.list() ?? [] {
            guard let word = item.word() else { continue }
            if words.contains(word) {
                item.error(.profile(.duplicateValue(word)))
            } else {
                words.append(word)
            }
        }
        if words.isEmpty { value.error(.profile(.choiceNeedsValues)) }
        return words
    }

    /// `car.speed`: lowercase words of letters, digits and `_`, joined by dots.
    static func isPointName(_ name: String) -> Bool {
        name.utf8.count <= 64
            && name.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { word in
                guard let first = word.utf8.first, (0x61...0x7A).contains(first) else { return false }
                return word.utf8.allSatisfy {
                    (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x5F
                }
            }
    }
}
