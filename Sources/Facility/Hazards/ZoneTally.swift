/// Which devices of an area have raised one hazard and when: what `sources` counts and second triggers look at.
///
/// A device counts while its hazard is active and for as long after its raise as the question asks. Times are the
/// devices', so that two alarms an hour apart do not meet because a backlog brought them together.
struct ZoneTally: Sendable, Equatable {
    struct Entry: Sendable, Equatable {
        var device: Int32
        var raisedAt: Int64
        var isActive: Bool
        var incident: Int64
    }

    /// At most one per device of the area, in the order of first raise.
    private(set) var entries: [Entry] = []

    mutating func raise(device: Int32, at time: Int64, incident: Int64) {
        let entry = Entry(device: device, raisedAt: time, isActive: true, incident: incident)
        if let known = entries.firstIndex(where: { $0.device == device }) {
            entries[known] = entry
        } else {
            entries.append(entry)
        }
    }

    /// Marks the device's hazard as active or no longer so; nothing happens to a device that is not tallied.
    mutating func setActive(_ isActive: Bool, device: Int32) {
        guard let known = entries.firstIndex(where: { $0.device == device }) else { return }
        entries[known].isActive = isActive
    }

    /// Forgets a device that is out of service.
    mutating func remove(device: Int32) { entries.removeAll { $0.device == device } }

    /// The same tally under other positions; devices at -1 leave.
    func moved(_ newPosition: (Int32) -> Int32) -> ZoneTally {
        var result = ZoneTally()
        result.entries = entries.compactMap { entry in
            var entry = entry
            entry.device = newPosition(entry.device)
            return entry.device >= 0 ? entry : nil
        }
        return result
    }

    /// Takes an entry of another tally; what is known of its device stays.
    mutating func take(_ entry: Entry) {
        if !entries.contains(where: { $0.device == entry.device }) { entries.append(entry) }
    }

    /// Forgets what no question can see any more.
    mutating func prune(before time: Int64) {
        entries.removeAll { !$0.isActive && $0.raisedAt < time }
    }

    /// The distinct devices with the hazard active, or raised within `duration` milliseconds before `time`.
    func devices(at time: Int64, within duration: Int64) -> [Int32] {
        entries.lazy.filter { $0.isActive || time &- $0.raisedAt <= duration }.map(\.device)
    }

    /// When the next device leaves the count by time alone, nil when none will.
    func nextLeave(after time: Int64, within duration: Int64) -> Int64? {
        entries.lazy.filter { !$0.isActive && time &- $0.raisedAt <= duration }
            .map { $0.raisedAt &+ duration &+ 1 }.min()
    }
}
