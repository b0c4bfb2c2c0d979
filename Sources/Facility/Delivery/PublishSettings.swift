/// How a destination of kind `mqtt` is spoken to: each step of a case is published to a broker of its own.
package struct PublishSettings: Sendable, Equatable {
    package var broker: Broker
    package var topic: TopicTemplate
    /// Open cases stay at the broker, retained under their topics, until their end takes them away. Only then does
    /// whoever connects later see what is open; a broker that forgets nothing shows old cases as open.
    package var retainsOpenCases: Bool

    package init(broker: Broker, topic: TopicTemplate, retainsOpenCases: Bool = false) {
        self.broker = broker
        self.topic = topic
        self.retainsOpenCases = retainsOpenCases
    }
}

/// A topic with places for what a case is about: `gengfu/{site}/cases/{incident}`.
package struct TopicTemplate: Sendable, Equatable {
    private enum Part: Sendable, Equatable {
        case text(String)
        case place(Place)
    }

    /// What may stand in braces.
    package enum Place: String, Sendable, CaseIterable {
        case site, destination, incident, hazard, facility, severity, origin, building, device, action
    }

    /// Why a text is no template.
    package enum Fault: Error, Sendable, Equatable {
        case unknownPlace(String)
        case openBrace
        /// `+`, `#`, an empty level, a leading `$`, or too long.
        case notATopic
    }

    /// As it was written.
    package let text: String
    private let parts: [Part]

    package init(_ text: String) throws(Fault) {
        self.text = text
        var parts: [Part] = []
        var rest = text[...]
        while let open = rest.firstIndex(of: "{") {
            guard let close = rest[open...].firstIndex(of: "}") else { throw .openBrace }
            let name = String(rest[rest.index(after: open)..<close])
            guard let place = Place(rawValue: name) else { throw .unknownPlace(name) }
            parts += [.text(String(rest[..<open])), .place(place)]
            rest = rest[rest.index(after: close)...]
        }
        self.parts = parts + [.text(String(rest))]
        let plain = self.parts.map { part in
            switch part {
            case .text(let text): text
            case .place: "x"
            }
        }.joined()
        let levels = plain.split(separator: "/", omittingEmptySubsequences: false)
        guard (1...256).contains(plain.utf8.count), !plain.hasPrefix("$"), levels.allSatisfy({ !$0.isEmpty }),
            !plain.unicodeScalars.contains(where: { Self.isForbidden($0) && $0 != "/" })
        else { throw .notATopic }
    }

    /// Whether every case has a topic of its own, as retained ones must.
    package var namesIncident: Bool { parts.contains(.place(.incident)) }

    /// The topic of one step.
    package func topic(of delivery: Delivery) -> String {
        let report = delivery.report
        return parts.map { part in
            switch part {
            case .text(let text): text
            case .place(.site): Self.level(report.site)
            case .place(.destination): Self.level(delivery.destination)
            case .place(.incident): Self.level(delivery.incident.description)
            case .place(.hazard): Self.level(report.hazard)
            case .place(.facility): Self.level(report.facility)
            case .place(.severity): report.severity.rawValue
            case .place(.origin): report.origin.rawValue
            case .place(.building): Self.level(report.place.building)
            case .place(.device): Self.level(report.device)
            case .place(.action): delivery.action.rawValue
            }
        }.joined()
    }

    /// A name as one level: what a topic cannot hold becomes `_`.
    private static func level(_ name: String) -> String {
        guard !name.isEmpty else { return "_" }
        var level = String.UnicodeScalarView()
        for scalar in name.unicodeScalars.prefix(200) { level.append(isForbidden(scalar) ? "_" : scalar) }
        return String(level)
    }

    private static func isForbidden(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value < 0x20 || scalar.value == 0x7F || scalar == "+" || scalar == "#" || scalar == "/"
    }
}
