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
    private var jitter: Dice
    /// Words of the lanes for the loop's inbox.
    private(set) var settled: [Command] = []
    private var settledNumbers: Set<Int64> = []
    private(set) var broken: [String] = []
    private(set) var most = 0

    static let capacity = 40

    init(site: Site, firstNumber: Int64, outage: Interval, seed: UInt64, now: Timestamp) {
        jitter = Dice(seed: seed)
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
        let wakes = wakes.compactMap(\.self).min()
        guard let answers, let wakes else { return answers ?? wakes }
        return min(answers, wakes)
    }

    var isIdle: Bool { lanes.allSatisfy { $0.count == 0 && !$0.wantsMore } }

    mutating func turn(
        now: Timestamp, _ platforms: inout [SimulatedPlatform], reader: () -> RingReader?,
        trouble: () -> SimulatedPlatform.Trouble?
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
                let delay = Interval.milliseconds([5, 40, 300, 2_000, 14_000][jitter.roll(5)])
                underway.append(Exchange(lane: lane, action: action, answerAt: now + delay))
            case .settle(let number, let outcome):
                if !settledNumbers.insert(number).inserted {
                    broken.append("delivery \(number) settled twice")
                }
                settled.append(.delivered(number, outcome))
            case .refill(let limit): refills.append((lane, limit))
            case .wake(let at): wakes[lane] = at
            case .merged, .pathLost, .pathRestored: break
            }
        }
        most = max(most, lanes[lane].count)
        if lanes[lane].count > Self.capacity { broken.append("a lane holds \(lanes[lane].count)") }
    }
}
