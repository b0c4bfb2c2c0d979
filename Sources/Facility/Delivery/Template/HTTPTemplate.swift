/// One city's interface as a file describes it: what is sent for each action, how its answers are read, what its words
/// mean. A new city is such a file (`deploy/destinations/`), no Swift.
///
/// It holds texts only. They are Mustache; the room `Templates` compiles and renders them.
package struct HTTPTemplate: Sendable, Equatable {
    /// `egova`: how the interface is called, in logs and previews.
    package var id: String
    package var name: LocalizedText
    /// The site's values of the names the file asks for, and the file's own where the site gives none.
    package var settings: [String: String]
    /// As `settings`, but never written anywhere.
    package var secrets: [String: Secret]
    package var times: TimeForm
    package var dictionaries: [String: WordTable]
    package var actions: [ActionName: Action]
    package var feedback: Feedback?
    package var exercise: ExerciseRule
    package var acknowledgement: Destination.Acknowledgement

    package init(id: String, name: LocalizedText) {
        self.id = id
        self.name = name
        settings = [:]
        secrets = [:]
        times = TimeForm()
        dictionaries = [:]
        actions = [:]
        exercise = .refused
        acknowledgement = .business
    }

    /// What is said or asked. `report` must be there; what is not said of the others is not done.
    package enum ActionName: String, Sendable, CaseIterable {
        case report, update, close
        /// What the far side holds of a case.
        case query
        case heartbeat
        /// What the far side has done with our cases since.
        case poll
        /// Tells it which of the polled notices were taken, where it repeats them otherwise.
        case receipt
    }

    /// Whether an exercise may go there at all.
    package enum ExerciseRule: String, Sendable, CaseIterable {
        case refused
        /// Its texts say which cases are none (`{{origin}}`, `{{#exercise}}`, `{{#test}}`).
        case marked
    }

    /// One request.
    package struct Action: Sendable, Equatable {
        package var method: String
        package var path: String
        package var query: [Field]
        package var headers: [Field]
        package var body: Body
        package var answer: AnswerRule

        package init(
            method: String, path: String, query: [Field] = [], headers: [Field] = [], body: Body = .none,
            answer: AnswerRule = AnswerRule()
        ) {
            self.method = method
            self.path = path
            self.query = query
            self.headers = headers
            self.body = body
            self.answer = answer
        }

        /// Every text in it that is a template, for whoever checks them.
        package var texts: [String] {
            var all = [path] + query.map(\.text) + headers.map(\.text)
            switch body {
            case .none: break
            case .json(let text), .xml(let text), .text(let text, _): all.append(text)
            case .form(let fields): all += fields.map(\.text)
            }
            return all
        }
    }

    package struct Field: Sendable, Equatable {
        package var name: String
        /// A template.
        package var text: String

        package init(_ name: String, _ text: String) {
            self.name = name
            self.text = text
        }
    }

    package enum Body: Sendable, Equatable {
        case none
        case json(String)
        case xml(String)
        case text(String, mediaType: String)
        case form([Field])
    }

    /// Words of ours and the far side's for them.
    package struct WordTable: Sendable, Equatable {
        /// Ours, exact or with `*` at its end, in the file's order: the first that fits counts.
        package var entries: [Entry]
        /// For every other word; nil: a word that is not there cannot be said.
        package var otherwise: String?

        package struct Entry: Sendable, Equatable {
            package var word: String
            package var value: String

            package init(_ word: String, _ value: String) {
                self.word = word
                self.value = value
            }
        }

        package init(_ entries: [Entry] = [], otherwise: String? = nil) {
            self.entries = entries
            self.otherwise = otherwise
        }

        package subscript(word: String) -> String? {
            entries.first { WordPattern($0.word).matches(word) }?.value ?? otherwise
        }
    }

    /// How times are written where nothing else is said: RFC 3339 in UTC.
    package struct TimeForm: Sendable, Equatable {
        /// `yyyy MM dd HH mm ss SSS` and what stands between them; nil: RFC 3339.
        package var format: String?
        package var zone: ZoneRules

        package init(format: String? = nil, zone: ZoneRules = .utc) {
            self.format = format
            self.zone = zone
        }
    }
}

/// A word with `*` at its beginning, its end or both, which stands for anything.
package struct WordPattern: Sendable, Equatable {
    private let core: String
    private let opens: Bool
    private let closes: Bool

    package init(_ text: String) {
        var core = text[...]
        opens = core.hasPrefix("*")
        if opens { core = core.dropFirst() }
        closes = core.hasSuffix("*")
        if closes { core = core.dropLast() }
        self.core = String(core)
    }

    package func matches(_ word: String) -> Bool {
        switch (opens, closes) {
        case (false, false): word == core
        case (true, false): word.hasSuffix(core)
        case (false, true): word.hasPrefix(core)
        case (true, true): core.isEmpty || word.contains(core)
        }
    }
}
