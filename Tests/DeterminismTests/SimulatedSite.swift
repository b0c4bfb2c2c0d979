import Expressions
import Facility

/// The compound of every simulated night: detectors, lifts, a pump, chargers. Each message carries a number that its
/// device never says twice, so that one that is lost or doubled is known by name.
enum SimulatedSite {
    static let points: [Point] = [
        Point(name: "smoke", facility: 0, kind: .boolean, importance: .life),
        Point(name: "heat", facility: 0, kind: .number(unit: "Cel", range: -40...200)),
        Point(name: "fire.n", facility: 0, kind: .number(unit: "", range: nil)),
        Point(name: "trapped", facility: 1, kind: .boolean, importance: .life),
        Point(name: "floor", facility: 1, kind: .text),
        Point(name: "lift.n", facility: 1, kind: .number(unit: "", range: nil)),
        Point(name: "pressure", facility: 2, kind: .number(unit: "MPa", range: nil)),
        Point(name: "water.n", facility: 2, kind: .number(unit: "", range: nil)),
        Point(name: "current", facility: 3, kind: .number(unit: "A", range: nil)),
        Point(name: "charging.n", facility: 3, kind: .number(unit: "", range: nil)),
    ]
    /// Points that carry the number.
    static let numbers: Set<String> = ["fire.n", "lift.n", "water.n", "charging.n"]

    private static let environment = Environment(
        variables: [
            Variable("smoke", .bool), Variable("heat", .double, unit: "Cel"), Variable("fire.n", .double),
            Variable("trapped", .bool), Variable("floor", .string), Variable("lift.n", .double),
            Variable("pressure", .double, unit: "MPa"), Variable("water.n", .double),
            Variable("current", .double, unit: "A"), Variable("charging.n", .double),
        ],
        windowFunctions: [
            .window("sources", arguments: [.text(oneOf: nil), .duration], result: .fixed(.int)),
            .window("max", arguments: [.point(of: []), .duration], result: .typeOfPoint),
        ])

    private static func condition(_ source: String) -> Condition {
        let compiled = Program.compile(source, in: environment)
        guard let program = compiled.program else {
            fatalError("\(source): \(compiled.issues.map(\.description))")
        }
        return Condition(
            source: source, program: program, points: points.indices.map { PointIndex($0) })
    }

    /// What the fire centre hears of.
    private static let fire: Condition = {
        let source = "facility == 'fire'"
        guard let program = Program.compile(source, in: RouteEnvironment.environment).program else {
            fatalError(source)
        }
        return Condition(source: source, program: program, points: [])
    }()

    private static func hazard(
        _ id: String, _ facility: Int, when source: String, for holds: Interval = .zero, quietFor: Interval,
        severity: Severity, scope: Hazard.Scope = .device, confirm: Hazard.ConfirmationNeed = .none,
        life: Bool = false, code: String? = nil
    ) -> Hazard {
        Hazard(
            id: id, facility: facility, name: LocalizedText(en: id, zh: id),
            evidence: [Evidence(sign: .condition(condition(source)), holdsFor: holds)], unless: nil,
            quietFor: quietFor, severity: severity, scope: scope, confirm: confirm, isLifeSafety: life,
            codes: code.map { [FirePoint.column: $0] } ?? [:])
    }

    static let hazards = [
        hazard(
            "fire.smoke", 0, when: "smoke", quietFor: .seconds(20), severity: .extreme,
            confirm: .secondTrigger, life: true, code: "fire"),
        hazard(
            "fire.zone", 0, when: "sources('fire.smoke', duration('3m')) >= 2", quietFor: .seconds(20),
            severity: .extreme, scope: .zone, life: true),
        hazard("fire.warm", 0, when: "heat > 50.0", quietFor: .seconds(10), severity: .severe, code: "fault"),
        hazard(
            "elevator.entrapment", 1, when: "trapped", quietFor: .seconds(20), severity: .extreme,
            confirm: .person, life: true),
        hazard(
            "water.low", 2, when: "pressure < 0.2", for: .seconds(3), quietFor: .seconds(5),
            severity: .moderate),
        hazard(
            "charging.hot", 3, when: "max(current, duration('30s')) > 32.0", quietFor: .seconds(10),
            severity: .severe),
    ]

    private static func route(_ topic: String, urgent: Bool, _ fields: [(Int, String)], hasClock: Bool = true)
        -> TopicRoute
    {
        TopicRoute(
            topic: TopicPattern(topic), urgent: urgent, codec: .json,
            fields: fields.map { Field(point: PointIndex($0.0), at: "/" + $0.1) },
            time: hasClock ? DeviceTimeRule(at: "/t", format: .unixMilliseconds) : nil)
    }

    private static let profiles = [
        Profile(
            id: "fire.detector", name: LocalizedText(en: "", zh: ""), facility: 0,
            routes: [route("f/{device}", urgent: true, [(0, "smoke"), (1, "heat"), (2, "n")])]),
        Profile(
            id: "lift.terminal", name: LocalizedText(en: "", zh: ""), facility: 1,
            routes: [
                route("la/{device}", urgent: true, [(3, "trapped"), (5, "n")]),
                route("l/{device}", urgent: false, [(4, "floor"), (5, "n")]),
            ]),
        Profile(
            id: "water.pump", name: LocalizedText(en: "", zh: ""), facility: 2,
            routes: [route("w/{device}", urgent: false, [(6, "pressure"), (7, "n")])]),
        Profile(
            id: "charging.pile", name: LocalizedText(en: "", zh: ""), facility: 3,
            routes: [route("c/{device}", urgent: false, [(8, "current"), (9, "n")], hasClock: false)]),
    ]

    /// `F1` … `F3` in zone stair, `F4` alone; lifts, a pump, chargers without a clock.
    static let detectors = ["F1", "F2", "F3", "F4"]
    static let lifts = ["L1", "L2"]
    static let zones = ["F1": "stair", "F2": "stair", "F3": "stair"]

    /// - Parameter version: odd ones know one hazard and one device more, and another bound.
    static func site(version: Int) -> Site {
        let place = Place(building: "3", floor: "7", gridCode: "350203001001001")
        func device(_ id: String, _ profile: Int) -> Device {
            Device(
                id: id, name: id, profile: profile, place: place, zone: zones[id] == nil ? nil : 0,
                register: profile == 0 ? [FirePoint.column: SimulatedFireCentre.address(of: id)] : [:])
        }
        var devices = detectors.map { device($0, 0) } + lifts.map { device($0, 1) }
        devices += [device("W1", 2), device("C1", 3), device("C2", 3)]
        var hazards = hazards
        if version % 2 == 1 {
            devices.append(device("W2", 2))
            hazards[4] = hazard(
                "water.low", 2, when: "pressure < 0.25", for: .seconds(2), quietFor: .seconds(4),
                severity: .moderate)
            hazards.append(
                hazard("water.high", 2, when: "pressure > 0.9", quietFor: .seconds(5), severity: .minor))
        }
        let destinations = [
            destination("centre", .any, isLifeSafetyPath: true),
            destination("grid", .confirmedOrAfter(.minutes(3))),
            destination("school", .any, receives: [.real, .exercise]),
            Destination(
                id: "station", name: LocalizedText(en: "station", zh: "station"),
                kind: .gb26875(
                    FireCentreSettings(
                        host: "localhost", port: 1, centre: SimulatedFireCentre.address,
                        devices: [.init(address: SimulatedFireCentre.box)])), granularity: .point),
        ]
        return Site(
            id: "yard", name: "Yard",
            facilities: ["fire", "elevator", "water", "charging"].map {
                FacilityKind(id: $0, name: LocalizedText(en: $0, zh: $0))
            }, points: points, profiles: profiles, zones: ["stair"], devices: devices, hazards: hazards,
            brokers: [Broker(id: "broker", host: "127.0.0.1", port: 1_883, clientID: "yard")],
            destinations: destinations,
            routes: destinations.map { Route(when: $0.kind.isFireCentre ? fire : nil, destination: $0.id) },
            people: [], version: "v\(version)")
    }

    private static func destination(
        _ id: String, _ confirmation: Destination.ConfirmationPolicy,
        receives: Set<Incident.Origin> = [.real],
        isLifeSafetyPath: Bool = false
    ) -> Destination {
        Destination(
            id: id, name: LocalizedText(en: id, zh: id), kind: .http(HTTPSettings(url: "http://localhost")),
            confirmation: confirmation, receives: receives, isLifeSafetyPath: isLifeSafetyPath)
    }
}
