import Expressions

/// What a decoder does for devices it does not know yet.
extension PayloadDecoder {
    /// What one profile made of a stranger's message.
    struct Trial: Sendable, Equatable {
        /// Position in `Site.profiles`.
        var profile: Int
        var isUrgent: Bool
        var readings: Int
        var rejections: Int
        /// Fixed levels of the pattern: the closer one is believed where both read as much.
        var fixed: Int

        /// By what is read, less what is refused.
        var score: Int { readings * 2 - rejections }
    }

    /// The profile that reads a stranger's message best, nil when the topic fits none of this session's class.
    mutating func bestTrial(
        topic: UnsafeRawBufferPointer, payload: UnsafeRawBufferPointer, urgent: Bool, at now: Timestamp
    ) -> Trial? {
        let scratch = DeviceIndex(clocks.count)
        clocks.append(ClockState())
        defer { clocks.removeLast() }
        var best: Trial?
        for candidate in topics.candidates(for: topic) {
            let route = routes[candidate.route]
            guard urgent || !route.urgent else { continue }
            var readings: [Reading] = []
            gathering.begin(scratch, arrival: now, draining: false, retained: false)
            frameStreams.begin()
            uplink = nil
            let isMalformed = walk(route, payload, &readings) != nil
            // A frame for the maker's codec is as good as read: who may decode it is known.
            let found = readings.count + gathering.strangers.count + (uplink == nil ? 0 : 1)
            uplink = nil
            let trial = Trial(
                profile: candidate.profile, isUrgent: route.urgent, readings: isMalformed ? 0 : found,
                rejections: isMalformed ? 1 : gathering.rejections.count, fixed: candidate.fixed)
            // What a trial begins nobody goes on with.
            frameStreams.rewind()
            pollAnswer = nil
            if best.map({ ($0.score, $0.fixed) < (trial.score, trial.fixed) }) ?? true { best = trial }
        }
        return best
    }

    /// Takes the last message back as far as it taught clocks and streams: it is read once more.
    mutating func rewind(_ parent: Int) {
        gathering.clocks[parent] = gathering.clockBefore
        frameStreams.rewind()
    }

    /// One more device behind all others, the last of `devices`.
    mutating func append(_ device: Device, among devices: [Device]) {
        topics.append(device, among: devices)
        gathering.append(device, among: devices)
        names.append(device, among: devices)
    }
}
