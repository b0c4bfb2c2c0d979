import Facility

/// The site that a recording is played to: a device for each that speaks in it, and nothing else.
package struct BacktestSite {
    package private(set) var site: Site
    /// Whether the messages of a topic are of the urgent session; nil: nobody's topic.
    private var sessions: [String: Bool] = [:]
    private var known: [String: Int] = [:]

    package init(library: ProfileLibrary) {
        site = Site(
            id: "backtest", name: "", facilities: library.facilities, points: library.points,
            profiles: library.profiles, hazards: library.hazards,
            brokers: [Broker(id: "backtest", host: "", port: 0, clientID: "backtest")])
        // A recording has no babbler to hold down.
        site.limits.messagesPerSecond = 1e9
        site.limits.burst = 1e9
        site.unknownDevices = .refuse
    }

    /// The devices of a real site, at their places.
    package init(site: Site) {
        self.site = site
        self.site.destinations = []
        self.site.routes = []
        self.site.limits.messagesPerSecond = 1e9
        self.site.limits.burst = 1e9
        known = Dictionary(uniqueKeysWithValues: site.devices.enumerated().map { ($1.id, $0) })
    }

    /// The whole of a real site: with its destinations, for a rehearsal.
    package init(rehearsing site: Site) {
        self.init(site: site)
        self.site = site
    }

    /// Session of a topic's messages, whose device is taken in when it is new.
    /// - Returns: nil when no profile knows the topic.
    package mutating func session(of topic: String) -> UInt16? {
        if let isUrgent = sessions[topic] { return isUrgent ? 0 : 1 }
        for (position, profile) in site.profiles.enumerated() {
            for route in profile.routes {
                guard let names = route.topic.names(in: topic) else { continue }
                let name = names.device ?? profile.device ?? profile.id
                if let device = known[name], site.devices[device].profile != position { continue }
                add(name, profile: position, channel: names.channel)
                sessions[topic] = route.urgent
                return route.urgent ? 0 : 1
            }
        }
        return nil
    }

    /// The rule by which a topic's payloads say their time, and the codec.
    package func route(of topic: String) -> TopicRoute? {
        for profile in site.profiles {
            for route in profile.routes where route.topic.names(in: topic) != nil { return route }
        }
        return nil
    }

    private mutating func add(_ name: String, profile: Int, channel: String?) {
        if known[name] == nil {
            known[name] = site.devices.count
            site.devices.append(Device(id: name, name: name, profile: profile, place: Self.place))
        }
        guard let channel, let parent = known[name], known["\(name)/\(channel)"] == nil else { return }
        known["\(name)/\(channel)"] = site.devices.count
        site.devices.append(
            Device(
                id: "\(name)/\(channel)", name: channel, profile: profile, place: Self.place, parent: parent,
                channel: channel))
    }

    /// Takes in a device of the store's history: with the profile of the fewest points among those that have most of
    /// what it said.
    /// - Parameter points: names as `facility/point`.
    /// - Returns: position in the site's devices; nil when no profile gives any of them.
    package mutating func device(_ name: String, saying points: Set<String>) -> Int? {
        if let device = known[name] { return device }
        var best: (profile: Int, said: Int, given: Int)?
        for (position, profile) in site.profiles.enumerated() {
            let given = profile.points.map { self.name(of: $0) }
            let said = given.count { points.contains($0) }
            guard said > 0 else { continue }
            let isBetter = best.map { said > $0.said || (said == $0.said && given.count < $0.given) } ?? true
            if isBetter { best = (position, said, given.count) }
        }
        guard let best else { return nil }
        add(name, profile: best.profile, channel: nil)
        return known[name]
    }

    /// `facility/point`, as the store names it.
    package func name(of point: PointIndex) -> String {
        let point = site.points[point.position]
        return "\(site.facilities[point.facility].id)/\(point.name)"
    }

    private static let place = Place(building: "", gridCode: "")
}
