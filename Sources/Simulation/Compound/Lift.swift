import Facility
import MQTT

/// A lift with an ES1500 terminal: it reports each second while it runs, every 10 s while it stands.
struct Lift {
    private enum Activity {
        case idle(until: Timestamp)
        case riding(to: Int)
    }

    let id: String
    private var floor = 1
    private var activity = Activity.idle(until: .distantPast)
    private var trappedUntil: Timestamp?
    private var hasRaised = false

    init(number: Int) { id = "lift-\(number < 10 ? "0" : "")\(number)" }

    mutating func trap(until: Timestamp) {
        trappedUntil = until
        hasRaised = false
    }

    func truth(at now: Timestamp) -> Compound.Truth? {
        if let until = trappedUntil, now < until { .real } else { nil }
    }

    /// Says what it has to say and when it speaks again.
    mutating func speak(
        at now: Timestamp, using random: inout SeededGenerator, into sent: inout [Publication]
    ) -> Interval {
        if let until = trappedUntil { return speakTrapped(at: now, until: until, into: &sent) }
        switch activity {
        case .idle(let until):
            sent.append(state(at: now, speed: 0, people: false, direction: 0))
            guard now >= until else { return .seconds(10) }
            activity = .riding(to: Int.random(in: 1...28, using: &random))
            return .seconds(1)
        case .riding(let target) where target == floor:
            activity = .idle(until: now + .seconds(Int64.random(in: 20...400, using: &random)))
            sent.append(state(at: now, speed: 0, people: false, direction: 0))
            return .seconds(10)
        case .riding(let target):
            let direction = target > floor ? 1 : 2
            floor += target > floor ? 1 : -1
            sent.append(state(at: now, speed: 1.75, people: true, direction: direction))
            return .seconds(1)
        }
    }

    private mutating func speakTrapped(
        at now: Timestamp, until: Timestamp, into sent: inout [Publication]
    ) -> Interval {
        let isOver = now >= until
        if isOver || !hasRaised {
            sent.append(alarm(at: now, trapped: !isOver))
            hasRaised = true
        }
        sent.append(state(at: now, speed: 0, people: !isOver, direction: 0))
        if isOver {
            trappedUntil = nil
            activity = .idle(until: now + .minutes(5))
        }
        return .seconds(5)
    }

    private func state(at now: Timestamp, speed: Double, people: Bool, direction: Int) -> Publication {
        Publication(
            topic: "TerminalData/\(id)/real_ok",
            payload: """
                {"Parameters":{"Id":"\(id)","Version":"1.5","Time":"\(LocalTime.text(now))"},\
                "State":{"Floor":"\(floor)","Status":"\(direction)","Door":"0","People":"\(people ? 1 : 0)",\
                "Speed":"\(speed)","Hum":"45","Temp":"24.5"}}
                """)
    }

    private func alarm(at now: Timestamp, trapped: Bool) -> Publication {
        Publication(
            topic: "TerminalData/\(id)/real_alarm",
            payload: """
                {"Parameters":{"Id":"\(id)","Version":"1.5","Time":"\(LocalTime.text(now))"},\
                "Alarm":{"HasAlarm":"\(trapped ? 1 : 0)","PersonTrapped":"\(trapped ? 1 : 0)","ManualAlarm":"0",\
                "Ebike":"0"}}
                """)
    }
}
