/// The lines of a site: one for each device whose profile polls and which has topics of its own.
struct PollBook: Sendable {
    struct Entry: Sendable {
        var device: Int
        /// The session that carries its answers carries the requests, too.
        var session: Int
        var topic: String
        var line: PollLine
    }

    var entries: [Entry] = []
    /// Position in `entries`, by device; empty when nothing is polled.
    private var positions: [Int32] = []

    init(_ site: Site) {
        guard site.profiles.contains(where: { $0.poll != nil }) else { return }
        positions = Array(repeating: -1, count: site.devices.count)
        for (position, device) in site.devices.enumerated() where device.parent == nil {
            let profile = site.profiles[device.profile]
            guard let plan = profile.poll else { continue }
            let isUrgent = profile.routes.contains { $0.urgent && $0.codec.isAnswer }
            positions[position] = Int32(entries.count)
            entries.append(
                Entry(
                    device: position, session: 2 * device.broker + (isUrgent ? 0 : 1),
                    topic: plan.topic(for: device.id), line: PollLine(plan)))
        }
    }

    var isEmpty: Bool { entries.isEmpty }

    func position(of device: Int) -> Int? {
        guard device < positions.count, positions[device] >= 0 else { return nil }
        return Int(positions[device])
    }
}

extension Codec {
    /// Whether messages of this codec answer a profile's requests.
    var isAnswer: Bool {
        if case .binary(let layout) = self { !layout.answers.isEmpty } else { false }
    }
}

/// A message of our own: a question to a device that speaks only when asked. QoS 0: one that comes late is worse than one
/// that is lost.
package struct Publication: Sendable, Equatable {
    package var session: SessionIndex
    package var topic: String
    package var payload: [UInt8]

    package init(session: SessionIndex, topic: String, payload: [UInt8]) {
        self.session = session
        self.topic = topic
        self.payload = payload
    }
}
