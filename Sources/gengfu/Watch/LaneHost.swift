import Facility
import Forward
import Logging
import Ring
import Synchronization

/// All lanes of the site: starts their runners, hands deliveries over, brings their answers back to the loop.
final class LaneHost: LaneDoor, Sendable {
    private let runners: [String: LaneRunner]
    private let loudspeakers: Loudspeakers
    private let fireCentres: FireCentres
    private let sirens: [String: SirenKeeper]
    /// What persons press, in that order.
    private let presses = OrderedCalls()
    private let links: [String: SirenLink]
    /// The connection of each `mqtt` destination.
    private let publishers: [String: SirenLink]
    /// The broker of each siren.
    private let sirenBrokers: [String: String]
    private let tasks: Mutex<[Task<Void, Never>]>

    /// - Parameters:
    ///   - firstNumber: first delivery number of this life of the process.
    ///   - outage: how long the process was away.
    ///   - standing: per destination, the cases that nobody has answered (`Engine.standing`), or all open ones
    ///     it was told of (`Engine.told`).
    ///   - openCases: per fire centre, the cases that are not over (`Engine.openCases`).
    init(
        site: Site, firstNumber: Int64, outage: Interval, clock: SharedClock, store directory: String,
        standing: [String: [Delivery]], openCases: [String: [Delivery]], inbox: Inbox, log: Logger
    ) throws(ConveyanceFault) {
        let links = Self.links(of: site)
        self.links = links
        let publishers = Self.publishers(of: site)
        self.publishers = publishers
        let loudspeakers = Loudspeakers(of: site)
        self.loudspeakers = loudspeakers
        let ports = LaneRunner.Ports(
            clock: WakeClock(rate: Double(clock.rate), now: { clock.read() }),
            readOutbox: { destination, limit in
                try RingReader(directory: directory).unsettled(for: destination, limit: limit)
            },
            command: { inbox.offer(.command($0)) },
            notice: { notice in
                Self.pass(notice, to: inbox)
                loudspeakers.take(notice)
            },
            auditHead: { try? RingReader(directory: directory).auditHead() })
        let box = BoxPorts(
            clock: ports.clock, folder: "\(directory)/sound", state: directory, firstNumber: firstNumber,
            standing: { standing[$0] ?? [] },
            order: { settings, isOn async throws(Lane.Failure) in
                guard let link = links[settings.broker] else { throw .refused("no such broker") }
                try await link.order(settings, isOn: isOn)
            },
            reaches: { links[$0.broker]?.isConnected ?? false },
            publish: { destination, message async throws(Lane.Failure) in
                guard let link = publishers[destination] else { throw .refused("no such broker") }
                try await link.publish(
                    message.topic, message.payload, expiry: nil, isRetained: message.isRetained)
            },
            isConnected: { publishers[$0]?.isConnected ?? false }, audit: { inbox.offer(.audit($0)) },
            command: { inbox.offer(.command($0)) },
            points: { FireCentres.table(of: $0, in: site) ?? FirePointTable() },
            openCases: { openCases[$0] ?? [] })
        let fireCentres = FireCentres()
        self.fireCentres = fireCentres
        var sirens: [String: SirenKeeper] = [:]
        var runners: [String: LaneRunner] = [:]
        for destination in site.destinations {
            var log = log
            log[metadataKey: "destination"] = "\(destination.id)"
            let conveyance = try destination.conveyance(site: site.id, box: box)
            if let sound = conveyance as? SoundConveyance { loudspeakers.add(sound.sounder) }
            if let siren = conveyance as? SirenConveyance { sirens[destination.id] = siren.keeper }
            if let centre = conveyance as? FireCentreConveyance {
                fireCentres.add(centre, destination: destination.id)
            }
            runners[destination.id] = LaneRunner(
                destination: destination.id, site: site.id, policy: Lane.Policy(for: destination),
                conveyance: conveyance, firstNumber: firstNumber, outage: outage, ports: ports, log: log)
        }
        self.runners = runners
        self.sirens = sirens
        sirenBrokers = Self.sirenBrokers(of: site)
        tasks = Mutex([])
    }

    func start() {
        tasks.withLock { tasks in
            tasks = runners.values.map { runner in Task { await runner.run() } }
            tasks += sirens.values.map { siren in Task { await siren.start() } }
        }
        loudspeakers.start()
        fireCentres.start()
    }

    /// Cuts every exchange off; what was under way counts as unknown and is asked for at the next start.
    func stop() async {
        let running = tasks.withLock { $0 }
        for task in running { task.cancel() }
        // What waits for a broker's answer is cut off here, or the end would wait for it.
        for link in publishers.values { link.stop() }
        for task in running { await task.value }
        for link in links.values { link.stop() }
    }

    /// One connection for each broker that has a siren.
    private static func links(of site: Site) -> [String: SirenLink] {
        let wanted = Set(sirenBrokers(of: site).values)
        let brokers = site.brokers.filter { wanted.contains($0.id) }
        return Dictionary(brokers.map { ($0.id, SirenLink($0)) }, uniquingKeysWith: { first, _ in first })
    }

    /// One connection, on a thread of its own, for each broker that cases are published to.
    private static func publishers(of site: Site) -> [String: SirenLink] {
        site.destinations.reduce(into: [:]) { publishers, destination in
            guard case .publish(let settings) = destination.kind else { return }
            publishers[destination.id] = SirenLink(settings.broker, suffix: "")
        }
    }

    private static func sirenBrokers(of site: Site) -> [String: String] {
        site.destinations.reduce(into: [:]) { brokers, destination in
            if case .siren(let settings) = destination.kind { brokers[destination.id] = settings.broker }
        }
    }

    private static func pass(_ notice: LaneNotice, to inbox: Inbox) {
        switch notice {
        case .attempt(let line): inbox.offer(.audit(line))
        case .pathLost(let destination, _, _): inbox.offer(.path(destination: destination, isLost: true))
        case .pathRestored(let destination, _): inbox.offer(.path(destination: destination, isLost: false))
        case .proof(let destination, let answer): inbox.offer(.proof(destination: destination, answer))
        }
    }

    func offer(opened: [Delivery]) {
        for delivery in opened { runners[delivery.destination]?.offer(delivery) }
    }

    func tell(broker: String, isLost: Bool) {
        loudspeakers.tell(broker: broker, isLost: isLost)
        fireCentres.tell(broker: broker, isLost: isLost)
    }

    func follow(_ site: Site, outOfService: Set<String>) {
        fireCentres.follow(site, outOfService: outOfService)
    }

    func hushPaths() { loudspeakers.hushPaths() }

    func press(siren: String, isOn: Bool) {
        guard let keeper = sirens[siren] else { return }
        presses.offer { await keeper.press(isOn: isOn) }
    }

    func reaches(siren: String) -> Bool {
        sirenBrokers[siren].flatMap { links[$0] }?.isConnected ?? false
    }

    /// Real time a lane may take for a turn; it does nothing slow in one, but the machine may be busy.
    private static let lifeLimit = Duration.seconds(10)

    func areLive() -> Bool {
        // Each is asked, also behind one that owes its answer.
        runners.values.map { $0.askForLife() }.allSatisfy { $0 < Self.lifeLimit }
    }

    func hold(_ destination: String, isHeldBack: Bool) {
        isHeldBack ? runners[destination]?.pause() : runners[destination]?.resume()
    }

    func drop(_ dropped: DroppedDelivery) { runners[dropped.destination]?.drop(dropped) }

    func hurry(_ destination: String) { runners[destination]?.hurry() }

    func prove() {
        for runner in runners.values { runner.prove() }
    }

    var standings: [String: LaneStatus] { runners.mapValues(\.status) }
}
