import Facility
import Foundation
import Templates

/// Reads a destination file (`deploy/destinations/`, `docs/destinations.md`): one far side's interface, written by
/// whoever holds its paper. Every tag, pointer, word and dictionary is checked here, with its place in the file; what
/// passes renders.
struct HTTPTemplateReader {
    /// What the site itself says: values and secrets the file asks for.
    let settings: [String: String]
    let secrets: [String: Secret]
    /// The site's hazards, for dictionaries over them.
    var hazards: [String] = []

    func read(_ section: Section) -> HTTPTemplate? {
        let id = section.required("interface")?.word() ?? ""
        var template = HTTPTemplate(
            id: id, name: section.optional("name")?.localizedText() ?? LocalizedText(en: id, zh: id))
        _ = section.optional("version")?.text()
        template.settings = readSettings(section)
        template.secrets = readSecrets(section)
        if let times = section.optional("times") { template.times = readTimes(times) }
        for (name, _, value) in section.optional("dictionaries")?.section()?.all() ?? [] {
            template.dictionaries[name] = readDictionary(value)
        }
        if let choice = section.optional("exercise")?.choice(HTTPTemplate.ExerciseRule.allCases) {
            template.exercise = choice
        }
        if let value = section.optional("acknowledgement") {
            let choices = [Destination.Acknowledgement.business, .transport, .none]
            template.acknowledgement = value.choice(choices) ?? .business
        }
        let common = section.optional("answer").map { AnswerRuleReader.read($0, over: .init()) }
        readActions(section, common ?? HTTPTemplate.AnswerRule(), into: &template)
        if let feedback = section.optional("feedback") {
            template.feedback = FeedbackRuleReader.read(feedback)
        }
        checkExercise(section, template)
        section.finish()
        return template
    }

    // MARK: What the site gives

    /// `sender_code: ~` must be given by the site; any other value stands where the site gives none.
    private func readSettings(_ section: Section) -> [String: String] {
        var known: [String: String] = [:]
        for (name, place, value) in section.optional("settings")?.section()?.all() ?? [] {
            if let given = settings[name] {
                known[name] = given
            } else if value.isNull {
                section.log.error(.template(.missingSetting(name)), at: place)
                known[name] = ""
            } else {
                known[name] = value.text() ?? ""
            }
        }
        return known
    }

    private func readSecrets(_ section: Section) -> [String: Secret] {
        var known: [String: Secret] = [:]
        for item in section.optional("secrets")?.oneOrMore() ?? [] {
            guard let name = item.word() else { continue }
            if secrets[name] == nil { item.error(.template(.missingSetting(name))) }
            known[name] = secrets[name] ?? Secret("")
        }
        return known
    }

    private func readTimes(_ value: YAMLValue) -> HTTPTemplate.TimeForm {
        var form = HTTPTemplate.TimeForm()
        guard let section = value.section() else { return form }
        if let value = section.required("format"), let text = value.word() {
            form.format = text
            if !WrittenTimes.isFormat(text) { value.error(.template(.notATimeFormat(text))) }
        }
        if let zone = section.required("time_zone").flatMap(TimeZoneReader.read) { form.zone = zone }
        section.finish()
        return form
    }

    private func readDictionary(_ value: YAMLValue) -> HTTPTemplate.WordTable {
        var table = HTTPTemplate.WordTable()
        for (word, _, value) in value.section()?.all() ?? [] {
            guard let text = value.text() else { continue }
            if word == "otherwise" {
                table.otherwise = text
            } else {
                table.entries.append(.init(word, text))
            }
        }
        return table
    }

    // MARK: Requests

    private func readActions(
        _ section: Section, _ common: HTTPTemplate.AnswerRule, into template: inout HTTPTemplate
    ) {
        guard let actions = section.required("actions")?.section() else { return }
        var used: Set<String> = []
        for name in HTTPTemplate.ActionName.allCases {
            let value = name == .report ? actions.required(name.rawValue) : actions.optional(name.rawValue)
            guard let value, let section = value.section() else { continue }
            let reader = TemplateActionReader(template: template, name: name, common: common)
            template.actions[name] = reader.read(section)
            used.formUnion(reader.used)
        }
        actions.finish()
        checkDictionaries(section, template, used)
    }

    private func checkDictionaries(_ section: Section, _ template: HTTPTemplate, _ used: Set<String>) {
        guard let dictionaries = section.optional("dictionaries")?.section() else { return }
        for (name, place, _) in dictionaries.all() {
            if !used.contains(where: { $0.split(separator: " ").first.map(String.init) == name }) {
                section.log.warning(.template(.unusedDictionary(name)), at: place)
            }
            guard used.contains(name + " hazard"), let table = template.dictionaries[name] else { continue }
            let missing = hazards.filter { table[$0] == nil }
            if !missing.isEmpty {
                section.log.warning(
                    .template(.hazardsWithoutWord(missing.prefix(3).joined(separator: ", "))), at: place)
            }
        }
    }

    /// What says that it marks exercises must do so in the report.
    private func checkExercise(_ section: Section, _ template: HTTPTemplate) {
        guard template.exercise == .marked, let report = template.actions[.report] else { return }
        // The ready-made texts say it themselves.
        let marks: Set<String> = [
            "origin", "exercise", "test", "title.zh", "title.en", "description.zh", "description.en",
        ]
        guard !report.texts.contains(where: { TemplateCheck.uses($0, marks) }) else { return }
        section.log.error(.template(.unmarkedExercise), at: section.placeOfKey("exercise"))
    }
}
