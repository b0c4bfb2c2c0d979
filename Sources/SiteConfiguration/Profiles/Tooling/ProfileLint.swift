import Expressions
import Facility

/// Looks for what a profile that loads may still lack: fields nobody reads, points nobody bounds, words nobody tried.
///
/// Nothing here is a mistake: a profile may leave fields out on purpose. It is what a person looks through once.
package struct ProfileLint {
    private let library: ProfileLibrary
    private let log = DiagnosticLog()

    /// - Returns: the findings as warnings, file by file; nil when the folder has mistakes, which are then all.
    /// - Parameter only: what the ids of the profiles looked at begin with.
    package static func run(
        directory: String, only: String? = nil
    ) -> (findings: [Diagnostic]?, diagnostics: [Diagnostic]) {
        let (library, diagnostics) = ProfilesLoader.load(directory: directory)
        guard let library else { return (nil, diagnostics) }
        let lint = ProfileLint(library: library)
        for (position, profile) in library.profiles.enumerated() where profile.id.hasPrefix(only ?? "") {
            lint.check(position)
        }
        return (lint.log.diagnostics, diagnostics)
    }

    private init(library: ProfileLibrary) {
        self.library = library
    }

    private func check(_ position: Int) {
        let profile = library.profiles[position]
        let place = library.profilePlaces[position]
        let examples = library.examples.filter { $0.profile == position }
        let written = WrittenProfile(file: place.file)
        var routes: [[ProfileExample]] = profile.routes.map { _ in [] }
        for example in examples {
            guard let route = profile.routes.firstIndex(where: { $0.topic.matches(example.topic) }) else {
                continue
            }
            routes[route].append(example)
        }
        for (number, route) in profile.routes.enumerated() {
            let topic = written?.topic(number) ?? place
            if routes[number].isEmpty {
                warn(.topicWithoutExample("\(route.topic)"), at: topic)
            }
            checkUrgency(route, at: topic)
            checkFields(route, examples: routes[number], written: written, number: number, place: topic)
            if case .json = route.codec { checkUnmapped(route, routes[number], at: topic) }
        }
        if profile.routes.contains(where: { $0.time != nil }),
            !examples.contains(where: { $0.observedAt != nil })
        {
            warn(.timeNeverExampled, at: place)
        }
    }

    private func warn(_ message: ToolingMessage, at place: SourcePlace) {
        log.warning(.tooling(message), at: place)
    }

    private func name(_ point: PointIndex) -> String { library.points[point.position].name }

    /// A danger to life behind telemetry can be seconds late.
    private func checkUrgency(_ route: TopicRoute, at place: SourcePlace) {
        guard !route.urgent else { return }
        let life = route.fields.map(\.point).filter { library.points[$0.position].importance == .life }
        if !life.isEmpty {
            warn(.lifeNotUrgent("\(route.topic)", points: Array(Set(life.map(name))).sorted()), at: place)
        }
    }

    private func checkFields(
        _ route: TopicRoute, examples: [ProfileExample], written: WrittenProfile?, number: Int,
        place: SourcePlace
    ) {
        for field in route.fields {
            let point = library.points[field.point.position]
            let at = written?.point(point.name, topic: number)
            if case .number(let unit, let range) = point.kind {
                if range == nil, field.range == nil {
                    warn(.withoutRange(point.name), at: at?.place ?? place)
                }
                if let at, !Self.saysUnits(route.codec), !at.keys.contains("unit"), unit != "count",
                    unit != "/"
                {
                    warn(.unitNotWritten(point.name, unit: unit), at: at.place)
                }
            }
            let seen = examples.flatMap { $0.readings + $0.channels.flatMap(\.readings) }
                .filter { $0.point == field.point }.map(\.value)
            checkMap(field, point, seen: seen, at: at?.place ?? place)
        }
    }

    /// Codecs whose messages or standard say the units.
    private static func saysUnits(_ codec: Codec) -> Bool {
        switch codec {
        case .gb26875, .senml, .ocpp: true
        default: false
        }
    }

    private func checkMap(_ field: Field, _ point: Point, seen: [FieldValue], at place: SourcePlace) {
        let meanings = field.map.sorted { $0.key < $1.key }.map(\.value).filter { $0 != .nothing }
        if point.kind == .boolean, !field.map.isEmpty {
            for side in [true, false] where !meanings.contains(.boolean(side)) {
                warn(.mapLacks(point.name, value: "\(side)"), at: place)
            }
        }
        var unseen: [String] = []
        for meaning in meanings where !seen.contains(meaning) {
            switch meaning {
            case .boolean(let truth): unseen.append("\(truth)")
            case .text(let text): unseen.append(text)
            case .number, .nothing: break
            }
        }
        unseen = unseen.enumerated().filter { !unseen[..<$0.offset].contains($0.element) }.map(\.element)
        if !unseen.isEmpty { warn(.valuesNeverExampled(point.name, values: unseen), at: place) }
    }

    /// Pointers of the examples' payloads that no field and no time reads.
    private func checkUnmapped(_ route: TopicRoute, _ examples: [ProfileExample], at place: SourcePlace) {
        let time = route.time.map { [$0.at] + $0.otherwise } ?? []
        var read = route.fields.flatMap { [$0.at] + $0.otherwise } + time + route.identity.map(\.at)
        if case .records(let layout) = route.codec, layout.within == nil {
            // Within each record, and beside the records the time.
            let named = layout.named.map { [$0.name, $0.value] } ?? []
            let inRecord = read + named + [layout.channel].compactMap { $0 }
            read = layout.each.map { each in inRecord.map { each + "/*" + $0 } + time } ?? inRecord
        }
        let patterns = read.map { $0.split(separator: "/", omittingEmptySubsequences: false).dropFirst() }
        var unread: [String] = []
        for example in examples where Set(example.rejected).isDisjoint(with: ["malformed", "identity"]) {
            for (pointer, _) in JSONNode.parse(example.payload)?.leaves ?? [] {
                let tokens = pointer.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
                guard !patterns.contains(where: { Self.covers($0, tokens) }) else { continue }
                if !unread.contains(pointer) { unread.append(pointer) }
            }
        }
        if !unread.isEmpty { warn(.unmapped("\(route.topic)", pointers: unread.sorted()), at: place) }
    }

    /// Whether a field at `pattern` reads what lies at `tokens`. Array wildcards and keys that are channels stand for
    /// any token.
    private static func covers(_ pattern: ArraySlice<Substring>, _ tokens: ArraySlice<Substring>) -> Bool {
        guard pattern.count <= tokens.count else { return false }
        return zip(pattern, tokens).allSatisfy { $0 == $1 || $0 == "*" || $0 == "-" || $0.contains("{") }
    }
}

/// Where a profile's topics and points are written, which its compiled form no longer knows.
struct WrittenProfile {
    private struct Topic {
        let place: SourcePlace
        let points: [(name: String, place: SourcePlace, keys: [String])]
    }

    private let topics: [Topic]

    init?(file: SourceFile) {
        // The file was read without a mistake before; what is said again is thrown away.
        guard let section = YAMLDocument.read(file, into: DiagnosticLog()),
            let list = section.optional("topics")?.list()
        else { return nil }
        topics = list.map { value in
            let topic = value.section()
            let place = topic.flatMap { $0.optional("topic")?.place } ?? value.place
            guard let points = topic?.optional("points"), points.kind == .mapping else {
                return Topic(place: place, points: [])
            }
            let entries = points.section()?.all() ?? []
            return Topic(
                place: place,
                points: entries.map { name, place, value in
                    let keys = value.kind == .mapping ? value.section()?.all().map(\.key) ?? [] : []
                    return (name, place, keys)
                })
        }
    }

    func topic(_ number: Int) -> SourcePlace? {
        topics.indices.contains(number) ? topics[number].place : nil
    }

    func point(_ name: String, topic number: Int) -> (place: SourcePlace, keys: [String])? {
        guard topics.indices.contains(number) else { return nil }
        return topics[number].points.first { $0.name == name }.map { ($0.place, $0.keys) }
    }
}
