import Expressions

@testable import Facility

/// Two towers: twelve lifts in building 3 and four in building 5, forty detectors behind each of two switches.
///
/// Lifts say whether they have mains power, detectors speak once a minute and are silent after ten.
enum Towers {
    static let points: [Point] = [
        Point(name: "smoke", facility: 0, kind: .boolean, importance: .life),
        Point(name: "occupied", facility: 1, kind: .boolean),
        Point(name: "moving", facility: 1, kind: .boolean),
        Point(name: "floor", facility: 1, kind: .text),
        Point(name: "mains", facility: 1, kind: .boolean),
    ]

    private static let environment = Environment(
        variables: [
            Variable("smoke", .bool), Variable("occupied", .bool), Variable("moving", .bool),
            Variable("floor", .string), Variable("mains", .bool),
        ],
        windowFunctions: [
            .window("count", arguments: [.text(oneOf: nil)], result: .fixed(.int))
        ])

    static func condition(_ source: String) -> Condition {
        guard let program = Program.compile(source, in: environment).program else { fatalError(source) }
        return Condition(source: source, program: program, points: points.indices.map { PointIndex($0) })
    }

    private static func hazard(
        _ id: String, _ facility: Int, _ sign: Evidence.Sign, for holds: Interval = .zero,
        severity: Severity, scope: Hazard.Scope = .device, isLifeSafety: Bool = false
    ) -> Hazard {
        Hazard(
            id: id, facility: facility, name: LocalizedText(en: id, zh: id),
            evidence: [Evidence(sign: sign, holdsFor: holds)], severity: severity, scope: scope,
            confirm: isLifeSafety ? .person : .none, isLifeSafety: isLifeSafety)
    }

    static var hazards: [Hazard] {
        let call = RollCallRule(
            condition: condition("occupied || moving"), floor: PointIndex(3), raises: "elevator.entrapment")
        var entrapment = hazard(
            "elevator.entrapment", 1, .condition(condition("!mains && occupied")), for: .seconds(30),
            severity: .extreme, isLifeSafety: true)
        entrapment.arriveWithin = .minutes(30)
        var power = hazard(
            "elevator.power_lost", 1, .condition(condition("!mains")), for: .seconds(5), severity: .severe)
        power.isGrouped = true
        power.rollCall = call
        power.codes = ["gb47678": "01076"]
        var building = hazard(
            "elevator.building_power_lost", 1,
            .condition(condition("count('elevator.power_lost') >= 2")), severity: .severe, scope: .building)
        building.isGrouped = true
        var lift = hazard("elevator.silent", 1, .silence(.hours(1)), severity: .minor)
        lift.isGrouped = true
        var detector = hazard("fire.silent", 0, .silence(.minutes(10)), severity: .minor)
        detector.isGrouped = true
        detector.codes = ["gb47678": "01013"]
        return [
            hazard(
                "fire.smoke", 0, .condition(condition("smoke")), severity: .extreme, isLifeSafety: true),
            detector, entrapment, power, building, lift,
        ]
    }

    static let lifts = (1...12).map { $0 < 10 ? "L0\($0)" : "L\($0)" }
    static let otherLifts = (1...4).map { "L5\($0)" }
    static func detectors(behind number: Int) -> [String] { (1...40).map { "F\(number * 100 + $0)" } }
    static let all = lifts + otherLifts + detectors(behind: 1) + detectors(behind: 2)

    private static func profile(
        _ id: String, _ facility: Int, _ topic: String, urgent: Bool, _ names: [(Int, String)]
    ) -> Profile {
        Profile(
            id: id, name: LocalizedText(en: id, zh: id), facility: facility,
            routes: [
                TopicRoute(
                    topic: TopicPattern(topic), urgent: urgent, codec: .json,
                    fields: names.map { Field(point: PointIndex($0.0), at: "/" + $0.1) },
                    time: DeviceTimeRule(at: "/t", format: .unixMilliseconds))
            ])
    }

    static func site(_ change: (inout Site) -> Void = { _ in }) -> Site {
        func device(_ id: String, _ profile: Int, _ building: String) -> Device {
            Device(
                id: id, name: "device " + id, profile: profile,
                place: Place(building: building, floor: "7", gridCode: "350203001001001"))
        }
        func gear(_ number: Int) -> Device {
            var gear = device("SW\(number)", 2, "3")
            gear.links = detectors(behind: number).map { DeviceLink(.powers, to: $0) }
            return gear
        }
        var site = Site(
            id: "towers", name: "Towers",
            facilities: [
                FacilityKind(id: "fire", name: LocalizedText(en: "Fire", zh: "消防")),
                FacilityKind(id: "elevator", name: LocalizedText(en: "Lift", zh: "电梯")),
                FacilityKind(id: "network", name: LocalizedText(en: "Network", zh: "网络")),
            ],
            points: points,
            profiles: [
                profile(
                    "lift", 1, "l/{device}", urgent: false,
                    [
                        (1, "occupied"), (2, "moving"), (3, "floor"), (4, "mains"),
                    ]),
                profile("detector", 0, "f/{device}", urgent: true, [(0, "smoke")]),
                profile("switch", 2, "s/{device}", urgent: false, []),
            ],
            devices: lifts.map { device($0, 0, "3") } + otherLifts.map { device($0, 0, "5") }
                + detectors(behind: 1).map { device($0, 1, "3") }
                + detectors(behind: 2).map { device($0, 1, "3") } + [gear(1), gear(2)],
            hazards: hazards,
            brokers: [Broker(id: "main", host: "127.0.0.1", port: 1_883, clientID: "towers")],
            destinations: [
                Compound.destination("grid"), Compound.destination("centre", granularity: .point),
            ],
            routes: [Route(when: nil, destination: "grid"), Route(when: nil, destination: "centre")],
            people: [Person(id: "zhang", name: "Zhang", role: .duty, phone: "1")])
        site.storms = StormPolicy()
        site.calling = CallingPolicy()
        change(&site)
        return site
    }
}

extension Night {
    /// Devices say that all is well, at once.
    mutating func speak(_ devices: [String]) {
        for device in devices {
            hear(
                device,
                device.hasPrefix("L")
                    ? #""mains":true,"occupied":false,"moving":false,"floor":"1""# : #""smoke":false"#)
        }
    }

    /// Minutes in which devices speak, once in each, spread over its first seconds.
    mutating func speak(_ devices: [String], minutes: Int) {
        for _ in 0..<minutes {
            for part in 0..<4 {
                speak(devices.enumerated().filter { $0.offset % 4 == part }.map(\.element))
                wait(.seconds(5))
            }
            wait(.seconds(40))
        }
    }

    /// Three of the twelve lifts are between floors with people in them when the mains of building 3 fail.
    mutating func cutPower() {
        for (position, lift) in Towers.lifts.enumerated() {
            let isOccupied = position % 5 == 0
            hear(
                lift,
                #""mains":false,"moving":false,"occupied":\#(isOccupied),"floor":"\#(position + 2)""#)
            wait(.milliseconds(200))
        }
    }

    /// Incidents of a hazard, ended ones too.
    func incidents(_ hazard: String) -> [Incident] {
        store.incidents.values.filter { $0.hazard == hazard }.sorted { $0.id < $1.id }
    }

    var outages: [Incident] { incidents("gateway.outage") }

    /// `hazard device` of each first report at a destination, in their order.
    func reports(at destination: String) -> [String] {
        opened.filter { $0.destination == destination && $0.action == .report }.map {
            $0.report.hazard + " " + $0.report.device
        }
    }

    func children(of outage: Incident?) -> [Incident] {
        store.incidents.values.filter { $0.parent == outage?.id && outage != nil }.sorted { $0.id < $1.id }
    }
}
