import Facility
import Logging

/// What lanes and signals left for the loop.
extension WatchLoop {
    func takeInbox(now: Timestamp) {
        for item in inbox.takeAll() {
            switch item {
            case .command(let command):
                _ = engine.step(command: command, now: now, effects: &effects)
            case .audit(let line):
                effects.audit.append(line)
            case .path(let destination, let isLost):
                note(destination, isLost: isLost, now: now)
            case .reload(let site):
                reload(site, now: now)
            case .stop:
                stop()
            }
        }
    }

    /// A lost path is on record like any other deed.
    private func note(_ destination: String, isLost: Bool, now: Timestamp) {
        effects.audit.append(
            AuditLine(
                at: now, by: "gengfu", action: isLost ? "path_lost" : "path_restored", subject: destination))
        if isLost {
            log.error("path to destination lost", metadata: ["destination": "\(destination)"])
        } else {
            log.notice("path to destination restored", metadata: ["destination": "\(destination)"])
        }
    }

    /// Puts a faultless configuration in force. Brokers and destinations are taken up at the next start.
    private func reload(_ site: Site, now: Timestamp) {
        commit(at: now)
        guard store.failingSince == nil else {
            log.error("configuration not reloaded while commits fail")
            return
        }
        do {
            let numbering = try store.ring.numbering(for: site)
            engine.reload(site: site, numbering: numbering, now: now, effects: &effects)
            log.notice("configuration in force", metadata: ["version": "\(site.version)"])
        } catch {
            log.error("configuration not reloaded", metadata: ["reason": "\(error)"])
        }
    }
}
