import Expressions

/// The declared names the tests speak of: a lift and a pump room, with units, an enumeration, window
/// functions and one variable of no known type.
enum Lift {
    static let environment = Environment(
        variables: [
            Variable("car.speed", .double, unit: "m/s"),
            Variable("car.occupied", .bool),
            Variable("car.floor", .string),
            Variable("door.state", .string, values: ["closed", "closing", "open", "opening"]),
            Variable("temperature", .double, unit: "Cel"),
            Variable("outside.temperature", .double, unit: "Cel"),
            Variable("pressure", .double, unit: "MPa"),
            Variable("count", .int),
            Variable("anything", .dynamic),
            Variable("car.stopped_at", .timestamp),
        ],
        units: [
            UnitLiteral("degC", unit: "Cel"),
            UnitLiteral("degF", unit: "Cel", scale: 5.0 / 9, offset: -160.0 / 9),
            UnitLiteral("MPa", unit: "MPa"),
            UnitLiteral("bar", unit: "MPa", scale: 0.1),
            UnitLiteral("degC_per_min", unit: "Cel/s", scale: 1.0 / 60),
        ],
        windowFunctions: [
            .window("changes", arguments: [.point(of: []), .duration], result: .fixed(.int)),
            .window(
                "avg", arguments: [.point(of: [.double]), .duration], result: .fixed(.double), unit: .ofPoint),
            .window(
                "increase", arguments: [.point(of: [.double]), .duration], result: .fixed(.double),
                unit: .differenceOfPoint),
            .window(
                "rate", arguments: [.point(of: [.double]), .duration], result: .fixed(.double),
                unit: .ofPointAnd(suffix: "/s")),
            .window(
                "quantile", arguments: [.number, .point(of: [.double]), .duration],
                result: .fixed(.double)),
            .window("previous", arguments: [.point(of: [])], result: .typeOfPoint, unit: .ofPoint),
            .window("novelty", arguments: [.points(of: [.double]), .duration], result: .fixed(.double)),
            .window(
                "stddev", arguments: [.point(of: [.double]), .duration], result: .fixed(.double)),
            .window("stddev", arguments: [.point(of: [.double]), .number], result: .fixed(.double)),
            .window("age", arguments: [.point(of: [])], result: .fixed(.duration)),
            .window(
                "sources", arguments: [.text(oneOf: ["fire.alarm", "fire.smoke"]), .duration],
                result: .fixed(.int)),
        ])

    /// All unknown but what is named.
    static func values(_ known: [String: Value]) -> [Value] {
        for name in known.keys { precondition(environment.variables.contains { $0.name == name }, name) }
        return environment.variables.map { known[$0.name] ?? .unknown }
    }
}
