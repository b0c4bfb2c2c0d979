import Facility

/// Reads what a destination of kind `sound` has of its own.
struct SoundReader {
    let surroundings: Surroundings

    private enum Spoken: String, CaseIterable { case zh, en, both }
    private enum Silence: String, CaseIterable { case none }

    func read(_ section: Section) -> Destination.Kind {
        var settings = SoundSettings()
        if let value = section.optional("from") {
            settings.from = value.choice(Severity.allCases) ?? .extreme
        }
        switch section.optional("language")?.choice(Spoken.allCases) {
        case .en: settings.languages = [.en]
        case .both: settings.languages = [.zh, .en]
        case .zh, nil: settings.languages = [.zh]
        }
        settings.pause = interval(section, "repeat", least: .seconds(5)) ?? settings.pause
        settings.urgentFor = interval(section, "urgent_for", least: .seconds(5)) ?? settings.urgentFor
        settings.laterPause = interval(section, "later", least: .seconds(5)) ?? settings.laterPause
        settings.pathPause = interval(section, "path_loss", least: .minutes(1)) ?? settings.pathPause
        if let value = section.optional("player") {
            settings.player = words(value, needing: ["{file}"]) ?? settings.player
        }
        if let value = section.optional("voice") {
            if case .text = value.kind {
                if value.choice(Silence.allCases) != nil { settings.voice = [] }
            } else {
                settings.voice = words(value, needing: ["{file}", "{text}"]) ?? settings.voice
            }
        }
        settings.phrases = section.optional("phrases").flatMap(readFolder)
        return .sound(settings)
    }

    /// A pause that is none would let nobody telephone.
    private func interval(_ section: Section, _ key: String, least: Interval) -> Interval? {
        guard let value = section.optional(key), let interval = value.interval() else { return nil }
        guard interval >= least else {
            value.error(.site(.shorterThan(seconds: least.milliseconds / 1_000)))
            return nil
        }
        return interval
    }

    /// A program and its arguments, in which every placeholder stands somewhere.
    private func words(_ value: YAMLValue, needing placeholders: [String]) -> [String]? {
        guard let items = value.list() else { return nil }
        let words = items.compactMap { $0.word() }
        guard words.count == items.count else { return nil }
        guard !words.isEmpty else {
            value.error(.site(.noProgram))
            return nil
        }
        for placeholder in placeholders where !words.contains(where: { $0.contains(placeholder) }) {
            value.error(.site(.missingPlaceholder(placeholder)))
            return nil
        }
        return words
    }

    private func readFolder(_ value: YAMLValue) -> String? {
        guard let path = surroundings.path(value) else { return nil }
        guard Folder.entries(of: path) != nil else {
            value.error(.site(.noDirectory(path)))
            return nil
        }
        return path
    }
}
