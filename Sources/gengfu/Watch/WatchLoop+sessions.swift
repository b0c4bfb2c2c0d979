import Facility
import Logging
import MQTT

/// What the broker sessions report, as the engine and the page need it.
extension WatchLoop {
    /// Takes over finished connections and everything that happened to this session since the last turn.
    func takeChanges(ofSession position: Int, now: Timestamp) {
        let session = sessions[position].session
        session.collect(allowingUncommitted: store.isEmergency)
        for change in session.takeChanges() { take(change, ofSession: position, now: now) }
    }

    private func take(_ change: SessionChange, ofSession position: Int, now: Timestamp) {
        let name = session(named: position)
        let index = SessionIndex(Int(sessions[position].session.settings.index))
        switch change {
        case .connected(let sessionPresent):
            sessions[position].connected(sessionPresent: sessionPresent, at: now)
            if !sessionPresent {
                effects.identities.append(SessionWindow.beginning(of: UInt16(index.position)))
            }
            engine.sessionChanged(
                index, .connected(sessionPresent: sessionPresent), now: now, effects: &effects)
            log.notice(
                "broker session connected",
                metadata: ["session": "\(name)", "session_present": "\(sessionPresent)"])
        case .subscribed(let refused, let downgraded):
            guard !refused.isEmpty || !downgraded.isEmpty else { return }
            sessions[position].note(
                "the broker refuses \(refused.joined(separator: ", ")) \(downgraded.joined(separator: ", "))")
            log.error(
                "broker refuses subscriptions",
                metadata: [
                    "session": "\(name)", "refused": "\(refused.joined(separator: " "))",
                    "qos0_only": "\(downgraded.joined(separator: " "))",
                ])
        case .acknowledged: break
        case .disconnected(let reason):
            lost(position, index, "\(reason)", now: now)
        case .takenOver:
            lost(position, index, "another client uses our client id", now: now)
        case .refused(let failure, let retryAfter):
            sessions[position].lost("\(failure)", at: now)
            log.warning(
                "broker not reached",
                metadata: [
                    "session": "\(name)", "reason": "\(failure.shortDescription)", "detail": "\(failure)",
                    "retry_ms": "\(retryAfter)",
                ])
        }
    }

    private func lost(_ position: Int, _ index: SessionIndex, _ reason: String, now: Timestamp) {
        sessions[position].lost(reason, at: now)
        engine.sessionChanged(index, .disconnected, now: now, effects: &effects)
        log.warning(
            "broker session lost",
            metadata: ["session": "\(session(named: position))", "reason": "\(reason)"])
    }

    /// The loudspeakers hear of a broker whose urgent session has been away for too long; once a second.
    func lookAtPaths(now: Timestamp) {
        let urgent = sessions.filter { $0.sessionClass == .urgent }.map { watched in
            (
                broker: engine.site.brokers[watched.broker].id,
                goneSince: watched.standing == .connected ? nil : watched.since
            )
        }
        for change in paths.look(at: urgent, now: now) {
            lanes.tell(broker: change.broker, isLost: change.isLost)
        }
    }

    private func session(named position: Int) -> String { sessions[position].session.settings.clientID }
}
