@testable import Facility

/// A walk drawn by dice through everything that can be said to a watch: readings, persons' words, destinations' answers,
/// drills, maintenance, time, kills. After every step the model is asked.
struct Walk {
    private(set) var engine: Engine
    private(set) var model = WalkModel()
    private var store = Night.Store()
    private var now = Night.start
    private var dice: Dice
    private let batch = MessageBatch(capacity: 1 << 12, limit: 4)
    private var unsettled: [Int64] = []
    private var latest: Int64 = 1
    /// Positions in `smokes` of the detectors that the last drill listed.
    private var listed: [Int] = []

    init(seed: UInt64) {
        dice = Dice(seed: seed)
        engine = Self.engine(store, at: now)
        var effects = Effects()
        engine.start(now: now, effects: &effects)
        take(effects)
    }

    private static func engine(_ store: Night.Store, at now: Timestamp) -> Engine {
        let site = site()
        return Engine(
            site: site, numbering: Numbering(devices: site.devices.count, points: site.points.count),
            recovery: store.recovery, now: now)
    }

    static func site() -> Site {
        let smoke = Compound.hazard(
            when: "smoke", quietFor: .seconds(20), severity: .extreme, confirm: .secondTrigger,
            isLifeSafety: true)
        var button = Compound.hazard(
            "fire.button", when: "temperature > 80.0", confirm: .secondTrigger, isLifeSafety: true)
        button.isCallPoint = true
        var warm = Compound.hazard("fire.warm", when: "temperature > 30.0", severity: .moderate)
        warm.steps = [SeverityStep(severity: .extreme, condition: Compound.condition("temperature > 60.0"))]
        var again = Compound.hazard("fire.again", when: "temperature > 40.0")
        again.holdOff = .seconds(90)
        return Compound.site(
            [
                smoke, button, warm, again,
                Compound.hazard(
                    "fire.zone", when: "sources('fire.*', duration('3m')) >= 2", severity: .extreme,
                    scope: .zone, isLifeSafety: true),
                Compound.hazard(
                    "elevator.entrapment", facility: 1, when: "trapped", severity: .extreme,
                    confirm: .person, isLifeSafety: true),
            ],
            destinations: [
                Compound.destination("centre"),
                Compound.destination("school", receives: [.real, .exercise]),
                Compound.destination("grid", .confirmedOrAfter(.minutes(3))),
            ])
    }

    // MARK: Steps

    /// One step; false once the model found something broken.
    mutating func step(_ count: Int) -> Bool {
        if count % 20_000 == 19_999 { restart() }
        switch dice.roll(100) {
        case 0..<62: hear()
        case 62..<78: wait(.milliseconds([1, 40, 500, 3_000, 25_000, 70_000, 400_000][dice.roll(7)]))
        case 78..<82: drill()
        case 82..<84: suppress()
        case 84..<92: person()
        default: destination()
        }
        return model.broken.isEmpty
    }

    private static let smokes = ["F1", "F2", "F3", "F4", "F5"]
    private static let smoke = ["{\"smoke\":true}", "{\"smoke\":false}"].map { Array($0.utf8) }
    private static let trapped = ["{\"trapped\":true}", "{\"trapped\":false}"].map { Array($0.utf8) }
    private static let heat = [20, 35, 50, 70, 90].map { Array("{\"temperature\":\($0)}".utf8) }
    private static let topics = smokes.map { Array("f/\($0)".utf8) }
    private static let lift = Array("la/L1".utf8)

    private mutating func hear() {
        let kind = dice.roll(20)
        switch kind {
        case 0:
            let burns = dice.roll(8) == 0
            send(Self.lift, Self.trapped[burns ? 0 : 1], of: "L1", burns: burns)
        case 1...3: heat(of: dice.roll(Self.smokes.count), dice.roll(60) == 0 ? 4 : dice.roll(4))
        default: smoke()
        }
    }

    /// In a drill mostly listed detectors, one after the other: a walk in which every drill ends at once proves little.
    private mutating func smoke() {
        var device = dice.roll(Self.smokes.count)
        var burns = dice.roll(5) == 0
        if !listed.isEmpty, engine.drill != nil, dice.roll(40) > 0 {
            if dice.roll(15) == 0 { return smoke(of: listed[dice.roll(listed.count)], burns: true) }
            let burning = listed.filter { model.burning[Self.smokes[$0]] != nil }
            device = burning.first ?? listed[dice.roll(listed.count)]
            burns = burning.isEmpty ? dice.roll(2) == 0 : dice.roll(4) == 0
        }
        smoke(of: device, burns: burns)
    }

    private mutating func smoke(of device: Int, burns: Bool) {
        send(Self.topics[device], Self.smoke[burns ? 0 : 1], of: Self.smokes[device], burns: burns)
    }

    private mutating func heat(of device: Int, _ step: Int) {
        send(Self.topics[device], Self.heat[step], of: nil, burns: false)
    }

    private mutating func send(_ topic: [UInt8], _ payload: [UInt8], of device: String?, burns: Bool) {
        // Time goes on between two messages, so that none is older than the one before.
        now = now + .milliseconds(1)
        batch.removeAll()
        let fits = topic.withUnsafeBytes { topic in
            payload.withUnsafeBytes { payload in
                batch.append(session: 0, mid: 7, retained: false, topic: topic, payload: payload)
            }
        }
        precondition(fits)
        if let device { model.heard(device, burns: burns, at: now) }
        var effects = Effects()
        engine.step(batch, at: 0, now: now, effects: &effects)
        take(effects)
    }

    private mutating func wait(_ interval: Interval) {
        now = now + interval
        var effects = Effects()
        engine.advance(to: now, effects: &effects)
        take(effects)
    }

    @discardableResult
    private mutating func say(_ command: Command) -> CommandResult {
        var effects = Effects()
        let result = engine.step(command: command, now: now, effects: &effects)
        if case .drill(.start(let plan), _) = command, result == .done { model.started(plan, at: now) }
        take(effects, after: command)
        return result
    }

    private mutating func take(_ effects: Effects, after command: Command? = nil) {
        store.commit(effects, at: now)
        unsettled += effects.opened.map(\.number)
        latest = max(latest, effects.incidents.map(\.id.number).max() ?? latest)
        model.take(effects, after: command, at: now)
    }

    // MARK: Words

    private mutating func drill() {
        switch dice.roll(12) {
        case 0: say(.drill(.real, by: "wu"))
        case 1...3: say(.drill(.stop, by: "li"))
        case 4:
            model.injects("B1")
            say(.drill(.inject(hazard: "elevator.entrapment", device: "B1"), by: "li"))
        default: startDrill()
        }
    }

    private mutating func startDrill() {
        // No drill begins in a fire, so mostly everything is over and ended first.
        if dice.roll(5) > 0 {
            for device in Self.smokes.indices {
                smoke(of: device, burns: false)
                heat(of: device, 0)
            }
            send(Self.lift, Self.trapped[1], of: "L1", burns: false)
            wait(.seconds(200))
        }
        for incident in model.open.values.sorted(by: { $0.id < $1.id }) {
            say(.clear(incident.id, by: "li", note: nil))
        }
        listed = Self.smokes.indices.filter { _ in dice.roll(2) == 0 }
        let devices = listed.map { Self.smokes[$0] } + (dice.roll(3) == 0 ? ["L1"] : [])
        let minutes = [1, 5, 30, 120, 121][dice.roll(5)]
        say(
            .drill(
                .start(
                    DrillPlan(
                        scope: "site", devices: devices, length: .minutes(Int64(minutes)),
                        isWalkTest: dice.roll(2) == 0)), by: "li"))
    }

    private mutating func suppress() {
        let reach = ["site", "zone:stair", "device:F1", "device:L1", "building:3"][dice.roll(5)]
        switch dice.roll(4) {
        case 0: say(.suppression(.end(Int64(dice.roll(200))), by: "li"))
        case 1: say(.suppression(.restore("F1"), by: "li"))
        case 2:
            let plan = SuppressionPlan(
                reach: "device:F1", span: .outOfService(due: now + .hours(2)), why: "part")
            say(.suppression(.begin(plan), by: "li"))
        default:
            let from = now + .minutes(Int64(dice.roll(20)))
            let plan = SuppressionPlan(
                reach: reach, span: .once(from: from, until: from + .minutes(Int64(1 + dice.roll(90)))),
                why: "works")
            say(.suppression(.begin(plan), by: "li"))
        }
    }

    private mutating func incident() -> IncidentID {
        let open = model.open.keys.sorted()
        let number =
            open.isEmpty || dice.roll(5) == 0
            ? max(1, latest - Int64(dice.roll(20))) : open[dice.roll(open.count)]
        return IncidentID(site: "yard", epoch: 0x1234, number: number)
    }

    private mutating func person() {
        let id = incident()
        switch dice.roll(8) {
        case 0: say(.acknowledge(id, by: "li"))
        case 1: say(.confirm(id, by: "li", note: nil))
        case 2: say(.refute(id, by: "wu", cause: "dust"))
        case 3: say(.shelve(id, by: "li", until: now + .minutes(Int64(dice.roll(20_000))), reason: "works"))
        default: say(.clear(id, by: ["li", "wu"][dice.roll(2)], note: nil))
        }
    }

    private mutating func destination() {
        if !unsettled.isEmpty, dice.roll(3) > 0 {
            while let number = unsettled.popLast() {
                let outcome: Delivery.Outcome =
                    dice.roll(12) == 0
                    ? .refused(reason: "no")
                    : .accepted(caseNumber: "A", handling: [.reported, .accepted, .signed][dice.roll(3)])
                say(.delivered(number, outcome))
                if unsettled.count < 40 { break }
            }
            return
        }
        let place = ["centre", "school", "grid"][dice.roll(3)]
        // A far side names the case it has.
        let any = incident()
        let id = engine.incident(any)?.toldWith?[place] ?? any
        if dice.roll(4) == 0 {
            if dice.roll(2) == 0 { say(.feedback(id, destination: place, .closed)) }
            say(.follow(id, destination: place, FollowUp.allCases[dice.roll(4)], note: "\(dice.roll(9))"))
        } else {
            say(.feedback(id, destination: place, Handling.allCases[dice.roll(12)]))
        }
    }

    // MARK: Kills

    /// A kill and a start. Last values are in the snapshot by then, so the journal may go.
    private mutating func restart() {
        wait(.seconds(3))
        store.journal = []
        store.transitions = []
        let kept = latest - 3_000
        store.incidents = store.incidents.filter { $0.value.ended == nil || $0.key >= kept }
        model.forget(before: kept)
        now = now + .seconds(Int64(dice.roll(300)))
        engine = Self.engine(store, at: now)
        var effects = Effects()
        engine.start(now: now, effects: &effects)
        take(effects)
    }
}
