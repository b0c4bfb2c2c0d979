/// Devices that speak only when asked: the lines' deadlines, their questions, and what came back.
extension Engine {
    /// What `devices show` and the page say of a device's line, nil when it is not polled.
    package func poll(of device: String) -> PollLine? {
        guard !polls.isEmpty, let position = index.device(device) else { return nil }
        return polls.position(of: position).map { polls.entries[$0].line }
    }

    /// Takes up the lines of the site; each begins when its session can carry questions.
    mutating func resumePolls() {
        guard !polls.isEmpty else { return }
        decoder.expectations = Array(repeating: PollExpectation.unknown, count: site.devices.count)
        for position in polls.entries.indices {
            decoder.expectations[polls.entries[position].device] = PollExpectation.nothing
            lookAtSession(ofLine: position)
        }
    }

    /// A session came, went, or has emptied its backlog.
    mutating func lookAtPolls(of session: Int) {
        for position in polls.entries.indices where polls.entries[position].session == session {
            lookAtSession(ofLine: position)
        }
    }

    /// A device was taken out of service, or back.
    mutating func lookAtPoll(of device: Int) {
        if let position = polls.position(of: device) { lookAtSession(ofLine: position) }
    }

    private mutating func lookAtSession(ofLine position: Int) {
        let session = polls.entries[position].session
        guard session < sessions.count else { return }
        let isRetired = devices[polls.entries[position].device].isRetired
        if sessions[session].isConnected, !sessions[session].isDraining, !isRetired {
            let jitter = jitter(ofLine: position)
            polls.entries[position].line.begin(now: Timestamp(milliseconds: clock), jitter: jitter)
        } else {
            polls.entries[position].line.suspend()
        }
        settle(position)
    }

    /// Spreads the first rounds over the period by the devices' names: the same on every run.
    private func jitter(ofLine position: Int) -> Interval {
        let entry = polls.entries[position]
        guard let plan = site.profiles[site.devices[entry.device].profile].poll else { return .zero }
        let hash = Array(site.devices[entry.device].id.utf8).withUnsafeBytes { MessageBatch.hash($0) }
        return .milliseconds(Int64(hash) % max(1, plan.every.milliseconds))
    }

    /// The line's deadline.
    mutating func lookAtPoll(ofLine position: Int, effects: inout Effects) {
        guard position < polls.entries.count else { return }
        let now = Timestamp(milliseconds: clock)
        if let request = polls.entries[position].line.due(now: now) {
            let entry = polls.entries[position]
            if let plan = site.profiles[site.devices[entry.device].profile].poll {
                effects.publications.append(
                    Publication(
                        session: SessionIndex(entry.session), topic: entry.topic,
                        payload: plan.payload(of: request)))
            }
        }
        settle(position)
    }

    /// What a message of this device was to its questions.
    mutating func takeAnswer(_ answer: PollAnswer, of device: Int) {
        guard let position = polls.position(of: device) else { return }
        let now = Timestamp(milliseconds: clock)
        switch answer {
        case .toOutstanding: polls.entries[position].line.answered(now: now)
        case .unexpected(let shape): _ = polls.entries[position].line.unexpected(shape, now: now)
        }
        settle(position)
    }

    /// Sets the line's deadline and tells the decoder what to expect.
    private mutating func settle(_ position: Int) {
        let entry = polls.entries[position]
        decoder.expectations[entry.device] =
            entry.line.outstanding.map { Int32($0) } ?? PollExpectation.nothing
        let key = DeadlineKey.poll(line: Int32(position))
        if let deadline = entry.line.deadline {
            deadlines.schedule(key, at: max(deadline, Timestamp(milliseconds: clock + 1)))
        } else {
            deadlines.cancel(key)
        }
    }
}
