import Facility

/// Reads how an answer is judged; what an action does not say is as the file's common `answer` says.
enum AnswerRuleReader {
    static func read(
        _ value: YAMLValue, over common: HTTPTemplate.AnswerRule
    ) -> HTTPTemplate.AnswerRule {
        var rule = common
        guard let section = value.section() else { return rule }
        if section.has("code") { rule.code = pointers(section, "code") }
        if let means = section.optional("means") { rule.means = meanings(means) }
        if let word = section.optional("otherwise")?.choice(HTTPTemplate.Meaning.allCases) {
            rule.otherwise = word
        }
        if let statuses = section.optional("statuses") { rule.statuses = meanings(statuses) }
        if section.has("message") { rule.message = pointers(section, "message") }
        if let means = section.optional("message_means") { rule.messageMeans = meanings(means) }
        if section.has("case_number") { rule.caseNumber = pointers(section, "case_number") }
        if let handling = section.optional("handling")?.section() {
            rule.handling = pointers(handling, "at")
            rule.handlings = sensed(handling.required("means"), Handling.allCases)
            handling.finish()
        }
        if let steps = section.optional("steps")?.section() {
            rule.steps = steps.required("at").flatMap(pointer)
            rule.stepNumber = steps.required("number").flatMap(pointer)
            steps.finish()
        }
        section.finish()
        return rule
    }

    /// A pointer or several, of which the first that leads anywhere counts.
    static func pointers(_ section: Section, _ key: String) -> [String] {
        (section.optional(key)?.oneOrMore() ?? []).compactMap(pointer)
    }

    static func pointer(_ value: YAMLValue) -> String? {
        guard let text = value.text() else { return nil }
        guard isPointer(text) else {
            value.error(.template(.notAPointer(text)))
            return nil
        }
        return text
    }

    /// RFC 6901 3: `~` is followed by 0 or 1.
    static func isPointer(_ text: String) -> Bool {
        guard !text.isEmpty else { return true }
        guard text.hasPrefix("/") else { return false }
        return text.split(separator: "~", omittingEmptySubsequences: false).dropFirst()
            .allSatisfy { $0.hasPrefix("0") || $0.hasPrefix("1") }
    }

    /// `{success: [0, "200"], busy: 429}`
    private static func meanings(_ value: YAMLValue) -> [HTTPTemplate.Meant<HTTPTemplate.Meaning>] {
        sensed(value, HTTPTemplate.Meaning.allCases)
    }

    /// Our words, each with the far side's values of it.
    static func sensed<Sense: RawRepresentable<String> & Sendable & Equatable>(
        _ value: YAMLValue?, _ senses: [Sense]
    ) -> [HTTPTemplate.Meant<Sense>] {
        (value?.section()?.all() ?? []).compactMap { word, place, value in
            guard let sense = senses.first(where: { $0.rawValue == word }) else {
                value.log.error(
                    .form(.notAChoice(word)), at: place,
                    help: .nearest(to: word, among: senses.map(\.rawValue)))
                return nil
            }
            let values = (value.oneOrMore() ?? []).compactMap { $0.text() }
            return HTTPTemplate.Meant(values, sense)
        }
    }
}

/// Reads how the far side's own steps come back.
enum FeedbackRuleReader {
    static func read(_ value: YAMLValue) -> HTTPTemplate.Feedback? {
        guard let section = value.section() else { return nil }
        var rule = HTTPTemplate.Feedback(every: section.required("every")?.interval() ?? .minutes(1))
        rule.items = section.optional("items").flatMap(AnswerRuleReader.pointer) ?? ""
        if section.required("case") != nil { rule.incident = AnswerRuleReader.pointers(section, "case") }
        if section.required("word") != nil { rule.word = AnswerRuleReader.pointers(section, "word") }
        rule.note = AnswerRuleReader.pointers(section, "note")
        rule.item = AnswerRuleReader.pointers(section, "item")
        rule.handlings = AnswerRuleReader.sensed(section.optional("handling"), Handling.allCases)
        rule.events = AnswerRuleReader.sensed(section.optional("events"), FollowUp.allCases)
        section.finish()
        return rule
    }
}
