import Facility

/// Reads `records: {broker: main, topic: gengfu/yard/records}`: where records may come in by MQTT. Left out: nowhere.
struct RecordsIntakeReader {
    let site: Site

    func read(_ section: Section) -> RecordsIntake? {
        let broker = section.optional("broker")
        let topic = section.optional("topic")
        section.finish()
        var position: Int? = site.brokers.count == 1 ? 0 : nil
        if let broker, let name = broker.word() {
            position = site.brokers.firstIndex { $0.id == name }
            if position == nil {
                broker.error(
                    .site(.unknownBroker(name)), help: .nearest(to: name, among: site.brokers.map(\.id)))
                return nil
            }
        }
        guard let position else {
            if !site.brokers.isEmpty { section.log.error(.form(.missingKey("broker")), at: section.place) }
            return nil
        }
        var name = RecordsIntake.standardTopic(of: site.id)
        if let topic, let text = topic.word() {
            guard Identifier.isBaseTopic(text) else {
                topic.error(.site(.invalidBase(text)))
                return nil
            }
            name = text
        }
        // A device's topic would be taken from it.
        if site.profiles.contains(where: { $0.routes.contains { $0.topic.matches(name) } }) {
            (topic?.place).map { section.log.error(.site(.topicOfDevices(name)), at: $0) }
            return nil
        }
        return RecordsIntake(broker: position, topic: name)
    }
}
