import Facility

/// Something that goes wrong at a known time, so that a demonstration shows every facility within minutes.
package struct ScriptedHazard: Sendable, Equatable {
    package enum Kind: String, Sendable, CaseIterable {
        case entrapment, fire, cooking, lowPressure, turbidity, overheating, silence
    }

    package var kind: Kind
    /// Number of the device of its kind, from 1.
    package var number: Int
    /// From the start of the simulation.
    package var after: Interval
    package var lasting: Interval

    package init(_ kind: Kind, _ number: Int, after: Interval, lasting: Interval) {
        self.kind = kind
        self.number = number
        self.after = after
        self.lasting = lasting
    }

    /// A day in which each facility has its hazard within the first half hour, and one alarm is false.
    package static let day: [ScriptedHazard] = [
        ScriptedHazard(.entrapment, 3, after: .minutes(4), lasting: .minutes(18)),
        ScriptedHazard(.cooking, 17, after: .minutes(5), lasting: .minutes(3)),
        ScriptedHazard(.overheating, 42, after: .minutes(6), lasting: .minutes(12)),
        ScriptedHazard(.turbidity, 1, after: .minutes(7), lasting: .minutes(15)),
        ScriptedHazard(.fire, 101, after: .minutes(8), lasting: .minutes(20)),
        ScriptedHazard(.fire, 102, after: .minutes(10), lasting: .minutes(18)),
        ScriptedHazard(.lowPressure, 2, after: .minutes(20), lasting: .minutes(8)),
        ScriptedHazard(.silence, 250, after: .minutes(30), lasting: .hours(24)),
        ScriptedHazard(.entrapment, 9, after: .hours(7), lasting: .minutes(25)),
        ScriptedHazard(.cooking, 211, after: .hours(11), lasting: .minutes(2)),
        ScriptedHazard(.cooking, 44, after: .hours(18), lasting: .minutes(4)),
        ScriptedHazard(.overheating, 77, after: .hours(21), lasting: .minutes(30)),
    ]

    /// Whether the device it names is in a compound of that size.
    func exists(in size: Compound.Size) -> Bool {
        let count =
            switch kind {
            case .entrapment: size.lifts
            case .fire, .cooking, .silence: size.fireDevices
            case .lowPressure, .turbidity: size.pumpRooms
            case .overheating: size.chargers
            }
        return (1...max(1, count)).contains(number)
    }
}
