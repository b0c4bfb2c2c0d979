import Facility

/// Reads `availability`: where a device's last will stands, which of its words mean that it is there or gone, and
/// the boolean point that keeps it.
///
/// `{topic: tele/{device}/LWT, point: station.online, online: Online, offline: Offline}`; with `at: /state` the words
/// lie in a JSON document, without it they are the whole payload.
struct AvailabilityReader {
    let vocabulary: Vocabulary

    /// - Parameter topic: what `topic` was read to.
    /// - Returns: the route of the last will, with one field; nil when it cannot be read.
    func read(_ section: Section, topic: TopicPattern?) -> TopicRoute? {
        let point = section.required("point").flatMap(readPoint)
        let pointer = section.optional("at").flatMap(FieldReaderForPoints.pointer)
        let online = section.required("online")?.word()
        let offlineValue = section.required("offline")
        let offline = offlineValue?.word()
        section.finish()
        guard let topic, let point, let online, let offline, let offlineValue else { return nil }
        guard online != offline else {
            offlineValue.error(.profile(.document(.offlineIsOnline(offline))))
            return nil
        }
        let field = Field(
            point: point, at: pointer ?? "", map: [online: .boolean(true), offline: .boolean(false)])
        return TopicRoute(
            topic: topic, urgent: false, codec: section.has("at") ? .json : .text, fields: [field])
    }

    private func readPoint(_ value: YAMLValue) -> PointIndex? {
        guard let name = value.word() else { return nil }
        guard let index = vocabulary.indices[name], let point = vocabulary.points[name] else {
            value.error(
                .profile(.unknownPoint(name, facility: vocabulary.kind.id)),
                help: .nearest(to: name, among: vocabulary.names))
            return nil
        }
        guard point.kind == .boolean else {
            value.error(.profile(.document(.notATruthPoint(name))))
            return nil
        }
        return index
    }
}
