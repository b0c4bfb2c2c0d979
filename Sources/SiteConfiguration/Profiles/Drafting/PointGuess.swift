import Expressions
import Facility

/// Which point a field probably is, in which unit, and what its spellings probably mean.
struct PointGuess {
    /// Nearness from which on a guess is worth a person's look.
    static let threshold = 0.5

    let field: FieldSurvey
    let point: Point
    let nearness: Double

    /// Each field to at most one point and each point to one field, the nearest pairs first.
    ///
    /// - Parameter topic: notions in the topics.
    static func match(_ fields: [FieldSurvey], _ points: [Point], topic: Set<String>) -> [PointGuess] {
        var pairs: [PointGuess] = []
        for field in fields {
            let words = field.isChoice ? field.spellings.map { WordSense.notions(in: $0) } : []
            let context = words.reduce(topic) { $0.union($1) }
            for point in points {
                let nearness =
                    WordSense.nearness(pointer: field.pointer, point: point, context: context)
                    * fit(field, point)
                if nearness >= threshold {
                    pairs.append(PointGuess(field: field, point: point, nearness: nearness))
                }
            }
        }
        // Of equals the one that matters more: a person looks at every guess, and at that one first.
        pairs.sort { left, right in
            if left.nearness != right.nearness { return left.nearness > right.nearness }
            if left.point.importance != right.point.importance {
                return left.point.importance > right.point.importance
            }
            return (left.field.pointer, left.point.name) < (right.field.pointer, right.point.name)
        }
        var chosen: [PointGuess] = []
        for pair in pairs
        where !chosen.contains(where: {
            $0.field.pointer == pair.field.pointer || $0.point.name == pair.point.name
        }) {
            chosen.append(pair)
        }
        return chosen
    }

    /// Whether the values could be the point's, 0 to 1.
    private static func fit(_ field: FieldSurvey, _ point: Point) -> Double {
        switch point.kind {
        case .number:
            if !field.isNumeric || field.isTruth { return 0 }
            return field.isPlainBoolean && field.spellings.count > 1 ? 0.6 : 1
        case .boolean:
            if field.isTruth || field.isPlainBoolean { return 1 }
            return field.isChoice && field.spellings.count <= 4 ? 0.85 : 0
        case .choice: return field.isChoice && !field.isTruth ? 0.95 : 0
        case .text: return 0.7
        }
    }

    /// The rest of the field's line: unit and map, each with its reason.
    var rest: (parts: [String], reason: String) {
        switch point.kind {
        case .number(let unit, let range):
            let (found, why) = Self.unit(field, canonical: unit, range: range)
            let low = field.numbers.min()?.plain ?? "?"
            let high = field.numbers.max()?.plain ?? "?"
            return (["unit: \(Self.quoted(found))"], "\(why); seen \(low) to \(high)")
        case .boolean:
            if field.isTruth || field.isPlainBoolean { return ([], "seen \(seen)") }
            let map = field.spellings.map { "\(JSONTree.quoted($0)): \(!Self.isNegative($0))" }
            return (["map: {\(map.joined(separator: ", "))}"], "look at both sides of the map")
        case .choice(let words):
            let map = field.spellings.map { spelling in
                "\(JSONTree.quoted(spelling)): \(Self.word(spelling, among: words) ?? "null")"
            }
            return (
                ["map: {\(map.joined(separator: ", "))}"], "the words are \(words.joined(separator: ", "))"
            )
        case .text: return ([], "seen \(seen)")
        }
    }

    private var seen: String {
        // Whatever a device sends must not end the comment's line.
        let shown = field.spellings.prefix(4).map { $0.filter { !$0.isNewline }.prefix(24) }
        return shown.joined(separator: ", ") + (field.spellings.count > 4 ? " …" : "")
    }

    private static func quoted(_ unit: String) -> String {
        unit.utf8.allSatisfy { $0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7A } ? unit : JSONTree.quoted(unit)
    }

    private static func isNegative(_ spelling: String) -> Bool {
        let negatives = [
            "0", "ok", "normal", "no", "none", "false", "off", "closed", "close", "idle", "good", "clear",
            "正常",
            "无", "否", "关",
        ]
        return negatives.contains(spelling.lowercased())
    }

    private static func word(_ spelling: String, among words: [String]) -> String? {
        let folded = spelling.lowercased()
        if let same = words.first(where: { $0 == folded }) { return same }
        return Spelling.suggestions(for: folded, among: words).first
    }

    /// What devices send, the likeliest of a quantity first.
    private static let commonUnits = [
        "Cel", "degF", "K", "kPa", "MPa", "bar", "Pa", "hPa", "psi", "V", "mV", "kV", "A", "mA", "uA", "W",
        "kW",
        "Wh", "kWh", "%", "ppm", "ppb", "%LEL", "m", "cm", "mm", "m/s", "mm/s", "cm/s", "Hz", "m3/h", "L/min",
        "L/s",
        "mg/L", "ug/L", "NTU", "uS/cm", "mS/cm", "min", "s", "ms", "h", "dBm", "dB", "lx", "kg", "g",
    ]

    /// The unit in the field's own name, else the first in which every value is plausible.
    private static func unit(
        _ field: FieldSurvey, canonical: String, range: ClosedRange<Double>?
    ) -> (String, String) {
        func isPlausible(_ unit: String) -> Bool {
            guard let conversion = Units.conversion(from: unit, to: canonical) else { return false }
            guard let range else { return unit == canonical }
            return field.numbers.allSatisfy { range.contains(conversion.apply($0)) }
        }
        let words = Set(WordSense.words(of: field.pointer.split(separator: "/").last.map(String.init) ?? ""))
        let units = commonUnits.filter { Units.conversion(from: $0, to: canonical) != nil }
        if let named = units.first(where: { $0.count > 1 && words.contains($0.lowercased()) }) {
            return (named, "the unit by the name")
        }
        if isPlausible(canonical) { return (canonical, "the unit by the range") }
        if let other = units.first(where: isPlausible) { return (other, "the unit by the range") }
        return (canonical, "no unit makes all values plausible")
    }
}
