import Facility

/// Reads what a destination of kind `siren` has of its own. What cannot be carried out safely is refused here.
struct SirenReader {
    let surroundings: Surroundings
    let brokers: [Broker]
    /// Every hazard of the profiles.
    let hazards: [String]

    /// Longest a siren may sound at a stretch; neighbours take a box that howls all night off the wall.
    private static let longest = Interval.minutes(30)

    func read(_ section: Section) -> Destination.Kind? {
        let broker = section.required("broker").flatMap(readBroker)
        let topic = section.required("topic").flatMap(readTopic)
        let on = section.required("on")?.text()
        let off = section.required("off")?.text()
        let listed = section.required("hazards").map(readHazards)
        let isAutomatic = section.optional("automatic")?.boolean() ?? false
        var settings = SirenSettings(
            broker: broker ?? "", topic: topic ?? "", on: on ?? "", off: off ?? "", hazards: listed ?? [],
            isAutomatic: isAutomatic)
        if let value = section.optional("for"), let interval = value.interval() {
            settings.longest = min(interval, Self.longest)
            if interval > Self.longest {
                value.error(.site(.longerThan(seconds: Self.longest.milliseconds / 1_000)))
            }
        }
        if let value = section.optional("expiry"), let interval = value.interval() {
            settings.expiry = min(interval, SirenSettings.expiryLimit)
            if interval > SirenSettings.expiryLimit || interval < .seconds(1) {
                value.error(.site(.expiryOutOfRange))
            }
        }
        guard broker != nil, topic != nil, on != nil, off != nil, listed != nil else { return nil }
        return .siren(settings)
    }

    private func readBroker(_ value: YAMLValue) -> String? {
        guard let id = value.word() else { return nil }
        guard let broker = brokers.first(where: { $0.id == id }) else {
            value.error(.site(.unknownBroker(id)), help: .nearest(to: id, among: brokers.map(\.id)))
            return nil
        }
        guard broker.version == .v5 else {
            value.error(.site(.brokerWithoutExpiry(id)))
            return nil
        }
        return id
    }

    private func readTopic(_ value: YAMLValue) -> String? {
        guard let topic = value.word() else { return nil }
        guard Identifier.isBaseTopic(topic) else {
            value.error(.site(.notATopic(topic)))
            return nil
        }
        return topic
    }

    private func readHazards(_ value: YAMLValue) -> [String] {
        (value.oneOrMore() ?? []).compactMap { item in
            guard let id = item.word() else { return nil }
            guard hazards.contains(id) else {
                item.error(.site(.unknownHazard(id)), help: .nearest(to: id, among: hazards))
                return nil
            }
            return id
        }
    }
}
