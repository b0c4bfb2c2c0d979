import Facility

/// The names a destination file may use, and in which of its requests: what `gengfu check` holds every tag against.
///
/// `TemplateScope` gives them their values; a test holds the two together.
package struct TemplateVariables: Sendable {
    /// What a name stands for.
    package indirect enum Shape: Sendable {
        case value
        /// Written as the file's `times` say.
        case time
        case fields([String: Shape])
        /// Any name below it: `codes.gb47678`.
        case anyField
        case list(Shape)
    }

    package var names: [String: Shape]

    /// Of a report, an update, a close or a query.
    package static func ofCase(settings: [String], secrets: [String]) -> TemplateVariables {
        var names = everywhere(settings: settings, secrets: secrets)
        names.merge(caseNames) { $1 }
        return TemplateVariables(names: names)
    }

    package static func ofHeartbeat(settings: [String], secrets: [String]) -> TemplateVariables {
        var names = everywhere(settings: settings, secrets: secrets)
        names["every_seconds"] = .value
        names["audit"] = .fields(["store": .value, "number": .value, "hash": .value])
        return TemplateVariables(names: names)
    }

    package static func ofPoll(settings: [String], secrets: [String]) -> TemplateVariables {
        var names = everywhere(settings: settings, secrets: secrets)
        names["since"] = .time
        return TemplateVariables(names: names)
    }

    /// `items`: what was polled and taken.
    package static func ofReceipt(settings: [String], secrets: [String]) -> TemplateVariables {
        var names = everywhere(settings: settings, secrets: secrets)
        names["items"] = .list(.value)
        return TemplateVariables(names: names)
    }

    /// What a name with dots stands for; nil: nothing. `inside`: the items of the lists around it, innermost last.
    package func shape(of name: String, inside: [Shape]) -> Shape? {
        if name == "." { return inside.last }
        let parts = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        let roots = inside.reversed().compactMap { item -> [String: Shape]? in
            if case .fields(let fields) = item { fields } else { nil }
        }
        for fields in roots + [names] {
            guard let first = parts.first, let shape = fields[first] else { continue }
            return Self.shape(of: parts.dropFirst(), in: shape)
        }
        return nil
    }

    private static func shape(of parts: ArraySlice<String>, in shape: Shape) -> Shape? {
        guard let first = parts.first else { return shape }
        switch shape {
        case .fields(let fields):
            guard let next = fields[first] else { return nil }
            return Self.shape(of: parts.dropFirst(), in: next)
        case .anyField: return parts.count == 1 && !first.isEmpty ? .value : nil
        case .value, .time, .list: return nil
        }
    }

    /// Every name with its dots, for "did you mean".
    package var spellings: [String] {
        names.flatMap { Self.spellings($0.key, $0.value) }.sorted()
    }

    private static func spellings(_ name: String, _ shape: Shape) -> [String] {
        switch shape {
        case .fields(let fields): fields.flatMap { spellings(name + "." + $0.key, $0.value) }
        case .value, .time, .anyField, .list: [name]
        }
    }

    private static func everywhere(settings: [String], secrets: [String]) -> [String: Shape] {
        var names: [String: Shape] = [
            "site": .fields(["id": .value, "name": .value]),
            "settings": .fields(Dictionary(uniqueKeysWithValues: settings.map { ($0, .value) })),
            "secrets": .fields(Dictionary(uniqueKeysWithValues: secrets.map { ($0, .value) })),
            "now": .time,
        ]
        if settings.isEmpty { names["settings"] = nil }
        if secrets.isEmpty { names["secrets"] = nil }
        return names
    }

    private static let both = Shape.fields(["zh": .value, "en": .value])

    private static let caseNames: [String: Shape] = [
        "incident": .value, "number": .value, "transition": .value, "key": .value, "uuid": .value,
        "action": .value, "step": .value, "case_number": .value,
        "hazard": .value, "hazard_name": both, "facility": .value, "matter_code": .value, "codes": .anyField,
        "other_codes": .value,
        "severity": .value, "level": .value, "origin": .value, "exercise": .value, "test": .value,
        "condition": .value, "confirmation": .value, "confirmation_name": both, "confirmed_by": .value,
        "answered_by": .value, "refuted_cause": .value, "historic": .value, "weak_evidence": .value,
        "unjournaled": .value, "life_safety": .value,
        "device": .fields(["id": .value, "name": .value]),
        "place": .fields([
            "building": .value, "unit": .value, "floor": .value, "spot": .value, "grid_code": .value,
            "text": .value,
        ]),
        "position": .fields(["longitude": .value, "latitude": .value, "datum": .value]),
        "since": .time, "raised_at": .time, "at": .time, "report_by": .time,
        "evidence": .list(.value), "note": .value,
        "contacts": .list(
            .fields([
                "role": .value, "name": both,
                "people": .list(.fields(["name": .value, "phone": .value])),
            ])),
        "title": both, "description": both,
    ]
}
