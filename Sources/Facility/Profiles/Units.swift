import Expressions

/// The units that files may name, and how they turn into one another when a profile is loaded.
///
/// Names are those of SenML (RFC 8428 section 12.1, RFC 8798) where it has one, and the field's own beside them
/// (`degF`, `kgf/cm2`, `%LEL`). Factors are exact by definition (SI brochure, BIPM 2019; NIST SP 811 appendix B for
/// inch, foot, pound, psi) unless the table says otherwise. Only units of one dimension turn into one another: a gas
/// alarm's `%LEL` is no humidity.
package enum Units {
    /// One row of the table.
    struct Unit: Sendable {
        var name: String
        var dimension: String
        /// `value in base unit = scale * value + offset`.
        var toBase: LinearConversion
        /// Its function in expressions, nil when the unit is an alias of another one.
        var literal: String?
    }

    /// What a value of a dimension is: the same word means the two can be converted.
    package static func dimension(of unit: String) -> String? { unitsByName[unit]?.dimension }

    /// For lists that people read.
    package static var allNames: [String] { table.map(\.name) }

    package static func isKnown(_ unit: String) -> Bool { unitsByName[unit] != nil }

    /// - Returns: nil when one of them is unknown or their dimensions differ.
    package static func conversion(from source: String, to target: String) -> LinearConversion? {
        guard let source = unitsByName[source], let target = unitsByName[target],
            source.dimension == target.dimension
        else { return nil }
        if source.toBase == target.toBase { return .identity }
        // Dividing by the exact factor loses less than multiplying by its rounded inverse.
        return LinearConversion(
            scale: source.toBase.scale / target.toBase.scale,
            offset: (source.toBase.offset - target.toBase.offset) / target.toBase.scale)
    }

    /// The literal functions of expressions over points in these units: `degC(60)`, `MPa(0.35)`.
    ///
    /// A literal is folded into the unit the points of its dimension have; where they have several, the first one
    /// given counts. Literals of dimensions that no point has keep their own unit, so that comparing them to a point
    /// is found to be a mistake.
    package static func literals(for pointUnits: [String]) -> [UnitLiteral] {
        var targets: [String: String] = [:]
        for unit in pointUnits {
            guard let dimension = dimension(of: unit), targets[dimension] == nil else { continue }
            targets[dimension] = unit
        }
        return table.compactMap { unit in
            guard let function = unit.literal else { return nil }
            let target = targets[unit.dimension] ?? unit.name
            let conversion = conversion(from: unit.name, to: target) ?? .identity
            return UnitLiteral(function, unit: target, scale: conversion.scale, offset: conversion.offset)
        }
    }

    /// The functions that say a value of this unit's dimension, the unit's own first: for "write `MPa(…)`".
    package static func literalNames(for unit: String) -> [String] {
        guard let known = unitsByName[unit] else { return [] }
        let family = table.filter { $0.dimension == known.dimension }
        let own = family.filter { $0.toBase == known.toBase }
        return (own + family.filter { $0.toBase != known.toBase }).compactMap(\.literal)
    }

    /// Known units a misspelt one may mean, the likeliest first, at most three.
    package static func suggestions(for misspelt: String) -> [String] {
        let wanted = Array(misspelt.lowercased())
        let aliases = commonMistakes[misspelt.lowercased()].map { [$0] } ?? []
        let near = table.map { ($0.name, distance(wanted, Array($0.name.lowercased()))) }
            .filter { $0.1 <= max(1, wanted.count / 3) && !aliases.contains($0.0) }
            .sorted { $0.1 < $1.1 }
        return Array((aliases + near.map(\.0)).prefix(3))
    }

    /// Insertions, deletions, changes and swaps of neighbours that turn one word into the other.
    private static func distance(_ from: [Character], _ to: [Character]) -> Int {
        var rows = [Array(0...to.count)]
        for (i, letter) in from.enumerated() {
            var row = [i + 1]
            for (j, other) in to.enumerated() {
                var best = min(rows[i][j + 1] + 1, row[j] + 1, rows[i][j] + (letter == other ? 0 : 1))
                if i > 0, j > 0, letter == to[j - 1], from[i - 1] == other {
                    best = min(best, rows[i - 1][j - 1] + 1)
                }
                row.append(best)
            }
            rows.append(row)
        }
        return rows[from.count][to.count]
    }

    /// What people write for a unit that has another name here.
    private static let commonMistakes = [
        "c": "Cel", "°c": "Cel", "celsius": "Cel", "celcius": "Cel", "℃": "Cel", "f": "degF", "°f": "degF",
        "fahrenheit": "degF", "kelvin": "K", "percent": "%", "sec": "s", "second": "s", "seconds": "s",
        "minute": "min", "minutes": "min", "hour": "h", "hours": "h", "hr": "h", "m³/h": "m3/h",
        "m^3/h": "m3/h",
        "m³": "m3", "µs/cm": "uS/cm", "μs/cm": "uS/cm", "ω": "Ohm", "ohms": "Ohm", "volt": "V", "amp": "A",
        "watt": "W", "mps": "m/s", "kph": "km/h", "kmh": "km/h", "kg/cm2": "kgf/cm2", "kgf/cm²": "kgf/cm2",
        "lel": "%LEL", "%lel": "%LEL", "rh": "%RH", "%rh": "%RH", "mg/l": "mg/L", "l/s": "L/s",
        "l/min": "L/min",
        "lps": "L/s", "lbs": "lb", "metre": "m", "meter": "m", "feet": "ft", "inch": "in", "℉": "degF",
    ]

    private static let unitsByName = Dictionary(
        table.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
}
