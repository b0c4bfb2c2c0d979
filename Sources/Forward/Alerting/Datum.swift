import Foundation

/// The reference frame a position is given in, and the way to WGS-84 from it.
///
/// Chinese maps shift positions by some hundred metres (GCJ-02), one maker's maps by more (BD-09). The shift has no
/// published inverse; it is found by taking the shift back until nothing is left, to better than a metre.
enum Datum: String {
    /// Within decimetres of WGS-84.
    case cgcs2000 = "CGCS2000"
    case wgs84 = "WGS84"
    case gcj02 = "GCJ-02"
    case bd09 = "BD-09"

    struct Position: Equatable {
        var longitude: Double
        var latitude: Double
    }

    /// Degrees in, degrees out.
    func wgs84(longitude: Double, latitude: Double) -> Position {
        let given = Position(longitude: longitude, latitude: latitude)
        switch self {
        case .cgcs2000, .wgs84: return given
        case .gcj02: return Self.unshifted(given)
        case .bd09: return Self.unshifted(Self.unmarked(given))
        }
    }

    private static func unshifted(_ given: Position) -> Position {
        guard isShifted(given) else { return given }
        var guess = given
        for _ in 0..<6 {
            let shifted = shift(guess)
            guess.longitude += given.longitude - shifted.longitude
            guess.latitude += given.latitude - shifted.latitude
        }
        return guess
    }

    /// BD-09 to GCJ-02.
    private static func unmarked(_ given: Position) -> Position {
        let (x, y) = (given.longitude - 0.0065, given.latitude - 0.006)
        let turn = Double.pi * 3_000 / 180
        let z = (x * x + y * y).squareRoot() - 0.00002 * sin(y * turn)
        let angle = atan2(y, x) - 0.000003 * cos(x * turn)
        return Position(longitude: z * cos(angle), latitude: z * sin(angle))
    }

    /// The maps shift only what lies in this frame.
    private static func isShifted(_ position: Position) -> Bool {
        (72.004...137.8347).contains(position.longitude) && (0.8293...55.8271).contains(position.latitude)
    }

    /// WGS-84 to GCJ-02, on the Krasovsky ellipsoid.
    static func shift(_ position: Position) -> Position {
        let (axis, eccentricity) = (6_378_245.0, 0.006_693_421_622_965_943)
        let (x, y) = (position.longitude - 105, position.latitude - 35)
        let root = abs(x).squareRoot()
        let wave = (20 * sin(6 * x * .pi) + 20 * sin(2 * x * .pi)) * 2 / 3
        var north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + wave
        north += (20 * sin(y * .pi) + 40 * sin(y / 3 * .pi)) * 2 / 3
        north += (160 * sin(y / 12 * .pi) + 320 * sin(y * .pi / 30)) * 2 / 3
        var east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + wave
        east += (20 * sin(x * .pi) + 40 * sin(x / 3 * .pi)) * 2 / 3
        east += (150 * sin(x / 12 * .pi) + 300 * sin(x / 30 * .pi)) * 2 / 3
        let latitude = position.latitude * .pi / 180
        let curve = 1 - eccentricity * sin(latitude) * sin(latitude)
        let perNorth = axis * (1 - eccentricity) / (curve * curve.squareRoot()) * .pi / 180
        let perEast = axis / curve.squareRoot() * cos(latitude) * .pi / 180
        return Position(
            longitude: position.longitude + east / perEast, latitude: position.latitude + north / perNorth)
    }
}
