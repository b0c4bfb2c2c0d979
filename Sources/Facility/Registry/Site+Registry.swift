/// The sheet and the registry as one site.
extension Site {
    /// The site in force: what the sheet declares, without what is retired, and behind it what was adopted.
    ///
    /// The sheet wins: an adopted device it declares is the sheet's, machines and values included, since they are
    /// keyed by its id. An adopted device whose profile, broker or parent is gone waits for their return.
    package func merged(with entries: [RegistryEntry]) -> Site {
        var site = self
        let registry = Registry(entries)
        if !registry.retired.isEmpty {
            let brokers = site.brokers
            site.removeDevices { device in
                registry.retired[RegistryKey(broker: brokers[device.broker].id, id: device.id)] != nil
            }
        }
        var positions = Dictionary(
            site.devices.enumerated().map { ($0.element.id, $0.offset) },
            uniquingKeysWith: { first, _ in first })
        for entry in registry.adopted where positions[entry.id] == nil {
            guard let device = site.device(from: entry, parents: { positions[$0] }) else { continue }
            positions[device.id] = site.devices.count
            site.devices.append(device)
        }
        return site
    }

    /// An adopted device as the engine knows devices; nil when this site cannot have it.
    func device(from entry: RegistryEntry, parents: (String) -> Int?) -> Device? {
        guard let broker = brokers.firstIndex(where: { $0.id == entry.broker }),
            let profile = profile(of: entry, broker: broker)
        else { return nil }
        var parent: Int?
        if let name = entry.parent {
            guard let position = parents(name) else { return nil }
            parent = position
        }
        var name = entry.name ?? entry.id
        if entry.name == nil, let parent, let channel = entry.channel {
            name = devices[parent].name + " " + channel
        }
        let place =
            entry.place ?? parent.map { devices[$0].place } ?? Place(building: "", gridCode: onlyGridCode)
        var device = Device(
            id: entry.id, name: name, profile: profile, place: place, broker: broker, parent: parent,
            channel: entry.channel)
        device.isAdopted = true
        device.zone = parent.flatMap { devices[$0].zone }
        return device
    }

    /// A compound in one grid can say where a device of unknown place is reported.
    private var onlyGridCode: String {
        let first = devices.first?.place.gridCode ?? ""
        return devices.allSatisfy { $0.place.gridCode == first } ? first : ""
    }

    /// Takes devices out; channels of a device that goes stay where their sheet puts them, without a parent.
    private mutating func removeDevices(where isGone: (Device) -> Bool) {
        var newPosition = [Int?](repeating: nil, count: devices.count)
        var kept: [Device] = []
        for (position, device) in devices.enumerated() where !isGone(device) {
            newPosition[position] = kept.count
            kept.append(device)
        }
        for position in kept.indices {
            kept[position].parent = kept[position].parent.flatMap { newPosition[$0] }
        }
        devices = kept
    }
}
