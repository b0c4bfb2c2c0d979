import Facility
import Forward
import Synchronization

/// The site's fire monitoring centres, as far as they hear of more than cases: whose detectors are out of service, that
/// a broker is lost, a reload.
final class FireCentres: Sendable {
    private let state = Mutex(State())
    /// What they are told, one after the other: a later state never arrives before an earlier one.
    private let news: AsyncStream<@Sendable () async -> Void>
    private let queue: AsyncStream<@Sendable () async -> Void>.Continuation

    /// Each says all there is, so that the oldest can be left out.
    private static let newsLimit = 256

    private struct State {
        var centres: [String: FireCentreConveyance] = [:]
        /// Brokers whose urgent session has been away for too long.
        var lost: Set<String> = []
    }

    init() {
        (news, queue) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(Self.newsLimit))
    }

    func add(_ centre: FireCentreConveyance, destination: String) {
        state.withLock { $0.centres[destination] = centre }
    }

    func start() {
        let centres = state.withLock { Array($0.centres.values) }
        guard !centres.isEmpty else { return }
        Task { [news] in
            for centre in centres { await centre.start() }
            for await item in news { await item() }
        }
    }

    /// A broker is lost or back: the line to the detectors has a fault.
    func tell(broker: String, isLost: Bool) {
        let (centres, isAnyLost) = state.withLock { state in
            if isLost { state.lost.insert(broker) } else { state.lost.remove(broker) }
            return (Array(state.centres.values), !state.lost.isEmpty)
        }
        for centre in centres { queue.yield { await centre.tellLine(isLost: isAnyLost) } }
    }

    /// The configuration in force, and the devices that are out of service.
    func follow(_ site: Site, outOfService: Set<String>) {
        let centres = state.withLock { $0.centres }
        for (id, centre) in centres {
            let table = Self.table(of: id, in: site)
            queue.yield {
                if let table { await centre.take(table) }
                await centre.tellDisabled(outOfService)
            }
        }
    }

    /// The points of a destination; nil: it is no fire centre of this site.
    static func table(of destination: String, in site: Site) -> FirePointTable? {
        guard let found = site.destinations.first(where: { $0.id == destination }),
            case .gb26875(let settings) = found.kind
        else { return nil }
        return FirePointTable(of: site, for: settings)
    }
}
