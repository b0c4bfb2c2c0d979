import Dispatch
import Facility
import Foundation
import Logging
import SiteConfiguration
import Synchronization

/// Reads configurations and lays them out on a thread of its own; the loop only exchanges tables.
///
/// It also looks at the files now and then. A change is never put in force by itself: half of a push, or a sheet that
/// is being edited, may be faultless and yet not meant. What it finds is shown on the board until somebody says
/// `gengfu reload` or sends SIGHUP (docs/decisions/0009-reload-in-one-turn.md).
final class Reloader: Sendable {
    /// Seconds between two looks at the files; a change must be as old before it is read.
    private static let lookEvery = 5.0
    /// Seconds for which old tables are kept; a turn is far shorter.
    private static let letGoAfter = 1.0

    private let configuration: String
    private let inbox: Inbox
    private let log: Logger
    private let queue = DispatchQueue(label: "gengfu.reload")
    private let seen = Mutex(Seen())
    private let shelf: Mutex<BridgeShelf>
    /// Lists that wait to be read, the newest of each bridge.
    private let arrivals = Mutex<[BridgeArrival]>([])

    private struct Seen {
        var paths: [String] = []
        /// Fingerprints when last read, and at the last look.
        var read: [String] = []
        var looked: [String] = []
    }

    /// - Parameter store: the store's folder, where the lists of bridges are kept.
    init(configuration: String, store: String, inbox: Inbox, log: Logger) {
        shelf = Mutex(BridgeShelf(directory: store))
        self.configuration = configuration
        self.inbox = inbox
        self.log = log
        lookLater()
    }

    private func lookLater() {
        queue.asyncAfter(deadline: .now() + Self.lookEvery) { [weak self] in
            self?.look()
            self?.lookLater()
        }
    }

    /// Reads the configuration and offers what came of it to the loop.
    func load(for asker: ReloadAsker?) {
        queue.async { self.read(asker, isLook: false) }
    }

    private func read(_ asker: ReloadAsker?, isLook: Bool) {
        var paths: [String] = []
        let (site, diagnostics) = SiteLoader.load(file: configuration, paths: &paths)
        let prints = Self.fingerprints(of: paths)
        seen.withLock {
            $0.paths = paths
            $0.read = prints
            $0.looked = prints
        }
        if asker == nil, !isLook {
            ConfigurationOptions.print(
                diagnostics, in: Language.preferred(environment: ProcessInfo.processInfo.environment))
        }
        inbox.offer(.loaded(LoadedSite(site: site, diagnostics: diagnostics, asker: asker, isLook: isLook)))
    }

    /// Lays a site out for the engine.
    func prepare(
        _ declared: Site, outline: EngineOutline, numbering: Numbering, registry: [RegistryEntry]
    ) {
        queue.async { [inbox] in
            inbox.offer(
                .prepared(
                    PreparedReload(
                        declared, lists: self.lists, outline: outline, numbering: numbering,
                        registry: registry)))
        }
    }

    /// Frees the old tables where it holds nobody up: ten thousand devices have a few hundred thousand texts.
    ///
    /// A second later, since whoever lets go last frees: by then the loop has left the functions that still hold it.
    func letGo(_ old: some Sendable) {
        queue.asyncAfter(deadline: .now() + Self.letGoAfter) { withExtendedLifetime(old) {} }
    }

    // MARK: Lists of bridges

    /// Seconds for which lists are gathered, so that several bridges, and one that speaks in a flood, cause one reload.
    private static let listsAfter = 0.5

    /// What is listed now.
    var lists: [ZigbeeList] { shelf.withLock { $0.lists } }

    /// Takes a list to be read; one of the same bridge that still waits gives way.
    func take(_ arrival: BridgeArrival) {
        let isFirst = arrivals.withLock { waiting in
            let isFirst = waiting.isEmpty
            waiting.removeAll { $0.broker == arrival.broker && $0.base == arrival.base }
            waiting.append(arrival)
            return isFirst
        }
        guard isFirst else { return }
        queue.asyncAfter(deadline: .now() + Self.listsAfter) { self.readLists() }
    }

    private func readLists() {
        let waiting = arrivals.withLock { waiting in
            defer { waiting = [] }
            return waiting
        }
        var news = BridgeNews()
        for arrival in waiting {
            switch shelf.withLock({ $0.take(arrival) }) {
            case .success(let isDifferent): news.isChanged = news.isChanged || isDifferent
            case .failure(let flaw):
                var cut = arrival
                cut.payload = Array(arrival.payload.prefix(Engine.keptOfList))
                news.flaws.append(
                    BridgeNews.Flaw(arrival: cut, bytes: arrival.payload.count, text: flaw.text))
            }
        }
        if news.isChanged { keepLists() }
        guard news.isChanged || !news.flaws.isEmpty else { return }
        inbox.offer(.lists(news))
    }

    /// Before the devices are in force. A disk that takes no file keeps nobody from being watched.
    private func keepLists() {
        do {
            try shelf.withLock { $0 }.keep()
        } catch {
            log.error("the lists of devices could not be kept", metadata: ["reason": "\(error)"])
        }
    }

    // MARK: Looking at the files

    private func look() {
        let paths = seen.withLock { $0.paths }
        guard !paths.isEmpty else {
            // The site in force was read by somebody else: learn which files it has.
            var found: [String] = []
            _ = SiteLoader.load(file: configuration, paths: &found)
            let prints = Self.fingerprints(of: found)
            return seen.withLock {
                $0.paths = found
                $0.read = prints
                $0.looked = prints
            }
        }
        let prints = Self.fingerprints(of: paths)
        let isSettledChange = seen.withLock { seen in
            defer { seen.looked = prints }
            return prints != seen.read && prints == seen.looked
        }
        if isSettledChange { read(nil, isLook: true) }
    }

    /// Size, time and number of every file and of its folder, where a file may be added.
    private static func fingerprints(of paths: [String]) -> [String] {
        let folders = Set(paths.map { ($0 as NSString).deletingLastPathComponent }).sorted()
        return (paths + folders).map { path in
            var status = stat()
            guard stat(path, &status) == 0 else { return "\(path) -" }
            return
                "\(path) \(status.st_ino) \(status.st_size) \(status.st_mtim.tv_sec).\(status.st_mtim.tv_nsec)"
        }
    }
}
