import Facility
import Logging
import SiteConfiguration

/// What lanes and signals left for the loop.
extension WatchLoop {
    func takeInbox(now: Timestamp) {
        for item in inbox.takeAll() {
            switch item {
            case .command(let command):
                _ = engine.step(command: command, now: now, effects: &effects)
            case .audit(let line):
                // While commits fail for hours the lanes go on trying; memory is for dangers then.
                if effects.audit.count < Inbox.auditLimit { effects.audit.append(line) }
            case .path(let destination, let isLost):
                note(destination, isLost: isLost, now: now)
            case .reload(let site):
                reload(site, now: now)
            case .decoded(let answers):
                engine.step(decoded: answers, now: now, effects: &effects)
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

    /// Puts a faultless configuration in force. How brokers and destinations are reached, and what is subscribed to,
    /// is taken up at the next start.
    private func reload(_ site: Site, now: Timestamp) {
        // A session's place among the brokers is stamped on its messages: with another list they would count for
        // another broker, or for none.
        guard site.brokers.map(\.id) == engine.site.brokers.map(\.id) else {
            log.error("configuration not reloaded: its brokers are others; restart to put it in force")
            return
        }
        noteUnreached(by: site)
        commit(at: now)
        guard store.failingSince == nil else {
            log.error("configuration not reloaded while commits fail")
            return
        }
        do {
            let numbering = try store.ring.numbering(for: site)
            engine.reload(site: site, numbering: numbering, now: now, effects: &effects)
            codecs.prepare(for: site)
            log.notice("configuration in force", metadata: ["version": "\(site.version)"])
        } catch {
            log.error("configuration not reloaded", metadata: ["reason": "\(error)"])
        }
    }

    /// Says what of a new configuration stays without effect until the next start.
    private func noteUnreached(by site: Site) {
        let known = Set(engine.site.destinations.map(\.id))
        for destination in site.destinations where !known.contains(destination.id) {
            log.error(
                "nothing is sent to the new destination before a restart",
                metadata: ["destination": "\(destination.id)"])
        }
        if SubscriptionPlan(site: site) != SubscriptionPlan(site: engine.site) {
            log.error("other topics are subscribed to after a restart only")
        }
    }
}
