import CSimdjson

/// Turns a number into a point's unit by the unit that the payload itself states beside it (SenML, OCPP).
struct UnitReader: Sendable {
    private let units: [(name: [UInt8], conversion: LinearConversion)]
    /// For a value without a unit: as the profile's field says.
    private let unstated: LinearConversion
    /// The point is no number: its values have no unit.
    private let isNumber: Bool

    /// Names of units that are not in our table: OCPP 1.6, MeterValues (both spellings of Celsius are legal there).
    private static let aliases = ["Celsius": "Cel", "Celcius": "Cel", "Fahrenheit": "degF", "Percent": "%"]

    init(_ field: Field, _ point: Point) {
        unstated = field.conversion
        isNumber = point.unit != nil
        guard let target = point.unit else {
            units = []
            return
        }
        let all =
            Units.allNames.map { ($0, $0) }
            + Self.aliases.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        units = all.compactMap { name, unit in
            Units.conversion(from: unit, to: target).map { (Array(name.utf8), $0) }
        }
    }

    /// The value in the point's unit; nil when the unit stated is none of the point's quantity.
    /// - Parameter unit: GJ_MISSING when none is stated.
    func convert(_ value: gj_value, unit: gj_value) -> gj_value? {
        guard isNumber, let number = value.spelledNumber else { return value }
        var conversion = unstated
        if !unit.isMissing {
            guard let own = units.first(where: { unit.bytes.elementsEqual($0.name) }) else { return nil }
            conversion = own.conversion
        }
        var converted = value
        converted.kind = UInt8(GJ_NUMBER.rawValue)
        converted.number = conversion.apply(number)
        return converted
    }
}

extension FieldReader {
    /// A reader of values that `UnitReader` has converted already and that lie in the first slot.
    static func converted(_ field: Field, _ point: Point) -> FieldReader {
        var field = field
        field.conversion = .identity
        return FieldReader(field, kind: point.kind, slots: [0])
    }
}
