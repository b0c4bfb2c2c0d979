/// Which devices are triggers of their own: a whole tells again what a part of it tells.
///
/// A panel says "fire" of its system 1.1 and of its detector 1.1.10.2 when one detector has seen one fire. Taken for two
/// triggers they would confirm each other, and "call 119" would stand on one false alarm.
extension Engine {
    /// How many independent devices of a zone have one of the hazards active, or raised it so long ago.
    func independentSources(_ zone: Int, _ hazards: [Int32], at time: Int64, within duration: Int64) -> Int {
        let devices = tallies.devices(zone, hazards, at: time, within: duration)
        guard devices.count > 1 else { return devices.count }
        let parts = devices.compactMap { carried(Int($0)) }
        guard !parts.isEmpty else { return devices.count }
        let parents = Set(parts.map(\.parent))
        let systems = Set(
            parts.flatMap { part in Self.systems(of: part.channel).map { "\(part.parent)/\($0)" } })
        return devices.count { device in
            if parents.contains(Int(device)) { return false }
            guard let (parent, channel) = carried(Int(device)) else { return true }
            return !systems.contains("\(parent)/\(channel)")
        }
    }

    /// What a channel is a component of: `1.1` and `1` for `1.1.1`.
    private static func systems(of channel: String) -> [Substring] {
        channel.indices.filter { channel[$0] == "." }.map { channel[..<$0] }
    }

    /// Whether one of two devices sums up the other.
    func isOneTrigger(_ first: Int32, _ second: Int32) -> Bool {
        first == second || sumsUp(first, second) || sumsUp(second, first)
    }

    /// Whether `part` is a channel of `whole`, or of a system that `whole` is: `1.1.10.2` of `1.1`.
    private func sumsUp(_ whole: Int32, _ part: Int32) -> Bool {
        guard let (parent, channel) = carried(Int(part)) else { return false }
        if parent == Int(whole) { return true }
        guard let (other, system) = carried(Int(whole)), other == parent else { return false }
        return channel.utf8.count > system.utf8.count && channel.hasPrefix(system + ".")
    }

    /// What carries a device and calls it how; the sheet may say it by the id alone, `panel/1.1.10.2`.
    private func carried(_ device: Int) -> (parent: Int, channel: String)? {
        let own = site.devices[device]
        if let parent = own.parent, let channel = own.channel { return (parent, channel) }
        guard let slash = own.id.lastIndex(of: "/"), let parent = index.device(String(own.id[..<slash]))
        else {
            return nil
        }
        return (parent, String(own.id[own.id.index(after: slash)...]))
    }
}
