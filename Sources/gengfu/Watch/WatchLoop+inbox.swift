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
                // While commits fail for hours the lanes go on trying; memory is for dangers then.
                if effects.audit.count < Inbox.auditLimit { effects.audit.append(line) }
            case .path(let destination, let isLost):
                note(destination, isLost: isLost, now: now)
            case .proof(let destination, let answer):
                take(answer, of: destination, now: now)
            case .decoded(let answers):
                engine.step(decoded: answers, now: now, effects: &effects)
                if effects.pending.isEmpty { codecs.catchUp(engine.waitingDecodes) }
            case .loaded(let loaded):
                take(loaded, now: now)
            case .prepared(let reload):
                take(reload)
            case .lists(let news):
                take(news, now: now)
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
}
