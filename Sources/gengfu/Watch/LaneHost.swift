import Facility
import Forward
import Logging
import Ring
import Synchronization

/// All lanes of the site: starts their runners, hands deliveries over, brings their answers back to the loop.
final class LaneHost: LaneDoor, Sendable {
    private let runners: [String: LaneRunner]
    private let tasks: Mutex<[Task<Void, Never>]>

    /// - Parameters:
    ///   - firstNumber: first delivery number of this life of the process.
    ///   - outage: how long the process was away.
    init(
        site: Site, firstNumber: Int64, outage: Interval, clock: SharedClock, store directory: String,
        inbox: Inbox, log: Logger
    ) throws(ConveyanceFault) {
        let ports = LaneRunner.Ports(
            clock: WakeClock(rate: Double(clock.rate), now: { clock.read() }),
            readOutbox: { destination, limit in
                try RingReader(directory: directory).unsettled(for: destination, limit: limit)
            },
            command: { inbox.offer(.command($0)) },
            notice: { Self.pass($0, to: inbox) },
            auditHead: { try? RingReader(directory: directory).auditHead() })
        var runners: [String: LaneRunner] = [:]
        for destination in site.destinations {
            var log = log
            log[metadataKey: "destination"] = "\(destination.id)"
            runners[destination.id] = LaneRunner(
                destination: destination.id, policy: Lane.Policy(for: destination),
                conveyance: try destination.conveyance(site: site.id), firstNumber: firstNumber,
                outage: outage, ports: ports, log: log)
        }
        self.runners = runners
        tasks = Mutex([])
    }

    func start() {
        tasks.withLock { tasks in
            tasks = runners.values.map { runner in Task { await runner.run() } }
        }
    }

    /// Cuts every exchange off; what was under way counts as unknown and is asked for at the next start.
    func stop() async {
        let running = tasks.withLock { $0 }
        for task in running { task.cancel() }
        for task in running { await task.value }
    }

    private static func pass(_ notice: LaneNotice, to inbox: Inbox) {
        switch notice {
        case .attempt(let line): inbox.offer(.audit(line))
        case .pathLost(let destination, _, _): inbox.offer(.path(destination: destination, isLost: true))
        case .pathRestored(let destination, _): inbox.offer(.path(destination: destination, isLost: false))
        }
    }

    func offer(opened: [Delivery]) {
        for delivery in opened { runners[delivery.destination]?.offer(delivery) }
    }

    /// Real time a lane may take for a turn; it does nothing slow in one, but the machine may be busy.
    private static let lifeLimit = Duration.seconds(10)

    func areLive() -> Bool {
        // Each is asked, also behind one that owes its answer.
        runners.values.map { $0.askForLife() }.allSatisfy { $0 < Self.lifeLimit }
    }

    var standings: [String: LaneStatus] { runners.mapValues(\.status) }
}
