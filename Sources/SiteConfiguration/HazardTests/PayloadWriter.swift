import Facility
import Foundation

/// Writes the payload a device of a profile would send to say some values: the profile read backwards, maps
/// and units included.
struct PayloadWriter {
    enum Mistake: Error, Equatable {
        /// No spelling of the field's map means the value.
        case unspeakable(PointIndex, FieldValue)
        /// Two fields lie at one place, or one inside another.
        case collision(pointer: String)
    }

    let route: TopicRoute
    let points: [Point]

    /// - Parameter time: written where the profile reads its time.
    func payload(_ values: [(point: PointIndex, value: FieldValue)], at time: Timestamp) throws(Mistake)
        -> [UInt8]
    {
        var document = JSONTree.object([])
        if let rule = route.time {
            _ = document.insert(TimeSpelling.json(rule, at: time), at: Self.path(rule.at)[...])
        }
        for (point, value) in values {
            guard let field = route.fields.first(where: { $0.point == point }) else { continue }
            guard let (word, isText) = Self.spelling(of: value, in: field) else {
                throw .unspeakable(point, value)
            }
            if route.codec == .text { return Array(word.utf8) }
            let json = isText ? JSONTree.quoted(word) : word
            guard document.insert(json, at: Self.path(field.at)[...]) else {
                throw .collision(pointer: field.at)
            }
        }
        return Array(document.text.utf8)
    }

    /// What the payload holds for a value, and whether it is a text there.
    static func spelling(of value: FieldValue, in field: Field) -> (word: String, isText: Bool)? {
        if let word = field.map.filter({ $0.value == value }).keys.min() { return (word, true) }
        switch value {
        case .number(let number):
            let raw = Self.raw(number, through: field.conversion)
            return (raw.plain, false)
        case .boolean(let truth): return field.map.isEmpty ? ("\(truth)", false) : nil
        case .text(let text): return field.map.isEmpty ? (text, true) : nil
        case .nothing: return nil
        }
    }

    /// The number that the conversion turns into `number`, to the last bit where there is one: a case about a
    /// limit must not miss it by a rounding.
    static func raw(_ number: Double, through conversion: LinearConversion) -> Double {
        let quotient = (number - conversion.offset) / conversion.scale
        // Twelve digits are what a person would have written.
        let rounded = Double(String(format: "%.12g", quotient)) ?? quotient
        let candidates = [rounded, quotient, quotient.nextUp, quotient.nextDown]
        return candidates.first { conversion.apply($0) == number } ?? quotient
    }

    /// RFC 6901: `/a~1b/0` → `a/b`, `0`.
    static func path(_ pointer: String) -> [String] {
        pointer.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map {
            String($0).replacing("~1", with: "/").replacing("~0", with: "~")
        }
    }
}
