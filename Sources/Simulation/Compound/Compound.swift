import Facility
import MQTT

/// A residential compound that lives through a day: lifts that run, detectors that report in, pumps and chargers.
///
/// A pure machine, seeded: `advance(to:)` hands out everything its devices send up to then, in order. The same
/// seed, start and steps give the same day. What is really the matter at a device (`truth`) is what the simulated
/// guard sees when he gets there.
package struct Compound {
    /// How large it is. The default is the compound of `deploy/example`.
    package struct Size: Sendable, Equatable {
        package var lifts = 12
        package var fireDevices = 300
        package var pumpRooms = 2
        package var chargers = 120

        package init() {}
    }

    /// What stands behind an alarm.
    package enum Truth: Sendable, Equatable {
        /// Nothing but the sensor: cooking, steam, an insect.
        case nuisance(cause: String)
        case real
    }

    package let size: Size
    private var random: SeededGenerator
    private var lifts: [Lift]
    private var detectors: [FireDetector]
    private var pumpRooms: [PumpRoom]
    private var chargers: [Charger]
    private var script: [ScriptedHazard]
    private var agenda = DeadlineHeap<Actor>()

    /// Whose turn it is; each device has its own place on the agenda.
    private enum Actor: Hashable, Sendable {
        case lift(Int), detector(Int), pumpRoom(Int), charger(Int), script(Int)
    }

    package init(
        size: Size = Size(), seed: UInt64, start: Timestamp, script: [ScriptedHazard] = ScriptedHazard.day
    ) {
        self.size = size
        self.script = script.filter { $0.exists(in: size) }
        random = SeededGenerator(seed: seed)
        lifts = (1...max(1, size.lifts)).map { Lift(number: $0) }
        detectors = (1...max(1, size.fireDevices)).map { FireDetector(number: $0) }
        pumpRooms = (1...max(1, size.pumpRooms)).map { PumpRoom(number: $0) }
        chargers = (1...max(1, size.chargers)).map { Charger(number: $0) }
        // Everybody speaks within its first period, spread so that no second carries the whole compound.
        for position in lifts.indices { begin(.lift(position), within: .seconds(5), from: start) }
        for position in detectors.indices { begin(.detector(position), within: .minutes(4), from: start) }
        for position in pumpRooms.indices { begin(.pumpRoom(position), within: .seconds(10), from: start) }
        for position in chargers.indices { begin(.charger(position), within: .minutes(1), from: start) }
        for position in self.script.indices {
            agenda.schedule(.script(position), at: start + self.script[position].after)
        }
    }

    private mutating func begin(_ actor: Actor, within spread: Interval, from start: Timestamp) {
        let offset = Int64.random(in: 0..<spread.milliseconds, using: &random)
        agenda.schedule(actor, at: start + .milliseconds(offset))
    }

    /// When something happens next; nil never.
    package var next: Timestamp? { agenda.next }

    /// Everything sent up to `now`, in order.
    package mutating func advance(to now: Timestamp) -> [Publication] {
        var sent: [Publication] = []
        while let (actor, at) = agenda.popDue(upTo: now) {
            let again: Interval?
            switch actor {
            case .lift(let position): again = lifts[position].speak(at: at, using: &random, into: &sent)
            case .detector(let position):
                again = detectors[position].speak(at: at, using: &random, into: &sent)
            case .pumpRoom(let position):
                again = pumpRooms[position].speak(at: at, using: &random, into: &sent)
            case .charger(let position): again = chargers[position].speak(at: at, using: &random, into: &sent)
            case .script(let position):
                begin(script[position], at: at)
                again = nil
            }
            if let again { agenda.schedule(actor, at: at + again) }
        }
        return sent
    }

    /// What the guard finds at a device; nil when there is no such device or nothing to see.
    package func truth(of device: String, at now: Timestamp) -> Truth? {
        guard let (kind, number) = Self.parse(device) else { return nil }
        switch kind {
        case "lift" where lifts.indices.contains(number - 1): return lifts[number - 1].truth(at: now)
        case "smoke" where detectors.indices.contains(number - 1): return detectors[number - 1].truth(at: now)
        case "pump" where pumpRooms.indices.contains(number - 1): return pumpRooms[number - 1].truth(at: now)
        case "charger" where chargers.indices.contains(number - 1): return chargers[number - 1].truth(at: now)
        default: return nil
        }
    }

    /// A scripted hazard begins: the device speaks at once, as real ones do on change.
    private mutating func begin(_ hazard: ScriptedHazard, at now: Timestamp) {
        let position = hazard.number - 1
        let until = now + hazard.lasting
        switch hazard.kind {
        case .entrapment:
            lifts[position].trap(until: until)
            agenda.schedule(.lift(position), at: now)
        case .fire, .cooking:
            let truth: Truth = hazard.kind == .fire ? .real : .nuisance(cause: "cooking")
            detectors[position].smoke(until: until, truth: truth)
            agenda.schedule(.detector(position), at: now)
        case .lowPressure, .turbidity:
            pumpRooms[position].begin(hazard.kind, until: until)
            agenda.schedule(.pumpRoom(position), at: now)
        case .overheating:
            chargers[position].overheat(until: until)
            agenda.schedule(.charger(position), at: now)
        case .silence:
            detectors[position].fallSilent()
        }
    }

    private static func parse(_ device: String) -> (kind: Substring, number: Int)? {
        let parts = device.split(separator: "-")
        guard parts.count == 2, let number = Int(parts[1]), number > 0 else { return nil }
        return (parts[0], number)
    }
}
