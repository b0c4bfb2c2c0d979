import Facility

/// Reads what a destination of kind `mqtt` has of its own.
struct PublishReader {
    let surroundings: Surroundings
    let siteID: String

    func read(_ section: Section, id: String, into destination: inout Destination) -> Destination.Kind? {
        let broker = section.required("broker")?.section().flatMap {
            BrokerReader(surroundings: surroundings, siteID: siteID).read($0, id: id)
        }
        let topic = section.required("topic").flatMap(readTopic)
        var retains = false
        if let value = section.optional("retain_open_cases"), let wanted = value.boolean() {
            retains = wanted
            if wanted, let topic, !topic.namesIncident { value.error(.kind(.retainedWithoutIncident)) }
        }
        destination.acknowledgement = .transport
        destination.heartbeatEvery = section.optional("heartbeat")?.interval()
        destination.drivesHandling = section.optional("drives_handling")?.boolean() ?? false
        guard var broker, let topic else { return nil }
        // One session per name: the watch's own at this broker must not be thrown out by it.
        broker.clientID += "-\(id)"
        return .publish(PublishSettings(broker: broker, topic: topic, retainsOpenCases: retains))
    }

    private func readTopic(_ value: YAMLValue) -> TopicTemplate? {
        guard let text = value.word() else { return nil }
        do throws(TopicTemplate.Fault) { return try TopicTemplate(text) } catch {
            switch error {
            case .unknownPlace(let name):
                let known = TopicTemplate.Place.allCases.map(\.rawValue)
                value.error(.kind(.unknownPlaceholder(name)), help: .nearest(to: name, among: known))
            case .openBrace, .notATopic: value.error(.site(.notATopic(text)))
            }
            return nil
        }
    }
}
