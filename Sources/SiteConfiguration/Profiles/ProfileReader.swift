import Facility

/// Reads one model's file: how it speaks, and the examples that prove it.
struct ProfileReader {
    let vocabulary: Vocabulary
    /// Position the profile will have.
    let position: Int
    let log: DiagnosticLog
    /// Reads the files that a profile names.
    let files: SourceReader
    private(set) var examples: [ProfileExample] = []
    /// `device`: whose the topics without `{device}` are.
    private var device: String?
    /// What payloads of all topics say of whose they are.
    private var identity: [IdentityClaim] = []
    /// What the devices are asked, whose answers some topic carries.
    private var poll: PollPlan?
    /// Where payloads say who somebody is, to be found in the examples.
    private var personal = PersonalReader()

    init(vocabulary: Vocabulary, position: Int, log: DiagnosticLog, files: SourceReader) {
        self.files = files
        self.vocabulary = vocabulary
        self.position = position
        self.log = log
    }

    /// - Returns: the profile, with whatever of it could be read; its id and where that stands.
    mutating func read(_ section: Section) -> (profile: Profile, place: SourcePlace)? {
        let idValue = section.required("profile")
        let id = idValue?.word()
        if let id, let idValue {
            checkName(id, at: idValue)
        }
        let name = section.required("name")?.localizedText()
        let defaultTime = section.optional("time").flatMap { TimeRuleReader.read($0) }
        let staleAfter = section.optional("stale_after")?.interval()
        device = section.optional("device").flatMap(readDevice)
        identity = section.optional("identity").map { IdentityReader.read($0) } ?? []
        poll = section.optional("poll").flatMap(PollReader.read)
        var routes: [TopicRoute] = []
        var lines: [String: Int] = [:]
        if let topics = section.required("topics") {
            let items = topics.list() ?? []
            if items.isEmpty, topics.kind == .list { topics.error(.form(.emptyList)) }
            for item in items {
                guard let route = readRoute(item, time: defaultTime, lines: &lines) else { continue }
                routes.append(route)
            }
        }
        let availability = section.optional("availability").flatMap { readAvailability($0, lines: &lines) }
        if let availability { routes.append(availability) }
        var profile = Profile(
            id: id ?? "", name: name ?? LocalizedText(en: id ?? "", zh: id ?? ""),
            facility: vocabulary.facility,
            routes: routes, device: device, staleAfter: staleAfter)
        profile.poll = poll
        profile.availability = availability?.fields.first?.point
        if let list = section.optional("examples") {
            let reader = ExampleReader(profile: profile, position: position, vocabulary: vocabulary)
            examples = (list.list() ?? []).compactMap { reader.read($0) }
        }
        personal.check(examples)
        section.finish()
        guard id != nil, let idValue else { return nil }
        return (profile, idValue.place)
    }

    private func checkName(_ id: String, at value: YAMLValue) {
        let prefix = vocabulary.kind.id + "."
        if !id.hasPrefix(prefix) {
            value.error(.profile(.outsideFacility(id, facility: vocabulary.kind.id)))
        } else if !VocabularyReader.isPointName(id) {
            value.error(.site(.invalidID(id)))
        }
    }

    private mutating func readRoute(
        _ value: YAMLValue, time: DeviceTimeRule?, lines: inout [String: Int]
    ) -> TopicRoute? {
        guard let section = value.section() else { return nil }
        let topic = section.required("topic").flatMap { readTopic($0, lines: &lines) }
        let urgent = section.optional("urgent")?.boolean() ?? false
        let codec = section.required("codec")?.choice(CodecName.allCases)
        if codec == .gb26875 {
            refuseIdentity(section)
            let layout = GB26875CodecReader(vocabulary: vocabulary).read(section)
            _ = personal.read(section, of: topic, isJSON: false)
            section.finish()
            return topic.map {
                TopicRoute(
                    topic: $0, urgent: urgent, codec: .gb26875(layout), fields: layout.fields.map(\.field))
            }
        }
        if codec == .binary { return readBinary(section, topic: topic, urgent: urgent, time: time) }
        let uplinks =
            codec == .lorawan
            ? LoRaWANCodecReader(folder: FilePath.folder(of: section.place.file.path), files: files)
                .read(section) : nil
        let timeValue = section.optional("time")
        let document = codec?.document.map { DocumentCodecReader($0, section) }
        let carriesTime = document == nil || document?.timePlace != nil
        let ownTime = timeValue.flatMap {
            TimeRuleReader.read($0, place: document?.timePlace ?? FieldReaderForPoints.pointer)
        }
        let claims = readIdentity(section, codec, topic, document?.identityPlace)
        if !carriesTime, let timeValue { timeValue.error(.profile(.timeInText)) }
        var fields: [Field] = []
        if let points = section.required("points"), let entries = points.section()?.all() {
            if entries.isEmpty { points.error(.form(.emptyList)) }
            var reader = FieldReaderForPoints(
                vocabulary: vocabulary, isText: document != nil && document?.place == nil)
            if let place = document?.place { reader.place = place }
            for (name, place, field) in entries {
                if let field = reader.read(name, at: place, field) { fields.append(field) }
            }
        }
        let speaksJSON = codec.map { $0 == .lorawan || [.json, .senml, .ocpp].contains($0) } ?? true
        let hidden = personal.read(section, of: topic, isJSON: speaksJSON)
        section.finish()
        guard let topic, let codec else { return nil }
        var route = TopicRoute(
            topic: topic, urgent: urgent,
            codec: uplinks.map(Codec.lorawan) ?? document?.codec ?? codec.codec, fields: fields,
            time: carriesTime ? ownTime ?? (codec.speaksJSON ? time : nil) : nil)
        route.identity = claims
        route.personal = hidden
        return route
    }

    private mutating func readBinary(
        _ section: Section, topic: TopicPattern?, urgent: Bool, time: DeviceTimeRule?
    ) -> TopicRoute? {
        var reader = BinaryCodecReader(vocabulary: vocabulary, defaultTime: time, poll: poll)
        let layout = reader.read(section)
        let value = section.optional("identity")
        let isInJSON = layout.bytes.pointer != nil
        let claims = value.map { IdentityReader.read($0, among: reader.values, isInJSON: isInJSON) }
        _ = personal.read(section, of: topic, isJSON: false)
        section.finish()
        return topic.map {
            var route = TopicRoute(
                topic: $0, urgent: urgent, codec: .binary(layout), fields: layout.fields)
            route.identity = told(claims ?? (isInJSON ? identity : []), by: topic, value)
            return route
        }
    }

    /// A topic's own claims; else, where its codec has JSON to look into, those of the profile.
    private func readIdentity(
        _ section: Section, _ codec: CodecName?, _ topic: TopicPattern?, _ place: DocumentCodecReader.Place?
    ) -> [IdentityClaim] {
        guard codec == nil || place != nil else {
            refuseIdentity(section)
            return []
        }
        let value = section.optional("identity")
        let own = value.map { IdentityReader.read($0, at: place ?? IdentityReader.pointer) }
        let isJSON = codec.map { [.json, .senml, .ocpp].contains($0) } ?? true
        return told(own ?? (isJSON ? identity : []), by: topic, value)
    }

    private func refuseIdentity(_ section: Section) {
        section.optional("identity")?.error(.profile(.identityElsewhere))
    }

    /// The claims that the topic can be held against.
    private func told(
        _ claims: [IdentityClaim], by topic: TopicPattern?, _ value: YAMLValue?
    ) -> [IdentityClaim] {
        guard let topic, !topic.says(.device), claims.contains(where: { $0.register == nil }) else {
            return claims
        }
        value?.error(.profile(.identityNeedsDevice))
        return claims.filter { $0.register != nil }
    }

    private enum CodecName: String, CaseIterable {
        case json, text, binary, gb26875, lorawan
        case csv, senml, ocpp

        var codec: Codec { self == .json ? .json : .text }

        /// The reader of what the file says beside the codec's name.
        var document: DocumentCodecReader.Name? { DocumentCodecReader.Name(rawValue: rawValue) }

        /// A time that the profile gives for all its topics lies at a JSON Pointer.
        var speaksJSON: Bool { document == nil || self == .json }
    }

    private func readTopic(_ value: YAMLValue, lines: inout [String: Int]) -> TopicPattern? {
        guard let text = value.word() else { return nil }
        let levels = text.split(separator: "/", omittingEmptySubsequences: false)
        if levels.contains(where: { $0.contains("#") }) {
            value.error(.profile(.topicHasWildcard), help: .deviceLevel)
            return nil
        }
        if let odd = levels.first(where: Self.isOdd) {
            value.error(.profile(.topicPartLevel(String(odd))), help: .deviceLevel)
            return nil
        }
        let devices = text.ranges(of: "{device}").count
        guard devices == 1 || devices == 0 && device != nil, text.ranges(of: "{channel}").count <= 1 else {
            value.error(.profile(.topicNeedsDevice(found: devices)), help: .deviceLevel)
            return nil
        }
        if let line = lines[text] {
            value.error(.profile(.duplicateTopic(text, line: line)))
            return nil
        }
        lines[text] = value.place.line
        return TopicPattern(text)
    }

    /// A level with a `+` or a brace that is neither alone in it nor the one name it may hold.
    private static func isOdd(_ level: Substring) -> Bool {
        guard level != "+" else { return false }
        var rest = String(level)
        for name in TopicPattern.Name.allCases {
            guard let place = rest.firstRange(of: name.placeholder) else { continue }
            rest.removeSubrange(place)
            break
        }
        return rest.contains { "{}+".contains($0) }
    }

    private func readDevice(_ value: YAMLValue) -> String? {
        guard let id = value.word() else { return nil }
        guard Identifier.isDeviceID(id) else {
            value.error(.site(.invalidID(id)))
            return nil
        }
        return id
    }

    private func readAvailability(_ value: YAMLValue, lines: inout [String: Int]) -> TopicRoute? {
        guard let section = value.section() else { return nil }
        let topic = section.required("topic").flatMap { readTopic($0, lines: &lines) }
        return AvailabilityReader(vocabulary: vocabulary).read(section, topic: topic)
    }
}
