@testable import Facility

/// Chance from a seed: a failure is a number anyone can replay.
struct Dice: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1 }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }

    mutating func roll(_ sides: Int) -> Int { Int.random(in: 0..<sides, using: &self) }
}

/// One thing that happens at the compound.
enum Happening: Sendable {
    case message(topic: String, payload: String, session: UInt16, retained: Bool)
    case session(Int, Engine.SessionTurn)
    case command(Command)
}

/// A night drawn by dice: who says what when, in milliseconds since the start.
struct Script: Sendable {
    var happenings: [(at: Int64, what: Happening)] = []

    /// - Parameters:
    ///   - commands: out of 60 happenings.
    ///   - sessions: out of 60 happenings.
    ///   - oldest: milliseconds that every tenth message may be old; 0: all are of the moment.
    ///   - farewells: last wills, out of 60 happenings.
    init(
        seed: UInt64, count: Int, commands: Int = 1, sessions: Int = 1, oldest: Int = 400_000,
        farewells: Int = 0
    ) {
        var dice = Dice(seed: seed)
        var at: Int64 = 0
        var isConnected = [true, true]
        for _ in 0..<count {
            at += [0, 0, 0, 1, 5, 40, 250, 900, 3_000, 20_000, 70_000][dice.roll(11)]
            if farewells > 0, dice.roll(60) < farewells {
                let word = ["on", "off"][dice.roll(2)]
                happenings.append(
                    (
                        at,
                        .message(
                            topic: "w/F\(dice.roll(5) + 1)", payload: word, session: 0,
                            retained: dice.roll(4) == 0)
                    ))
                continue
            }
            let die = dice.roll(60)
            if die < commands {
                happenings.append((at, .command(Self.command(&dice))))
            } else if die < commands + sessions {
                let session = dice.roll(2)
                let turn: Engine.SessionTurn =
                    isConnected[session] ? .disconnected : .connected(sessionPresent: dice.roll(4) > 0)
                isConnected[session].toggle()
                happenings.append((at, .session(session, turn)))
            } else {
                happenings.append((at, Self.message(at, oldest, &dice)))
            }
        }
    }

    private static func command(_ dice: inout Dice) -> Command {
        let id = IncidentID(site: "yard", epoch: 0x1234, number: Int64(dice.roll(40) + 1))
        return switch dice.roll(6) {
        case 0: .acknowledge(id, by: "li")
        case 1: .confirm(id, by: "li", note: nil)
        case 2: .refute(id, by: "li", cause: "dust")
        case 3: .clear(id, by: "li", note: nil)
        case 4: .delivered(Int64(dice.roll(60) + 1), .accepted(caseNumber: "A", handling: .accepted))
        default: .feedback(id, destination: "grid", Handling.allCases[dice.roll(12)])
        }
    }

    private static func message(_ at: Int64, _ oldest: Int, _ dice: inout Dice) -> Happening {
        // Mostly the present, sometimes a past that a backlog would bring.
        let drawn = dice.roll(10) > 0 ? dice.roll(900) : dice.roll(max(1, oldest))
        let lag = oldest == 0 ? 0 : Int64(drawn)
        let time = Night.start.milliseconds + at - lag
        let retained = dice.roll(40) == 0
        switch dice.roll(8) {
        case 0...3:
            let smoke = dice.roll(3) == 0
            let payload = #"{"t":\#(time),"smoke":\#(smoke),"temperature":\#(dice.roll(80)),"test":false}"#
            return .message(
                topic: "f/F\(dice.roll(5) + 1)", payload: payload, session: 0, retained: retained)
        case 4:
            return .message(
                topic: "z/Z1", payload: #"{"smoke":\#(dice.roll(2) == 0)}"#, session: 0, retained: retained)
        case 5:
            return .message(
                topic: "la/L1", payload: #"{"t":\#(time),"trapped":\#(dice.roll(4) == 0)}"#, session: 0,
                retained: retained)
        default:
            let door = ["open", "closed"][dice.roll(2)]
            let payload =
                #"{"t":\#(time),"occupied":\#(dice.roll(3) > 0),"speed":\#(dice.roll(3)),"#
                + #""door":"\#(door)","floor":"\#(dice.roll(3))"}"#
            let lift = ["l/L1", "b/B1"][dice.roll(2)]
            return .message(topic: lift, payload: payload, session: 1, retained: retained)
        }
    }

    /// Every kind of hazard the engine knows, with and without latch, window, zone and silence.
    static func hazards(silence: Bool = true) -> [Hazard] {
        let all =
            courses() + places() + [
                Compound.hazard(
                    when: "smoke", quietFor: .seconds(5), severity: .extreme, confirm: .secondTrigger,
                    isLifeSafety: true, reportWithin: .seconds(60)),
                Compound.hazard(
                    "fire.warm", when: "temperature > 50.0", for: .seconds(4), unless: "smoke",
                    quietFor: .seconds(3)),
                Compound.hazard(
                    "fire.peak", when: "max(temperature, duration('30s')) > 70.0", quietFor: .seconds(1)),
                Compound.hazard(
                    "fire.zone", when: "sources('fire.smoke', duration('3m')) >= 2", severity: .extreme,
                    scope: .zone),
                Compound.hazard(
                    "elevator.entrapment", facility: 1, when: "trapped",
                    "occupied && speed == 0.0 && door == 'closed'", for: .seconds(5), quietFor: .seconds(2),
                    severity: .extreme, confirm: .person, isLifeSafety: true),
                Compound.hazard(
                    "elevator.still", facility: 1, when: "occupied && changes(floor, duration('60s')) == 0",
                    for: .seconds(2)),
                Compound.silence(.seconds(90), quietFor: .seconds(1)),
            ]
        return silence ? all : all.dropLast()
    }

    /// What counts devices of places and along the topology, by hazards and by conditions.
    private static func places() -> [Hazard] {
        var many = Compound.hazard(
            "fire.floor", when: #"count("temperature > 45.0") >= 2"#, for: .seconds(3), quietFor: .seconds(2),
            scope: .floor)
        many.steps = [SeverityStep(severity: .extreme, condition: Compound.condition("any('fire.smoke')"))]
        return [
            many,
            Compound.hazard("fire.every", when: "all('fire.warm')", scope: .building),
            Compound.hazard(
                "fire.calm", when: #"!any("smoke") && count("temperature > 20.0") == 4"#,
                quietFor: .seconds(1),
                scope: .site),
            Compound.hazard(
                "fire.near", when: "temperature > 40.0 && count('fire.smoke', 'building') >= 2",
                quietFor: .seconds(2)),
            Compound.hazard(
                "fire.below", when: #"smoke && upstream("temperature > 30.0", 'powers') >= 1"#),
            Compound.hazard("elevator.port", facility: 1, when: "speed > 1.0", scope: .channel),
        ]
    }

    /// Hazards whose incidents run by more than a sign, `for` and `quiet_for`.
    private static func courses() -> [Hazard] {
        var band = Compound.hazard("fire.band", when: "temperature > 60.0", quietFor: .seconds(3))
        band.quietWhen = Compound.condition("temperature < 30.0")
        var grade = Compound.hazard(
            "fire.grade", when: "temperature > 40.0", quietFor: .seconds(4), severity: .moderate)
        grade.steps = [(Severity.severe, 55), (.extreme, 75)].map {
            SeverityStep(severity: $0.0, condition: Compound.condition("temperature > \($0.1).0"))
        }
        var again = Compound.hazard("fire.again", when: "smoke", for: .seconds(1), quietFor: .seconds(2))
        again.holdOff = .seconds(30)
        var stay = Compound.hazard("fire.stay", when: "temperature > 65.0")
        stay.expiresAfter = .seconds(20)
        stay.holdOff = .seconds(10)
        var hours = Compound.hazard("fire.hours", when: "smoke", for: .seconds(2))
        hours.schedule = Schedule(
            periods: stride(from: 0, to: 1_440, by: 20).map {
                Schedule.Period(days: Schedule.everyDay, from: $0, until: $0 + 10)
            })
        var trial = Compound.hazard("fire.trial", when: "temperature > 70.0")
        trial.isShadow = true
        return [band, grade, again, stay, hours, trial]
    }

    static func site(silence: Bool = true) -> Site {
        var site = Compound.site(
            hazards(silence: silence),
            destinations: [
                Compound.destination("grid", .confirmedOrAfter(.seconds(30))), Compound.destination("all"),
                Compound.destination("centre", .confirmed, granularity: .point),
            ], staleAfter: .seconds(120))
        site.addLastWills()
        for position in 2...4 { site.devices[position].place.floor = "8" }
        site.devices[0].links = [DeviceLink(.powers, to: "F2"), DeviceLink(.feeds, to: "F5")]
        site.devices[1].links = [DeviceLink(.powers, to: "F3")]
        if let warm = site.hazards.firstIndex(where: { $0.id == "fire.warm" }) {
            site.overrides = [HazardOverride(hazard: warm, devices: ["F3", "F4"])]
            let other = Compound.hazard("fire.warm", when: "temperature > 30.0", quietFor: .seconds(9))
            site.variants = [HazardVariant(hazard: warm, overrides: [0], value: other)]
        }
        return site
    }
}

extension Night {
    /// Plays one happening at its time.
    mutating func play(_ happening: (at: Int64, what: Happening)) {
        let at = Night.start + .milliseconds(happening.at)
        if at > now { wait(at - now) }
        switch happening.what {
        case .message(let topic, let payload, let session, let retained):
            send(topic, payload, session: session, retained: retained)
        case .session(let position, let turn): session(position, turn)
        case .command(let command): say(command)
        }
    }
}
