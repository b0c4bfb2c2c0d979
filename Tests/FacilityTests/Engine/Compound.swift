import Expressions

@testable import Facility

/// A small compound whose hazards each test chooses: fire detectors with and without a clock, lifts rich and poor.
struct Compound {
    static let smoke = PointIndex(0)
    static let temperature = PointIndex(1)

    static let points: [Point] = [
        Point(name: "smoke", facility: 0, kind: .boolean, importance: .life),
        Point(name: "temperature", facility: 0, kind: .number(unit: "Cel", range: -40...85)),
        Point(name: "test.mode", facility: 0, kind: .boolean),
        Point(name: "occupied", facility: 1, kind: .boolean),
        Point(name: "speed", facility: 1, kind: .number(unit: "m/s", range: nil)),
        Point(name: "door", facility: 1, kind: .choice(["open", "closed"])),
        Point(name: "floor", facility: 1, kind: .text),
        Point(name: "trapped", facility: 1, kind: .boolean, importance: .life),
    ]

    static let environment = Environment(
        variables: [
            Variable("smoke", .bool), Variable("temperature", .double, unit: "Cel"),
            Variable("test.mode", .bool), Variable("occupied", .bool),
            Variable("speed", .double, unit: "m/s"), Variable("door", .string),
            Variable("floor", .string), Variable("trapped", .bool),
        ],
        windowFunctions: [
            .window("changes", arguments: [.point(of: []), .duration], result: .fixed(.int)),
            .window("max", arguments: [.point(of: []), .duration], result: .typeOfPoint),
            .window("sources", arguments: [.text(oneOf: nil), .duration], result: .fixed(.int)),
            .window(
                "sources", arguments: [.text(oneOf: nil), .duration, .text(oneOf: nil)], result: .fixed(.int)),
        ]
            + ["any", "all"].flatMap { counting($0, .bool) }
            + ["count", "upstream", "downstream"].flatMap { counting($0, .int) })

    private static func counting(_ name: String, _ type: ValueType) -> [WindowSignature] {
        [
            .window(name, arguments: [.text(oneOf: nil)], result: .fixed(type)),
            .window(name, arguments: [.text(oneOf: nil), .text(oneOf: nil)], result: .fixed(type)),
        ]
    }

    static func condition(_ source: String) -> Condition {
        let compiled = Program.compile(source, in: environment)
        guard let program = compiled.program else {
            fatalError("\(source): \(compiled.issues.map(\.description))")
        }
        // What is no hazard's name is a condition.
        let counted = program.windows.filter(\.countsDevices).compactMap(\.text).filter {
            !$0.hasPrefix("fire.") && !$0.hasPrefix("elevator.")
        }
        return Condition(
            source: source, program: program, points: points.indices.map { PointIndex($0) },
            counted: counted.map(condition))
    }

    static func hazard(
        _ id: String = "fire.smoke", facility: Int = 0, when sources: String..., for holds: Interval = .zero,
        unless: String? = nil, quietFor: Interval = .zero, severity: Severity = .severe,
        scope: Hazard.Scope = .device, confirm: Hazard.ConfirmationNeed = .none, isLifeSafety: Bool = false,
        reportWithin: Interval? = nil
    ) -> Hazard {
        Hazard(
            id: id, facility: facility, name: LocalizedText(en: id, zh: id),
            evidence: sources.map { Evidence(sign: .condition(condition($0)), holdsFor: holds) },
            unless: unless.map(condition), quietFor: quietFor, severity: severity, scope: scope,
            confirm: confirm, isLifeSafety: isLifeSafety, reportWithin: reportWithin)
    }

    static func silence(_ length: Interval, quietFor: Interval = .zero) -> Hazard {
        Hazard(
            id: "fire.silent", facility: 0, name: LocalizedText(en: "silent", zh: "失联"),
            evidence: [Evidence(sign: .silence(length))], quietFor: quietFor, severity: .minor)
    }

    private static func field(_ point: Int, _ name: String) -> Field {
        Field(point: PointIndex(point), at: "/" + name)
    }

    private static func route(
        _ topic: String, urgent: Bool, _ fields: [Field], hasClock: Bool = true
    ) -> TopicRoute {
        TopicRoute(
            topic: TopicPattern(topic), urgent: urgent, codec: .json, fields: fields,
            time: hasClock ? DeviceTimeRule(at: "/t", format: .unixMilliseconds) : nil)
    }

    static func profiles(staleAfter: Interval? = nil) -> [Profile] {
        let fire = [field(0, "smoke"), field(1, "temperature"), field(2, "test")]
        let ride = [field(3, "occupied"), field(4, "speed"), field(5, "door"), field(6, "floor")]
        return [
            Profile(
                id: "fire.clock", name: LocalizedText(en: "", zh: ""), facility: 0,
                routes: [route("f/{device}", urgent: true, fire)], staleAfter: staleAfter),
            Profile(
                id: "fire.clockless", name: LocalizedText(en: "", zh: ""), facility: 0,
                routes: [route("z/{device}", urgent: true, [field(0, "smoke")], hasClock: false)]),
            Profile(
                id: "lift.full", name: LocalizedText(en: "", zh: ""), facility: 1,
                routes: [
                    route("l/{device}", urgent: false, ride),
                    route("la/{device}", urgent: true, [field(7, "trapped")]),
                ]),
            Profile(
                id: "lift.basic", name: LocalizedText(en: "", zh: ""), facility: 1,
                routes: [route("b/{device}", urgent: false, ride)]),
        ]
    }

    /// Topic of a device of the compound by its id's first letters.
    static func topic(of device: String) -> String {
        switch device.prefix(1) {
        case "F": "f/" + device
        case "Z": "z/" + device
        case "L": "l/" + device
        default: "b/" + device
        }
    }

    /// `F1` … `F4` in zone stair, `F5` alone, `Z1` without a clock in zone stair, lifts `L1` and `B1`.
    static func site(
        _ hazards: [Hazard], destinations: [Destination] = [], people: [Person] = [],
        staleAfter: Interval? = nil, routes: [Route]? = nil
    ) -> Site {
        let place = Place(building: "3", floor: "7", gridCode: "350203001001001")
        func device(_ id: String, _ profile: Int, zone: Int?) -> Device {
            Device(id: id, name: "device " + id, profile: profile, place: place, zone: zone)
        }
        return Site(
            id: "yard", name: "Yard",
            facilities: [
                FacilityKind(id: "fire", name: LocalizedText(en: "Fire", zh: "消防")),
                FacilityKind(id: "elevator", name: LocalizedText(en: "Lift", zh: "电梯")),
            ],
            points: points, profiles: profiles(staleAfter: staleAfter), zones: ["stair"],
            devices: (1...4).map { device("F\($0)", 0, zone: 0) } + [
                device("F5", 0, zone: nil), device("Z1", 1, zone: 0), device("L1", 2, zone: nil),
                device("B1", 3, zone: nil),
            ],
            hazards: hazards,
            brokers: [Broker(id: "broker", host: "127.0.0.1", port: 1_883, clientID: "yard")],
            destinations: destinations,
            routes: routes ?? destinations.map { Route(when: nil, destination: $0.id) }, people: people)
    }

    static func destination(
        _ id: String = "grid", _ confirmation: Destination.ConfirmationPolicy = .any,
        granularity: Destination.Granularity = .incident, receives: Set<Incident.Origin> = [.real]
    ) -> Destination {
        Destination(
            id: id, name: LocalizedText(en: id, zh: id), kind: .http(HTTPSettings(url: "http://localhost")),
            granularity: granularity, confirmation: confirmation, receives: receives)
    }
}
