import Facility
import Forward
import Synchronization

/// The site's loudspeakers, as far as they speak of more than cases: which paths of life safety are lost.
final class Loudspeakers: Sendable {
    private let sounders = Mutex<[(sounder: Sounder, calls: OrderedCalls)]>([])
    /// Names of the destinations declared `life_safety_path`.
    private let paths: [String: LocalizedText]

    init(of site: Site) {
        paths = Dictionary(
            site.destinations.filter(\.isLifeSafetyPath).map { ($0.id, $0.name) }, uniquingKeysWith: { $1 })
    }

    func add(_ sounder: Sounder) { sounders.withLock { $0.append((sounder, OrderedCalls())) } }

    /// Cases that stand from before the start go on sounding.
    func start() { each { await $0.start() } }

    /// Nothing gets through to a destination, or something does again.
    func take(_ notice: LaneNotice) {
        switch notice {
        case .attempt, .proof: break
        case .pathLost(let destination, _, _):
            guard let name = paths[destination] else { return }
            each { await $0.pathLost(destination, LifePaths.speech(destination: name)) }
        case .pathRestored(let destination, _): each { await $0.pathRestored(destination) }
        }
    }

    /// The urgent session of a broker has been away for too long, or is back.
    func tell(broker: String, isLost: Bool) {
        let path = "broker \(broker)"
        each { sounder in
            if isLost {
                await sounder.pathLost(path, LifePaths.speech(broker: broker))
            } else {
                await sounder.pathRestored(path)
            }
        }
    }

    func hushPaths() { each { await $0.hushPaths() } }

    private func each(_ body: @escaping @Sendable (Sounder) async -> Void) {
        // In the order of the words: a path that is back must not be said to be lost after it.
        for (sounder, calls) in sounders.withLock({ $0 }) { calls.offer { await body(sounder) } }
    }
}
