import Facility

/// The file a destination of kind `http` names, with what the site gives it.
///
/// ```yaml
/// - id: city
///   kind: http
///   template: destinations/egova.yaml
///   url: https://10.8.0.20/v22
///   settings: {sender_code: mssq}
///   secrets: {client_secret: /etc/gengfu/egova.secret}
/// ```
struct DestinationFiles {
    let reader: SourceReader
    let log: DiagnosticLog

    /// - Returns: nil where none is named or it cannot be read; the log says why.
    func read(_ section: Section, surroundings: Surroundings, hazards: [String]) -> HTTPTemplate? {
        let given = settings(section, surroundings)
        let secrets = secrets(section, surroundings)
        guard let value = section.optional("template"), let path = surroundings.path(value) else {
            for (name, place) in given.places + secrets.places {
                log.error(.template(.unknownSetting(name)), at: place)
            }
            return nil
        }
        guard let file = reader.read(path), let top = YAMLDocument.read(file, into: log) else { return nil }
        let template = HTTPTemplateReader(
            settings: given.values, secrets: secrets.values, hazards: hazards
        ).read(top)
        guard let template else { return nil }
        for (name, place) in given.places where template.settings[name] == nil {
            log.error(
                .template(.unknownSetting(name)), at: place,
                help: .nearest(to: name, among: template.settings.keys.sorted()))
        }
        for (name, place) in secrets.places where template.secrets[name] == nil {
            log.error(
                .template(.unknownSetting(name)), at: place,
                help: .nearest(to: name, among: template.secrets.keys.sorted()))
        }
        return template
    }

    /// What a destination asks of its file must be in it.
    static func check(_ section: Section, _ destination: inout Destination) {
        guard case .http(let settings) = destination.kind, let template = settings.template else { return }
        if !section.has("acknowledgement") { destination.acknowledgement = template.acknowledgement }
        if destination.heartbeatEvery != nil, template.actions[.heartbeat] == nil {
            section.log.error(.template(.noHeartbeat(template.id)), at: section.placeOfKey("heartbeat"))
        }
        if template.exercise == .refused, destination.receives != [.real] {
            section.log.error(.template(.takesNoExercise(template.id)), at: section.placeOfKey("receives"))
        }
    }

    private typealias Places = [(String, SourcePlace)]

    private func settings(
        _ section: Section, _ surroundings: Surroundings
    ) -> (values: [String: String], places: Places) {
        var values: [String: String] = [:]
        var places: Places = []
        for (name, place, value) in section.optional("settings")?.section()?.all() ?? [] {
            values[name] = value.text() ?? ""
            places.append((name, place))
        }
        return (values, places)
    }

    private func secrets(
        _ section: Section, _ surroundings: Surroundings
    ) -> (values: [String: Secret], places: Places) {
        var values: [String: Secret] = [:]
        var places: Places = []
        for (name, place, value) in section.optional("secrets")?.section()?.all() ?? [] {
            values[name] = Secret(
                surroundings.path(value).flatMap { surroundings.read($0, for: value) } ?? "")
            places.append((name, place))
        }
        return (values, places)
    }
}
