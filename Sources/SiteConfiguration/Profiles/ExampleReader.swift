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
        if let topic, let topicValue { checkTopic(topic, at: topicValue) }
        let frames = readFrames(section, topic: topic ?? "")
        let topics = frames.map(\.topic) + [topic].compactMap(\.self)
        let routes = topics.compactMap(route(of:))
        let rejected = (section.optional("rejected")?.oneOrMore() ?? []).compactMap { $0.word() }
        let channels = section.optional("channels").map { readChannels($0, routes: routes) } ?? []
        let isOptional = !rejected.isEmpty || !channels.isEmpty
        let readings =
            (isOptional ? section.optional("readings") : section.required("readings"))
            .flatMap { readReadings($0, routes: routes) } ?? []
        let observedAt = section.optional("observed_at").flatMap(readTime)
        section.finish()
        guard topic != nil, let last = frames.last else { return nil }
        return ProfileExample(
            profile: position, topic: last.topic, payload: last.payload, earlier: frames.dropLast(),
            readings: readings, observedAt: observedAt, rejected: rejected, place: section.place,
            channels: channels)
    }

    private func route(of topic: String) -> TopicRoute? {
        profile.routes.first { $0.topic.matches(topic) }
    }

    private func checkTopic(_ topic: String, at value: YAMLValue) {
        guard route(of: topic) == nil, !profile.routes.isEmpty else { return }
        value.error(.profile(.noTopic(topic)))
    }

    /// `payload`, `payload_hex`, or several in `payloads`, each on the example's topic or on its own:
    /// `[{topic: …, payload: …}, '…']`.
    private func readFrames(_ section: Section, topic: String) -> [ProfileExample.Frame] {
        guard let list = section.optional("payloads") else {
            return readPayload(section).map { [ProfileExample.Frame(topic: topic, payload: $0)] } ?? []
        }
        for key in ["payload", "payload_hex"] {
            if let value = section.optional(key) { value.error(.profile(.onePayload)) }
        }
        let items = list.list() ?? []
        if items.isEmpty, list.kind == .list { list.error(.form(.emptyList)) }
        let frames = items.compactMap { readFrame($0, topic: topic) }
        return frames.count == items.count ? frames : []
    }

    private func readFrame(_ value: YAMLValue, topic: String) -> ProfileExample.Frame? {
        guard value.kind == .mapping else {
            return value.text().map { ProfileExample.Frame(topic: topic, payload: Array($0.utf8)) }
        }
        guard let section = value.section() else { return nil }
        let own = section.optional("topic").flatMap { value in
            value.word().map { own in
                checkTopic(own, at: value)
                return own
            }
        }
        let payload = readPayload(section)
        section.finish()
        return payload.map { ProfileExample.Frame(topic: own ?? topic, payload: $0) }
    }

    /// `channels: {1.1.10.2: {smoke.alarm: true}}`.
    private func readChannels(_ value: YAMLValue, routes: [TopicRoute]) -> [ProfileExample.ExpectedChannel] {
        guard let section = value.section() else { return [] }
        return section.all().map { name, _, readings in
            ProfileExample.ExpectedChannel(
                name: name, readings: readReadings(readings, routes: routes) ?? [])
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

    private func readReadings(_ value: YAMLValue, routes: [TopicRoute]) -> [ProfileExample.ExpectedReading]? {
        guard let section = value.section() else { return nil }
        let filled = routes.isEmpty ? nil : Set(routes.flatMap(\.fields).map(\.point))
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
