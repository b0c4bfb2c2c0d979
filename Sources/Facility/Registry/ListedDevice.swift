/// A device that a bridge lists with all it can say (zigbee2mqtt's `bridge/devices`), before it has said anything.
///
/// It is no device in force: `unknown_devices` decides whether it is held or taken in.
package struct ListedDevice: Sendable, Equatable {
    /// `Device.id`: its friendly name, which may have slashes.
    package var id: String
    /// Position in `Site.brokers`.
    package var broker: Int
    /// Position in `Site.profiles`.
    package var profile: Int
    /// Maker and model, for the person who decides.
    package var model: String
    /// The name the list had for it before; nil: it never had another.
    package var formerly: String?

    package init(id: String, broker: Int, profile: Int, model: String, formerly: String? = nil) {
        self.id = id
        self.broker = broker
        self.profile = profile
        self.model = model
        self.formerly = formerly
    }
}

extension Site {
    /// What a bridge lists under this name: found by halves, since strangers ask with every message.
    /// - Parameter broker: position in `brokers`.
    func listed(_ id: String, broker: Int) -> ListedDevice? {
        var (low, high) = (0, listed.count)
        while low < high {
            let middle = (low + high) / 2
            if (listed[middle].id, listed[middle].broker) < (id, broker) {
                low = middle + 1
            } else {
                high = middle
            }
        }
        guard low < listed.count, listed[low].id == id, listed[low].broker == broker else { return nil }
        return listed[low]
    }

    /// Position of the profile of an adopted device. A profile of a file is as the person chose it; a derived one
    /// follows the list, which may know the device better by now.
    func profile(of entry: RegistryEntry, broker: Int) -> Int? {
        let named = profiles.firstIndex { $0.id == entry.profile }
        if let named, named < firstDerived ?? profiles.count { return named }
        return listed(entry.id, broker: broker)?.profile ?? named
    }
}
