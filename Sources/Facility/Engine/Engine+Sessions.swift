/// Broker sessions coming and going: drains, lost sessions, and whether we can hear at all.
extension Engine {
    /// What a session did, as far as it decides anything.
    package enum SessionTurn: Sendable, Equatable {
        /// CONNACK. `sessionPresent`: the broker kept our session and now sends what it gathered.
        case connected(sessionPresent: Bool)
        case disconnected
    }

    /// Quiet that ends a drain.
    static let drainQuiet: Int64 = 200
    /// A busy session never falls quiet: by then even a full broker queue has been read.
    static let longestDrain: Int64 = 30_000

    /// A session connected or was lost.
    package mutating func sessionChanged(
        _ session: SessionIndex, _ turn: SessionTurn, now: Timestamp, effects: inout Effects
    ) {
        advance(to: now, effects: &effects)
        let position = session.position
        guard position < sessions.count else { return }
        let now = Timestamp(milliseconds: clock)
        switch turn {
        case .disconnected:
            guard sessions[position].isConnected else { return }
            sessions[position].isConnected = false
            if sessions[position].goneSince == .min { sessions[position].goneSince = clock }
            endDrain(of: position, effects: &effects)
            writer.append(session: session, .disconnected, at: now, to: &effects.journal)
        case .connected(let sessionPresent):
            if !sessionPresent, sessions[position].hadSession { loseSession(position, effects: &effects) }
            sessions[position].isConnected = true
            sessions[position].goneSince = .min
            sessions[position].hadSession = true
            sessions[position].isAnew = !sessionPresent
            sessions[position].connectedAt = clock
            sessions[position].lastMessage = clock
            // Without a kept session there is no backlog of ours, only retained states.
            sessions[position].isDraining = sessionPresent
            if sessionPresent {
                deadlines.schedule(
                    .drain(session: Int32(position)), at: Timestamp(milliseconds: clock + Self.drainQuiet))
            }
            writer.append(
                session: session, sessionPresent ? .resumed : .connectedAnew, at: now, to: &effects.journal)
        }
        let broker = position / 2
        let isUp = sessions[broker * 2].isConnected && sessions[broker * 2 + 1].isConnected
        setBroker(broker, isUp: isUp, effects: &effects)
        lookAtPolls(of: position)
        if site.storms != nil { lookAtStorms(by: clock) }
    }

    /// The broker had forgotten us: whatever it held for us since then is gone.
    private mutating func loseSession(_ position: Int, effects: inout Effects) {
        let since = sessions[position].goneSince == .min ? startedAt : sessions[position].goneSince
        effects.losses.append(
            Loss(
                cause: .brokerSessionLost, subject: sessionName(position), count: 1,
                from: Timestamp(milliseconds: since), to: Timestamp(milliseconds: clock)))
        effects.audit.append(
            AuditLine(
                at: Timestamp(milliseconds: clock), by: "gengfu", action: "session_lost",
                subject: sessionName(position)))
    }

    /// The drain's deadline: over after 200 ms without a message.
    mutating func lookAtDrain(of position: Int, effects: inout Effects) {
        guard position < sessions.count, sessions[position].isDraining else { return }
        let quietAt = sessions[position].lastMessage + Self.drainQuiet
        let latest = sessions[position].connectedAt + Self.longestDrain
        let due = min(quietAt, latest)
        guard due <= clock else {
            deadlines.schedule(.drain(session: Int32(position)), at: Timestamp(milliseconds: due))
            return
        }
        endDrain(of: position, effects: &effects)
        writer.append(
            session: SessionIndex(position), .drained, at: Timestamp(milliseconds: clock),
            to: &effects.journal)
    }

    /// Decides what was held for this session's devices.
    private mutating func endDrain(of position: Int, effects: inout Effects) {
        guard sessions[position].isDraining else { return }
        sessions[position].isDraining = false
        lookAtPolls(of: position)
        isReleasing = true
        defer { isReleasing = false }
        for machine in held.sorted() {
            let place = plan.places[Int(machine)]
            guard place.isZone || devices[Int(place.subject)].session == Int32(position) else { continue }
            release(Int(machine), effects: &effects)
        }
        if !areaChanges.isEmpty { settleAreas(effects: &effects) }
    }

    /// `<broker>-urgent` or `<broker>`, as the client identifiers end.
    func sessionName(_ position: Int) -> String {
        site.brokers[position / 2].id + (position % 2 == 0 ? "-urgent" : "")
    }
}
