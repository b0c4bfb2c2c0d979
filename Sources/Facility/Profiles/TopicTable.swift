/// Which device a topic speaks of and which route reads it.
///
/// Identity is what the topic says; a payload's own `Id` proves nothing. A topic is matched against every
/// profile's patterns once and then found by its bytes. Strangers' topics live in a small table of their own that is
/// started afresh when full, so that a babbling network cannot push the house's own topics out.
package struct TopicTable: Sendable {
    /// What a topic means.
    package enum Meaning: Sendable, Equatable {
        /// - route: position among all routes of all profiles, in their order.
        case route(Int, DeviceIndex)
        /// A pattern fits, the sheet has no such device.
        case unknownDevice(String)
        /// No pattern fits, or none of the device's own profile.
        case unmapped
    }

    private struct Pattern: Sendable {
        var levels: [TopicPattern.Level]
        var saysDevice: Bool
        var saysChannel: Bool
        /// Profile and route of everyone who uses the pattern.
        var users: [(profile: Int, route: Int)]
    }

    /// What a topic says by a pattern that fits.
    private struct Fit {
        var device: [UInt8] = []
        var channel: [UInt8] = []
        /// Two for a fixed level, one for a partly fixed one: the most specific pattern wins.
        var fixed = 0
    }

    /// The device a profile's topics without `{device}` belong to.
    private struct Only: Sendable {
        var name: String
        var device: DeviceIndex?
    }

    static let strangerLimit = 1_024
    static let knownLimit = 1 << 17

    private let patterns: [Pattern]
    private var devices: [[UInt8]: DeviceIndex]
    private var profileOfDevice: [Int]
    private var brokerOfDevice: [Int]
    private var ids: [String]
    private var channels: ChannelTable
    private var only: [Only?]
    private var known = ByteTable(limit: Self.knownLimit, byteLimit: 16 << 20)
    private var strangers = ByteTable(limit: Self.strangerLimit, byteLimit: 128 << 10)
    private var knownMeanings: [(route: Int, device: DeviceIndex)] = []
    private var strangerMeanings: [Meaning] = []

    package init(profiles: [Profile], devices: [Device]) {
        var patterns: [Pattern] = []
        var places: [TopicPattern: Int] = [:]
        var route = 0
        for (profile, value) in profiles.enumerated() {
            for topic in value.routes.map(\.topic) {
                let place = places[topic] ?? patterns.count
                if place == patterns.count {
                    patterns.append(
                        Pattern(
                            levels: topic.levels, saysDevice: topic.says(.device),
                            saysChannel: topic.says(.channel), users: []))
                }
                places[topic] = place
                patterns[place].users.append((profile, route))
                route += 1
            }
        }
        self.patterns = patterns
        self.devices = Dictionary(
            devices.enumerated().map { (Array($0.element.id.utf8), DeviceIndex($0.offset)) },
            uniquingKeysWith: { first, _ in first })
        profileOfDevice = devices.map(\.profile)
        brokerOfDevice = devices.map(\.broker)
        ids = devices.map(\.id)
        channels = ChannelTable(devices: devices)
        only = profiles.indices.map { profile in Self.onlyDevice(of: profile, profiles[profile], devices) }
    }

    /// Whose the topics without a `{device}` are: the device of that name, or else the only one of the profile.
    private static func onlyDevice(of position: Int, _ profile: Profile, _ devices: [Device]) -> Only? {
        guard let name = profile.device else { return nil }
        let own = devices.indices.filter { devices[$0].profile == position && devices[$0].parent == nil }
        let named = own.first { devices[$0].id == name }
        let found = named ?? (own.count == 1 ? own[0] : nil)
        return Only(name: name, device: found.map { DeviceIndex($0) })
    }

    /// One more device behind all others, the last of `devices`; what was a stranger's topic may be its own now.
    mutating func append(_ device: Device, among devices: [Device]) {
        let position = DeviceIndex(profileOfDevice.count)
        if self.devices[Array(device.id.utf8)] == nil { self.devices[Array(device.id.utf8)] = position }
        profileOfDevice.append(device.profile)
        brokerOfDevice.append(device.broker)
        ids.append(device.id)
        channels.append(device, among: devices)
        if let own = only[device.profile], own.device == nil, device.parent == nil, device.id == own.name {
            only[device.profile]?.device = position
        }
        strangers.removeAll()
        strangerMeanings.removeAll()
    }

    /// What the bytes of a topic mean to a broker's session. A device belongs to its broker: what another one carries in
    /// its name is a stranger's.
    /// - Parameter broker: position in `Site.brokers`; nil: any.
    package mutating func meaning(of topic: UnsafeRawBufferPointer, broker: Int?) -> Meaning {
        let meaning = meaning(of: topic)
        guard let broker, case .route(_, let device) = meaning, brokerOfDevice[device.position] != broker
        else {
            return meaning
        }
        return .unknownDevice(ids[device.position])
    }

    /// What the bytes of a topic mean to whatever broker, from the tables or by matching.
    package mutating func meaning(of topic: UnsafeRawBufferPointer) -> Meaning {
        let hash = MessageBatch.hash(topic)
        if let place = known.find(topic, hash: hash) {
            let (route, device) = knownMeanings[Int(place)]
            return .route(route, device)
        }
        if let place = strangers.find(topic, hash: hash) { return strangerMeanings[Int(place)] }
        let meaning = match(topic)
        if case .route(let route, let device) = meaning {
            remember(route, device, topic, hash)
        } else if topic.count <= 1_024 {
            rememberStranger(meaning, topic, hash)
        }
        return meaning
    }

    private mutating func remember(
        _ route: Int, _ device: DeviceIndex, _ topic: UnsafeRawBufferPointer, _ hash: UInt32
    ) {
        if !known.insert(topic, hash: hash, value: Int32(knownMeanings.count)) {
            known.removeAll()
            knownMeanings.removeAll()
            guard known.insert(topic, hash: hash, value: 0) else { return }
        }
        knownMeanings.append((route, device))
    }

    private mutating func rememberStranger(
        _ meaning: Meaning, _ topic: UnsafeRawBufferPointer, _ hash: UInt32
    ) {
        if !strangers.insert(topic, hash: hash, value: Int32(strangerMeanings.count)) {
            strangers.removeAll()
            strangerMeanings.removeAll()
            guard strangers.insert(topic, hash: hash, value: 0) else { return }
        }
        strangerMeanings.append(meaning)
    }

    /// Among the patterns that fit, the one of the device's own profile with the most fixed levels wins.
    private func match(_ topic: UnsafeRawBufferPointer) -> Meaning {
        let levels = topic.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        var best: (route: Int, device: DeviceIndex, fixed: Int)?
        var stranger: String?
        var knowsDevice = false
        for pattern in patterns {
            guard let fit = Self.fit(pattern.levels, levels), pattern.saysDevice != fit.device.isEmpty,
                pattern.saysChannel != fit.channel.isEmpty
            else { continue }
            guard let (route, device) = speaker(pattern, fit, &stranger, &knowsDevice),
                fit.fixed > best?.fixed ?? -1
            else { continue }
            guard pattern.saysChannel else {
                best = (route, device, fit.fixed)
                continue
            }
            let channel = fit.channel.withUnsafeBufferPointer { channels.device($0, of: device) }
            if let channel {
                best = (route, channel, fit.fixed)
            } else if stranger == nil {
                stranger = ids[device.position] + "/" + Self.text(fit.channel)
                knowsDevice = false
            }
        }
        if let best { return .route(best.route, best.device) }
        if !knowsDevice, let stranger { return .unknownDevice(stranger) }
        return .unmapped
    }

    /// The device that speaks by a topic, or that a channel in it belongs to, and the route of its profile.
    private func speaker(
        _ pattern: Pattern, _ fit: Fit, _ stranger: inout String?, _ knowsDevice: inout Bool
    ) -> (route: Int, device: DeviceIndex)? {
        guard pattern.saysDevice else {
            for (profile, route) in pattern.users {
                if let device = only[profile]?.device { return (route, device) }
                if stranger == nil { stranger = only[profile]?.name }
            }
            return nil
        }
        guard let device = devices[fit.device] else {
            if stranger == nil { stranger = Self.text(fit.device) }
            return nil
        }
        knowsDevice = true
        let profile = profileOfDevice[device.position]
        return pattern.users.first { $0.profile == profile }.map { ($0.route, device) }
    }

    /// Every profile one of whose patterns fits, with its route.
    func candidates(for topic: UnsafeRawBufferPointer) -> [(profile: Int, route: Int, fixed: Int)] {
        let levels = topic.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        return patterns.flatMap { pattern -> [(profile: Int, route: Int, fixed: Int)] in
            guard let fit = Self.fit(pattern.levels, levels), pattern.saysDevice != fit.device.isEmpty,
                pattern.saysChannel != fit.channel.isEmpty
            else { return [] }
            return pattern.users.map { ($0.profile, $0.route, fit.fixed) }
        }
    }

    /// What the topic says by a pattern, nil when it does not fit. A topic that starts with `$` is the broker's own
    /// and fits no wildcard (MQTT 5, 4.7.2).
    private static func fit(
        _ pattern: [TopicPattern.Level], _ levels: [Slice<UnsafeRawBufferPointer>]
    ) -> Fit? {
        guard pattern.count == levels.count else { return nil }
        var fit = Fit()
        for (position, level) in pattern.enumerated() {
            let part = levels[position]
            let isOwn = position == 0 && part.first == UInt8(ascii: "$")
            switch level {
            case .literal(let text):
                guard text.utf8.elementsEqual(part) else { return nil }
                fit.fixed += 2
            case _ where isOwn: return nil
            case .any: break
            case .device: fit.device = Array(part)
            case .channel: fit.channel = Array(part)
            case .within(let before, let name, let after):
                guard part.count > before.utf8.count + after.utf8.count,
                    part.starts(with: before.utf8), part.suffix(after.utf8.count).elementsEqual(after.utf8)
                else { return nil }
                let found = Array(part.dropFirst(before.utf8.count).dropLast(after.utf8.count))
                if name == .device { fit.device = found } else { fit.channel = found }
                fit.fixed += 1
            }
        }
        return fit
    }

    /// A device's name for people: at most 128 bytes, broken UTF-8 mended.
    private static func text(_ name: [UInt8]) -> String {
        String(decoding: name.prefix(128), as: UTF8.self)
    }
}
