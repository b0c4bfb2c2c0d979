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

    private let configuration: String
    private let inbox: Inbox
    private let log: Logger
    private let queue = DispatchQueue(label: "gengfu.reload")
    private let seen = Mutex(Seen())

    private struct Seen {
        var paths: [String] = []
        /// Fingerprints when last read, and at the last look.
        var read: [String] = []
        var looked: [String] = []
    }

    init(configuration: String, inbox: Inbox, log: Logger) {
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
        _ loaded: LoadedSite, declared: Site, outline: EngineOutline, numbering: Numbering,
        registry: [RegistryEntry]
    ) {
        queue.async { [inbox] in
            inbox.offer(
                .prepared(
                    PreparedReload(
                        loaded, declared: declared, outline: outline, numbering: numbering,
                        registry: registry)))
        }
    }

    /// Frees the old tables where it holds nobody up.
    func letGo(_ reload: PreparedReload) { queue.async { reload.letGo() } }

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
