import Facility
import Testing

@testable import Simulation

/// A week on the line to a fire centre, second by second where something happens, without a clock or a socket: alarms,
/// faults, people, walk tests, a centre that mishears, asks, checks and goes away.
private struct Week {
    var session: FireCentreSession
    var now = Timestamp(milliseconds: 1_773_000_000_000)
    var chance: Chance
    var wakeAt: Timestamp?
    var frames = 0
    var mistakes: [String] = []
    /// What the centre will say, and when.
    var coming: [(at: Timestamp, bytes: [UInt8])] = []
    var open: [Int64: (delivery: Delivery, since: Timestamp)] = [:]
    var settled = 0
    var refused = 0
    /// Longest time from a fire's first send to its first frame, while the link was up.
    var slowestFire = Interval.zero
    var acknowledgedFires: [Interval] = []
    var isUp = false
    var types: [UInt8: Int] = [:]

    struct Chance: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ (state >> 29)
        }
    }

    init(seed: UInt64) {
        chance = Chance(state: seed)
        let settings = FireCentreSettings(
            host: "", port: 1, centre: GB26875.Address(number: 88_888),
            devices: [.init(address: GB26875.Address(number: 11_111))],
            timeZone: ZoneRules(initialOffset: 8 * 3_600))
        let kinds = [40, 31, 23, 24, 10, 91, 17]
        let points = (0..<300).map { number in
            FirePoint(
                device: "S\(number)", unit: 0,
                place: FireAddress(
                    "\(number % 2 == 0 ? 1 : 11).1.\(kinds[number % 7]).\(number / 32).\(number)")!
                    .place(zone: .low),
                text: FirePoint.words(
                    Place(
                        building: "\(number % 9)", unit: "2", floor: "\(number % 33)",
                        spot: ["走道", "电梯厅西侧𠮷祥阁防火门上方", "", "B1 car park"][number % 4], gridCode: ""),
                    name: "烟感\(number)"))
        }
        session = FireCentreSession(
            settings: settings, unit: 0,
            table: FirePointTable(points: points, operators: ["wang": 1], siteName: "龙湖一期"))
    }

    mutating func tell(_ input: FireCentreSession.Input) {
        for action in session.step(input, now: now, using: &chance) {
            switch action {
            case .write(let bytes): take(bytes)
            case .settle(.delivery(let number), let failure): settle(number, failure)
            case .wake(let time): wakeAt = time
            case .connect:
                let isMade = Int.random(in: 0..<10, using: &chance) > 1
                coming.append((now + .milliseconds(isMade ? 40 : 3_000), isMade ? [1] : [0]))
            case .close: isUp = false
            default: break
            }
        }
    }

    /// A frame of ours, held against the standard; the centre mostly acknowledges it.
    private mutating func take(_ bytes: [UInt8]) {
        frames += 1
        mistakes += FrameCheck.mistakes(in: bytes)
        let frame = CentreFrame(bytes: bytes)
        types[frame.unit.first ?? 0, default: 0] += 1
        guard frame.command == 2 else { return }
        if frame.unit.first == 2, frame.unit[9] & 3 == 3 {
            for (_, entry) in open where entry.delivery.isLifeSafety && entry.delivery.action == .report {
                slowestFire = max(slowestFire, now - entry.since)
            }
        }
        let good = CentreFrame.written(
            serial: frame.serial, command: 3, from: FireCentreServer.address, to: frame.source)
        let refusal = CentreFrame.written(
            serial: frame.serial, command: 6, from: FireCentreServer.address, to: frame.source)
        let at = now + .milliseconds(Int64.random(in: 20...800, using: &chance))
        switch Int.random(in: 0..<40, using: &chance) {
        case 0: break
        case 1: say(refusal, at)
        case 2: say(FireCentreServer.garbage(beside: good) + good, at)
        case 3: say(Array(good.prefix(13)), at)
        case 4:
            say(Array(good.prefix(9)), at)
            say(Array(good.dropFirst(9)), at + .milliseconds(300))
        default: say(good, at)
        }
    }

    mutating func say(_ bytes: [UInt8], _ at: Timestamp) { coming.append((at, bytes)) }

    private mutating func settle(_ number: Int64, _ failure: Lane.Failure?) {
        guard let entry = open[number] else {
            mistakes.append("\(number) was settled and not open")
            return
        }
        switch failure {
        case nil:
            open[number] = nil
            settled += 1
            if entry.delivery.isLifeSafety { acknowledgedFires.append(now - entry.since) }
        case .refused:
            open[number] = nil
            refused += 1
        default:
            // The lane sends it again a second later.
            retries.append((now + .seconds(1), number))
        }
    }

    var retries: [(at: Timestamp, number: Int64)] = []

    mutating func send(_ delivery: Delivery) {
        open[delivery.number] = (delivery, now)
        tell(.send(delivery))
    }

    /// Everything that is due until then, in order.
    mutating func pass(until end: Timestamp) {
        while true {
            let said = coming.indices.min { coming[$0].at < coming[$1].at }
            let again = retries.indices.min { retries[$0].at < retries[$1].at }
            let times = [said.map { coming[$0].at }, again.map { retries[$0].at }, wakeAt].compactMap { $0 }
            guard let next = times.min(), next <= end else { break }
            now = max(now, next)
            if let said, coming[said].at == next {
                let bytes = coming.remove(at: said).bytes
                switch bytes {
                case [1]:
                    isUp = true
                    tell(.connected)
                case [0]: tell(.disconnected("connection refused"))
                default: if isUp { tell(.received(bytes)) }
                }
            } else if let again, retries[again].at == next {
                let number = retries.remove(at: again).number
                if let entry = open[number] { tell(.send(entry.delivery)) }
            } else {
                wakeAt = nil
                tell(.deadline)
            }
        }
        now = end
    }
}

@Suite("A simulated week on the line to a fire centre")
struct FireCentreWeekTests {
    @Test("Every frame of a week obeys the standard's tables, and every delivery arrives", arguments: 1...3)
    func week(seed: UInt64) {
        var week = Week(seed: seed)
        week.tell(.started)
        let steps = ["raised", "acknowledged", "confirmed", "quiet", "cleared"]
        var number: Int64 = 0
        let end = week.now + .days(7)
        var disabled: Set<String> = []
        while week.now < end {
            week.pass(until: week.now + .seconds(Int64.random(in: 1...900, using: &week.chance)))
            switch Int.random(in: 0..<14, using: &week.chance) {
            case 0: week.tell(.disconnected("connection broken"))
            case 1:
                let questions: [[UInt8]] = [
                    [81, 1, 0], [84, 1, 50, 0, 0, 0, 1, 1, 20], [61, 2, 1, 1, 11, 1],
                    [62, 1, 1, 1, 0, 0, 0, 0],
                    [66, 1, 1, 1], [67, 1, 1, 1, 0, 0, 0, 0], [86, 1, 0], [88, 1, 0], [68, 1, 1, 1],
                ]
                let unit = questions.randomElement(using: &week.chance)!
                week.say(said(4, unit, serial: Int(number)), week.now)
            case 2: week.say(said(1, [91, 1, 10], serial: Int(number)), week.now)
            case 3: week.say(said(1, [90, 1, 1, 2, 3, 4, 5, 26], serial: Int(number)), week.now)
            case 4: week.say(said(1, [89, 1, 0], serial: Int(number)), week.now)
            case 5:
                disabled.formSymmetricDifference(["S\(Int.random(in: 0..<300, using: &week.chance))"])
                week.tell(.disabled(disabled))
            default:
                number += 1
                let device = Int.random(in: 0..<300, using: &week.chance)
                let kind = Int.random(in: 0..<10, using: &week.chance)
                let step = steps.randomElement(using: &week.chance)!
                var delivery = Delivery.alarm(
                    number, of: "S\(device)", step,
                    step == "raised" ? .report : step == "cleared" ? .close : .update, by: "wang")
                delivery.report.since = week.now
                delivery.report.at = week.now
                if kind < 3 {
                    delivery.report.codes["gb26875"] = ["fault", "disabled", "power_fault"][kind]
                    delivery.isLifeSafety = false
                }
                if kind == 9 {
                    delivery.report.origin = .exercise
                    delivery.isLifeSafety = false
                }
                week.send(delivery)
            }
        }
        week.pass(until: week.now + .minutes(10))
        #expect(week.mistakes == [])
        #expect(week.open.isEmpty, "\(week.open.count) of \(number) not delivered")
        #expect(week.settled > 300 && week.frames > 10_000)
        #expect(Set(week.types.keys).isSuperset(of: [0, 1, 2, 6, 7, 8, 21, 24, 26, 28]), "\(week.types)")
    }

    @Test("A fire in the middle of a queue of faults is written at once")
    func fireFirst() {
        var week = Week(seed: 9)
        week.tell(.started)
        week.pass(until: week.now + .seconds(30))
        for number in 1...200 as ClosedRange<Int64> {
            var fault = Delivery.alarm(number, of: "S\(number)")
            fault.report.codes = ["gb26875": "fault"]
            fault.isLifeSafety = false
            week.send(fault)
        }
        week.send(.alarm(500, of: "S250"))
        #expect(week.slowestFire == .zero && week.types[2] == 2, "one fault and the fire")
        week.pass(until: week.now + .minutes(20))
        #expect(week.open.isEmpty)
        #expect(week.acknowledgedFires.count == 1 && week.acknowledgedFires[0] < .seconds(10))
    }

    private func said(_ command: UInt8, _ unit: [UInt8], serial: Int) -> [UInt8] {
        CentreFrame.written(
            serial: serial & 0xFFFF, command: command, unit: unit, from: FireCentreServer.address,
            to: [0x67, 0x2B, 0, 0, 0, 0])
    }
}
