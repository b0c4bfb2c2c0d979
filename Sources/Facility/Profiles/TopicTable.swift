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
        /// Profile and route of everyone who uses the pattern.
        var users: [(profile: Int, route: Int)]
    }

    static let strangerLimit = 1_024
    static let knownLimit = 1 << 17

    private let patterns: [Pattern]
    private let devices: [[UInt8]: DeviceIndex]
    private let profileOfDevice: [Int]
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
                if place == patterns.count { patterns.append(Pattern(levels: topic.levels, users: [])) }
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
    }

    /// What the bytes of a topic mean, from the tables or by matching.
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
            guard let (name, fixed) = Self.fit(pattern.levels, levels) else { continue }
            guard let device = devices[name] else {
                if stranger == nil { stranger = Self.text(name) }
                continue
            }
            knowsDevice = true
            let profile = profileOfDevice[device.position]
            guard fixed > best?.fixed ?? -1, let user = pattern.users.first(where: { $0.profile == profile })
            else { continue }
            best = (user.route, device, fixed)
        }
        if let best { return .route(best.route, best.device) }
        if !knowsDevice, let stranger { return .unknownDevice(stranger) }
        return .unmapped
    }

    /// The device's name and the number of fixed levels, nil when the pattern does not fit. A topic that starts
    /// with `$` is the broker's own and fits no wildcard (MQTT 5, 4.7.2).
    private static func fit(
        _ pattern: [TopicPattern.Level], _ levels: [Slice<UnsafeRawBufferPointer>]
    ) -> (name: [UInt8], fixed: Int)? {
        guard pattern.count == levels.count else { return nil }
        var name: [UInt8] = []
        var fixed = 0
        for (position, level) in pattern.enumerated() {
            if case .literal(let text) = level {
                guard text.utf8.elementsEqual(levels[position]) else { return nil }
                fixed += 1
                continue
            }
            if position == 0, levels[0].first == UInt8(ascii: "$") { return nil }
            if level == .device { name = Array(levels[position]) }
        }
        return name.isEmpty ? nil : (name, fixed)
    }

    /// A device's name for people: at most 128 bytes, broken UTF-8 mended.
    private static func text(_ name: [UInt8]) -> String {
        String(decoding: name.prefix(128), as: UTF8.self)
    }
}
