/// What the engine and its decoder do so that nobody's name, card or telephone is where it need not be.
package enum PersonalReadings {
    /// For as long as the figures count repeats (`Figures`); whoever needs less says less. The law names no number: it
    /// wants the shortest time the purpose needs (个人信息保护法 PIPL, article 19; confidence A).
    package static let defaultPeriod = Interval.hours(30 * 24)
    /// A shorter one would make repeats of one day uncountable.
    package static let shortest = Interval.hours(1)
    /// Half a year: what is kept longer has another purpose than this one.
    package static let longest = Interval.hours(183 * 24)
}

extension PayloadMask {
    /// What is to be hidden in the payloads of a route; nil: nothing.
    ///
    /// Where a codec has places of its own (a record's, a frame's, a script's) a personal field cannot be found in the
    /// payload by its JSON Pointer, so all of it is blanked.
    init?(of route: TopicRoute) {
        let fields = route.fields.filter(\.isPersonal)
        guard !fields.isEmpty || !route.personal.isEmpty else { return nil }
        switch route.codec {
        case .json:
            let places = fields.flatMap { [$0.at] + $0.otherwise }
            self.init(paths: route.personal + places.map(Self.everyChannel), isJSON: true)
        case .records, .senml, .ocpp, .lorawan:
            self.init(paths: route.personal, isJSON: fields.isEmpty)
        case .text, .pairs, .pattern, .csv, .binary, .gb26875: self.init(paths: [], isJSON: false)
        }
    }

    /// A token with a `{channel}` in it names as many members as there are channels.
    private static func everyChannel(_ pointer: String) -> String {
        pointer.split(separator: "/", omittingEmptySubsequences: false)
            .map { $0.contains("{") ? "*" : String($0) }.joined(separator: "/")
    }
}

extension PayloadDecoder {
    /// A payload as it may be kept and shown: every profile that a topic fits hides what it says of persons. Of the way of
    /// what cannot be read or is nobody's, never of the hot path.
    package func kept(_ payload: some Collection<UInt8>, of topic: some Sequence<UInt8>) -> [UInt8] {
        guard hasMasks else { return Array(payload) }
        let masks = Array(topic).withUnsafeBytes { topics.candidates(for: $0) }
            .compactMap { routes[$0.route].mask }
        guard let first = masks.first else { return Array(payload) }
        return masks.dropFirst().reduce(first.masked(payload)) { $1.masked($0) }
    }
}

extension Engine {
    /// A payload as it may be kept and shown.
    package func kept(_ payload: some Collection<UInt8>, of topic: some Sequence<UInt8>) -> [UInt8] {
        decoder.kept(payload, of: topic)
    }

    /// Whether the pseudonyms have served their time.
    package func wantsNewPseudonyms(at now: Timestamp) -> Bool {
        decoder.gathering.pseudonyms?.isDue(at: now, after: site.pseudonymsLast) ?? false
    }

    /// From here on persons have other pseudonyms. To be called when the key is in the store.
    package mutating func take(_ key: PseudonymKey) {
        decoder.gathering.pseudonyms = key
    }
}

extension PayloadDecoder {
    /// Gives the pseudonyms of a run without a store, such as of a profile's examples.
    package mutating func take(_ key: PseudonymKey) { gathering.pseudonyms = key }
}

extension Engine {
    /// A report as a destination may have it: with pseudonyms only where the site's file says why.
    func hidePseudonyms(in report: inout CaseReport, at destination: String) {
        if site.destinations.first(where: { $0.id == destination })?.personal == nil {
            report.hidePseudonyms()
        }
    }
}

extension CaseReport {
    /// For a destination that has no need of them.
    fileprivate mutating func hidePseudonyms() {
        for position in evidence.indices { evidence[position] = Pseudonym.hiding(in: evidence[position]) }
        note = note.map(Pseudonym.hiding)
        refutedCause = refutedCause.map(Pseudonym.hiding)
    }
}
