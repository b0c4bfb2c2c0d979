import Facility

/// A site with what its zigbee2mqtts list: a profile for each model that gives one, and the devices.
extension Site {
    /// The topic of the retained list of a zigbee2mqtt, and that of its own state.
    package static func zigbeeTopics(ofBase base: String) -> (list: String, state: String) {
        (base + "/bridge/devices", base + "/bridge/state")
    }

    /// Adds derived profiles behind those of the files, and the devices to `listed`.
    ///
    /// Files win: a profile of the same id is taken as the file has it, and a device that the sheet declares stays the
    /// sheet's, because nothing listed is in force by itself.
    /// - Parameter lists: those of brokers and bases this site does not have count for nothing.
    package func listing(_ lists: [ZigbeeList]) -> Site {
        var listing = ZigbeeListing(self)
        for list in lists.sorted(by: { ($0.broker, $0.base) < ($1.broker, $1.base) }) { listing.take(list) }
        return listing.listed
    }
}

/// A site on its way to knowing what is listed.
private struct ZigbeeListing {
    private var site: Site
    private var library = ProfileLibrary()
    /// Which draft each derived profile came from, by its id.
    private var drafts: [String: ZigbeeDraft] = [:]
    private var places: [String: Int]

    init(_ site: Site) {
        self.site = site
        library.facilities = site.facilities
        library.points = site.points
        places = Dictionary(
            site.profiles.enumerated().map { ($0.element.id, $0.offset) },
            uniquingKeysWith: { first, _ in first })
    }

    /// `Site.listed` is searched by halves.
    var listed: Site {
        var site = site
        site.listed.sort { ($0.id, $0.broker) < ($1.id, $1.broker) }
        return site
    }

    mutating func take(_ list: ZigbeeList) {
        guard let broker = site.brokers.firstIndex(where: { $0.id == list.broker }),
            site.brokers[broker].zigbeeBases.contains(list.base)
        else { return }
        var names = Set(site.listed.lazy.filter { $0.broker == broker }.map(\.id))
        let found = ZigbeeProfiles(list.members.map(\.device))
        for (member, place) in zip(list.members, found.places) {
            guard let place, let profile = profile(found.drafts[place], base: list.base, member.device)
            else { continue }
            // Of two bases of a broker with a device of one name the first one's counts.
            guard !member.isGone, names.insert(member.device.friendlyName).inserted else { continue }
            site.listed.append(
                ListedDevice(
                    id: member.device.friendlyName, broker: broker, profile: profile,
                    model: found.drafts[place].name, formerly: member.formerly))
        }
    }

    /// Position of the profile of a device, made when there is none yet. A name with slashes is no level of a topic,
    /// so such a device has a profile to itself.
    private mutating func profile(_ draft: ZigbeeDraft, base: String, _ device: ZigbeeDevice) -> Int? {
        let own = device.friendlyName.contains("/") ? device.friendlyName : nil
        var id = draft.id + (base == "zigbee2mqtt" ? "" : "@" + base) + (own.map { "/" + $0 } ?? "")
        if let place = places[id], drafts[id] == nil || drafts[id] == draft { return place }
        // Two brokers, one name, another firmware.
        var number = 2
        while let known = drafts[id + "_\(number)"], known != draft { number += 1 }
        if drafts[id] != nil { id += "_\(number)" }
        if let place = places[id] { return place }
        guard var profile = draft.profile(in: library, base: base, friendlyName: own) else { return nil }
        profile.id = id
        let place = site.profiles.count
        if site.firstDerived == nil { site.firstDerived = place }
        site.profiles.append(profile)
        places[id] = place
        drafts[id] = draft
        return place
    }
}
