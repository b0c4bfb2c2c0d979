/// Which slot says whether a device is there: a last will speaks for a device and for all its channels.
extension HazardPlan {
    /// Ties every device; none when no profile has an `availability`.
    mutating func tiePresences(of site: Site) {
        guard site.profiles.contains(where: { $0.availability != nil }) else { return }
        let positions = Dictionary(
            site.devices.enumerated().map { ($0.element.id, $0.offset) },
            uniquingKeysWith: { first, _ in first })
        for (position, device) in site.devices.enumerated() {
            let parent =
                device.parent ?? device.id.lastIndex(of: "/").flatMap { positions[String(device.id[..<$0])] }
            tiePresence(of: position, parent: parent, in: site)
        }
    }

    /// Ties one device; its parent's last will counts before its own, since a channel is spoken for.
    mutating func tiePresence(of device: Int, parent: Int?, in site: Site) {
        func point(of device: Int) -> PointIndex? { site.profiles[site.devices[device].profile].availability }
        let speaker = parent.flatMap { point(of: $0) == nil ? nil : $0 } ?? device
        guard let point = point(of: speaker) else { return }
        let slot = localSlot(profile: devices[speaker].profile, point: point)
        guard slot >= 0 else { return }
        devices[device].presence = devices[speaker].slotBase + Int32(slot)
        if speaker != device { dependents[Int32(speaker), default: []].append(Int32(device)) }
    }
}
