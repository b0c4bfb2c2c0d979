import Expressions
import Facility
import Foundation

/// Reads one of a profile's `examples`.
struct ExampleReader {
    let profile: Profile
    let position: Int
    let vocabulary: Vocabulary

    func read(_ value: YAMLValue) -> ProfileExample? {
        guard let section = value.section() else { return nil }
        let topicValue = section.required("topic")
        let topic = topicValue?.word()
        let route = topic.flatMap { topic in profile.routes.first { $0.topic.matches(topic) } }
        if let topic, route == nil, let topicValue, !profile.routes.isEmpty {
            topicValue.error(.profile(.noTopic(topic)))
        }
        let payload = readPayload(section)
        let rejected = (section.optional("rejected")?.oneOrMore() ?? []).compactMap { $0.word() }
        let channels = section.optional("channels").map { readChannels($0, route: route) } ?? []
        let isOptional = !rejected.isEmpty || !channels.isEmpty
        let readings =
            (isOptional ? section.optional("readings") : section.required("readings"))
            .flatMap { readReadings($0, route: route) } ?? []
        let observedAt = section.optional("observed_at").flatMap(readTime)
        section.finish()
        guard let topic, let payload else { return nil }
        return ProfileExample(
            profile: position, topic: topic, payload: payload, readings: readings, observedAt: observedAt,
            rejected: rejected, place: section.place, channels: channels)
    }

    /// `channels: {1.1.10.2: {smoke.alarm: true}}`.
    private func readChannels(_ value: YAMLValue, route: TopicRoute?) -> [ProfileExample.ExpectedChannel] {
        guard let section = value.section() else { return [] }
        return section.all().map { name, _, readings in
            ProfileExample.ExpectedChannel(
                name: name, readings: readReadings(readings, route: route) ?? [])
        }
    }

    private func readPayload(_ section: Section) -> [UInt8]? {
        let text = section.optional("payload")
        let hex = section.optional("payload_hex")
        switch (text, hex) {
        case (let text?, nil): return text.isNull ? [] : text.text().map { Array($0.utf8) }
        case (nil, let hex?): return readHex(hex)
        case (_?, let hex?): hex.error(.profile(.onePayload))
        case (nil, nil): _ = section.required("payload")
        }
        return nil
    }

    private func readHex(_ value: YAMLValue) -> [UInt8]? {
        guard let text = value.text() else { return nil }
        let digits = text.filter { !$0.isWhitespace }.map(\.hexDigitValue)
        guard digits.count.isMultiple(of: 2), !digits.contains(nil) else {
            value.error(.profile(.invalidHex(String(text.prefix(20)))))
            return nil
        }
        return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0]! << 4 | digits[$0 + 1]!) }
    }

    private func readReadings(_ value: YAMLValue, route: TopicRoute?) -> [ProfileExample.ExpectedReading]? {
        guard let section = value.section() else { return nil }
        let filled = route.map { Set($0.fields.map(\.point)) }
        return section.all().compactMap { name, place, value in
            guard let index = vocabulary.indices[name], let point = vocabulary.points[name] else {
                section.log.error(
                    .profile(.unknownPoint(name, facility: vocabulary.kind.id)), at: place,
                    help: .nearest(to: name, among: vocabulary.names))
                return nil
            }
            if let filled, !filled.contains(index) {
                section.log.error(.profile(.pointNotInTopic(name)), at: place)
            }
            return FieldValueReader.read(value, for: point).map { .init(point: index, value: $0) }
        }
    }

    private func readTime(_ value: YAMLValue) -> Timestamp? {
        guard let text = value.text() else { return nil }
        for options in [
            ISO8601DateFormatter.Options.withInternetDateTime,
            [.withInternetDateTime, .withFractionalSeconds],
        ] {
            let formatter = ISO8601DateFormatter()
            formatter.formatOptions = options
            guard let date = formatter.date(from: text) else { continue }
            return Timestamp(milliseconds: Int64((date.timeIntervalSince1970 * 1_000).rounded()))
        }
        value.error(.profile(.invalidTime(text)))
        return nil
    }
}
