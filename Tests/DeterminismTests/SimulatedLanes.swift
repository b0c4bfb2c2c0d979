import Facility
import Ring

/// The lanes of one life of the process, stepped by hand: `LaneRunner` without tasks.
struct SimulatedLanes {
    private struct Exchange {
        var lane: Int
        var action: Lane.Action
        var answerAt: Timestamp
    }

    private var lanes: [Lane]
    private let destinations: [String]
    private var wakes: [Timestamp?]
    private var underway: [Exchange] = []
    private var refills: [(lane: Int, limit: Int)] = []
    /// For the line to the fire centre.
    private var spoken: [Lane.Action] = []
    private var jitter: Dice
    /// Words of the lanes for the loop's inbox.
    private(set) var settled: [Command] = []
    private var settledNumbers: Set<Int64> = []
    private(set) var broken: [String] = []
    private(set) var most = 0
    /// The lane to the fire centre, and its line.
    private let stationLane: Int?
    private var line: SimulatedFireLine?

    static let capacity = 40

    /// - Parameter openCases: what the fire centre was told of before and is not over.
    init(
        site: Site, firstNumber: Int64, openCases: (String) -> [Delivery], outage: Interval, seed: UInt64,
        now: Timestamp
    ) {
        jitter = Dice(seed: seed)
        stationLane = site.destinations.firstIndex { $0.kind.isFireCentre }
        if let stationLane, case .gb26875(let settings) = site.destinations[stationLane].kind {
            line = SimulatedFireLine(
                site: site, settings, standing: openCases(site.destinations[stationLane].id), seed: seed &+ 1)
        }
        destinations = site.destinations.map(\.id)
        lanes = site.destinations.map { destination in
            var policy = Lane.Policy(for: destination)
            policy.capacity = Self.capacity
            policy.startJitterCap = .seconds(5)
            return Lane(destination: destination.id, policy: policy, firstNumber: firstNumber)
        }
        wakes = lanes.map { _ in nil }
        for lane in lanes.indices { take(.started(outage: outage), of: lane, now: now) }
    }

    mutating func offer(_ deliveries: [Delivery], now: Timestamp) {
        for delivery in deliveries {
            guard let lane = destinations.firstIndex(of: delivery.destination) else { continue }
            take(.enqueue(delivery), of: lane, now: now)
        }
    }

    mutating func takeSettled() -> [Command] {
        defer { settled.removeAll() }
        return settled
    }

    /// The next moment at which something is due.
    var next: Timestamp? {
        let answers = underway.map(\.answerAt).min()
        return (wakes + [answers, line?.wakeAt]).compactMap(\.self).min()
    }

    var isIdle: Bool { lanes.allSatisfy { $0.count == 0 && !$0.wantsMore } }

    mutating func turn(
        now: Timestamp, _ platforms: inout [SimulatedPlatform], _ centre: inout SimulatedFireCentre,
        reader: () -> RingReader?, trouble: () -> SimulatedPlatform.Trouble?,
        onTheLine: () -> SimulatedFireCentre.Trouble?
    ) {
        let asked = refills
        refills = []
        let store = asked.isEmpty ? nil : reader()
        for (lane, limit) in asked {
            guard let rows = try? store?.unsettled(for: destinations[lane], limit: limit) else {
                take(.refilled([], isComplete: false), of: lane, now: now)
                continue
            }
            take(.refilled(rows, isComplete: rows.count < limit), of: lane, now: now)
        }
        let due = underway.filter { $0.answerAt <= now }
        underway.removeAll { $0.answerAt <= now }
        for exchange in due {
            switch exchange.action {
            case .send(let delivery, _):
                take(platforms[exchange.lane].send(delivery, trouble()), of: exchange.lane, now: now)
            case .query(let delivery):
                take(platforms[exchange.lane].query(delivery), of: exchange.lane, now: now)
            default:
                let isDown = platforms[exchange.lane].isDown
                take(
                    isDown ? .heartbeatFailed(.unreachable("down")) : .heartbeatAnswered,
                    of: exchange.lane, now: now)
            }
        }
        for lane in lanes.indices {
            guard let wake = wakes[lane], wake <= now else { continue }
            take(.deadline, of: lane, now: now)
        }
        turnLine(now: now, &centre, trouble: onTheLine)
    }

    /// What the lane gave to the line since, what is due on it, and what came of both.
    private mutating func turnLine(
        now: Timestamp, _ centre: inout SimulatedFireCentre, trouble: () -> SimulatedFireCentre.Trouble?
    ) {
        guard let stationLane, line != nil else { return }
        var answers: [Lane.Input] = []
        for action in spoken {
            switch action {
            case .send(let delivery, _): line?.tell(.send(delivery), now: now, &centre, trouble: trouble)
            case .heartbeat: line?.tell(.probe(0), now: now, &centre, trouble: trouble)
            // It cannot say what it has: what was perhaps sent goes again.
            case .query(let delivery): answers.append(.queried(delivery.number, .absent))
            default: break
            }
        }
        spoken = []
        line?.turn(now: now, &centre, trouble: trouble)
        for (ticket, failure) in line?.takeSettled() ?? [] {
            let answer: Lane.Input =
                switch (ticket, failure) {
                case (.delivery(let number), nil):
                    .succeeded(number, Lane.Answer(caseNumber: nil, handling: .reported))
                case (.delivery(let number), let failure?): .failed(number, failure)
                case (.probe, nil): .heartbeatAnswered
                case (.probe, let failure?): .heartbeatFailed(failure)
                }
            answers.append(answer)
        }
        for answer in answers { take(answer, of: stationLane, now: now) }
    }

    /// The tables of another configuration.
    mutating func reload(_ site: Site, now: Timestamp, _ centre: inout SimulatedFireCentre) {
        guard let stationLane, case .gb26875(let settings) = site.destinations[stationLane].kind else {
            return
        }
        line?.tell(.table(FirePointTable(of: site, for: settings)), now: now, &centre) { nil }
    }

    /// The process ended: what was on its way may still arrive, and its answer finds nobody.
    func abandon(_ platforms: inout [SimulatedPlatform], arrives: () -> Bool) {
        for exchange in underway {
            guard case .send(let delivery, _) = exchange.action, arrives() else { continue }
            _ = platforms[exchange.lane].send(delivery, nil)
        }
    }

    private mutating func take(_ input: Lane.Input, of lane: Int, now: Timestamp) {
        for action in lanes[lane].step(input, now: now, using: &jitter) {
            switch action {
            case .send, .query, .heartbeat:
                guard lane != stationLane else {
                    spoken.append(action)
                    continue
                }
                let delay = Interval.milliseconds([5, 40, 300, 2_000, 14_000][jitter.roll(5)])
                underway.append(Exchange(lane: lane, action: action, answerAt: now + delay))
            case .settle(let number, let outcome):
                if !settledNumbers.insert(number).inserted {
                    broken.append("delivery \(number) settled twice")
                }
                settled.append(.delivered(number, outcome))
            case .refill(let limit): refills.append((lane, limit))
            case .wake(let at): wakes[lane] = at
            case .merged, .pathLost, .pathRestored, .prove: break
            }
        }
        most = max(most, lanes[lane].count)
        if lanes[lane].count > Self.capacity { broken.append("a lane holds \(lanes[lane].count)") }
    }
}
