import Expressions

/// What a route's condition may read of an incident, and the values it reads.
///
/// The order of `variables` is the layout of `values`; a route's `Condition.points` stays empty.
package enum RouteEnvironment {
    /// To compile a route's `when` with: `Program.compile(source, in: RouteEnvironment.environment)`.
    package static let environment = Environment(variables: [
        Variable("hazard", .string),
        Variable("facility", .string),
        Variable("severity", .string, values: Severity.allCases.map(\.rawValue)),
        Variable("building", .string),
        Variable("unit", .string),
        Variable("floor", .string),
        Variable("grid_code", .string),
        Variable("zone", .string),
        Variable("device", .string),
        Variable("life_safety", .bool),
        Variable("origin", .string, values: ["real", "exercise", "test"]),
        Variable("historic", .bool),
    ])

    /// - Parameters:
    ///   - facility: id of the hazard's facility; empty when the hazard is gone.
    ///   - place: of the device that raised it.
    package static func values(of incident: Incident, facility: String, place: Place) -> [Value] {
        let place = incident.place.map { place.part(of: $0) } ?? place
        return [
            .string(incident.hazard), .string(facility), .string(incident.severity.rawValue),
            .string(place.building), .string(place.unit), .string(place.floor), .string(place.gridCode),
            .string(incident.zone ?? ""), .string(incident.device), .bool(incident.isLifeSafety),
            .string(incident.origin.rawValue), .bool(incident.isHistoric),
        ]
    }

    /// Whether a route takes the incident. A condition that fails does not hold a report back.
    package static func matches(_ route: Route, _ values: [Value]) -> Bool {
        guard let when = route.when else { return true }
        return when.program.evaluate(variables: values) != .bool(false)
    }
}

extension Place {
    /// As much of a device's place as is that of a place it shares: of `building/3` neither unit nor floor.
    fileprivate func part(of path: String) -> Place {
        var part = Place(building: "", gridCode: gridCode)
        if path == self.path(of: .site) { return part }
        part.building = building
        if path == self.path(of: .building) { return part }
        part.unit = unit
        if path == self.path(of: .unit) { return part }
        part.floor = floor
        return part
    }
}
