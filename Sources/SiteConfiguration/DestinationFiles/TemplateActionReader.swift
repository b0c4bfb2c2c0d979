import Facility
import Foundation
import Templates
import Yams

/// Reads one request of a destination file and checks every text of it.
final class TemplateActionReader {
    private let template: HTTPTemplate
    private let name: HTTPTemplate.ActionName
    private let common: HTTPTemplate.AnswerRule
    private let check: TemplateCheck
    private let variables: TemplateVariables
    /// `rec_type hazard`: which dictionaries were asked for which names.
    private(set) var used: Set<String> = []

    init(template: HTTPTemplate, name: HTTPTemplate.ActionName, common: HTTPTemplate.AnswerRule) {
        self.template = template
        self.name = name
        self.common = common
        let settings = template.settings.keys.sorted()
        let secrets = template.secrets.keys.sorted()
        variables =
            switch name {
            case .report, .update, .close, .query: .ofCase(settings: settings, secrets: secrets)
            case .heartbeat: .ofHeartbeat(settings: settings, secrets: secrets)
            case .poll: .ofPoll(settings: settings, secrets: secrets)
            case .receipt: .ofReceipt(settings: settings, secrets: secrets)
            }
        check = TemplateCheck(variables, dictionaries: template.dictionaries.keys.sorted())
    }

    /// Actions that say the same of a case.
    private let told: [HTTPTemplate.ActionName] = [.report, .update, .close]

    private enum Method: String, CaseIterable {
        case get = "GET"
        case post = "POST"
        case put = "PUT"
        case patch = "PATCH"
        case delete = "DELETE"
    }

    /// - What `like: report` does not say anew is as that action says it.
    func read(_ section: Section) -> HTTPTemplate.Action {
        let basis = section.optional("like").flatMap { $0.choice(told) }.flatMap { template.actions[$0] }
        let usual =
            basis.flatMap { Method(rawValue: $0.method) } ?? (name == .query || name == .poll ? .get : .post)
        let method = section.optional("method").map { $0.choice(Method.allCases) ?? usual } ?? usual
        var action = basis ?? HTTPTemplate.Action(method: "", path: "/", answer: common)
        action.method = method.rawValue
        if let value = basis == nil ? section.required("path") : section.optional("path"),
            let path = text(value)
        {
            action.path = path
            if !path.hasPrefix("/") || path.contains("?") { value.error(.template(.notAPath(path))) }
        }
        _ = (section.optional("query"), section.optional("headers"))
        if section.has("query") { action.query = fields(section, "query") }
        if section.has("headers") { action.headers = fields(section, "headers") }
        let body = readBody(section, method)
        if body != .none { action.body = body }
        if let answer = section.optional("answer") {
            action.answer = AnswerRuleReader.read(answer, over: common)
        }
        section.finish()
        return action
    }

    private func readBody(_ section: Section, _ method: Method) -> HTTPTemplate.Body {
        let kinds = ["json", "xml", "text", "form"].filter(section.has)
        if kinds.count > 1 {
            section.log.error(.template(.twoBodies), at: section.placeOfKey(kinds[1]))
        }
        if method == .get, let kind = kinds.first {
            section.log.error(.template(.noBodyInGet), at: section.placeOfKey(kind))
        }
        var body = HTTPTemplate.Body.none
        if let value = section.optional("form"), section.has("form") {
            _ = value
            body = .form(fields(section, "form"))
        }
        if let value = section.optional("text"), let text = text(value) {
            body = .text(text, mediaType: "text/plain; charset=utf-8")
        }
        if let value = section.optional("xml"), let text = text(value) { body = .xml(text) }
        if let value = section.optional("json"), let text = text(value) {
            body = .json(text)
            checkJSON(text, at: value)
        }
        return body
    }

    private func fields(_ section: Section, _ key: String) -> [HTTPTemplate.Field] {
        (section.optional(key)?.section()?.all() ?? []).compactMap { name, _, value in
            text(value).map { HTTPTemplate.Field(name, $0) }
        }
    }

    /// A text whose tags are all known.
    private func text(_ value: YAMLValue) -> String? {
        guard let text = value.text(), case .scalar(let scalar) = value.node else { return nil }
        for tag in TagScanner(text).tags {
            for transform in tag.transforms { used.insert(transform + " " + tag.name) }
        }
        let issues = check.issues(text)
        guard !issues.isEmpty else { return text }
        let places = ScalarPlaces(scalar, in: value.document.file)
        for issue in issues {
            let (message, help) = explained(issue.kind)
            value.log.error(
                .template(message), at: places.place(offset: issue.offset, length: issue.length), help: help)
        }
        return nil
    }

    private func explained(_ kind: TemplateCheck.Issue.Kind) -> (TemplateMessage, HelpMessage?) {
        switch kind {
        case .unknownName(let name):
            return (.unknownName(name), .nearest(to: name, among: variables.spellings))
        case .unknownTransform(let name):
            let known = TemplateCheck.transforms + ["cut_80"] + template.dictionaries.keys.sorted()
            return (.unknownTransform(name), .nearest(to: name, among: known))
        case .notAWord(let name): return (.notAWord(name), nil)
        case .notInAList(let name): return (.notInAList(name), nil)
        case .fault(.open): return (.openTag, nil)
        case .fault(.unescaped): return (.unescapedTag, nil)
        case .fault(.foreign(let sign)): return (.foreignTag(sign), nil)
        case .fault(.noName): return (.namelessTag, nil)
        case .fault(.strayEnd(let name)): return (.strayEnd(name), nil)
        case .fault(.unclosed(let name)): return (.unclosedSection(name), nil)
        }
    }

    /// Fills the text in with cases that have everything, next to nothing, and quotes in every word.
    private func checkJSON(_ text: String, at value: YAMLValue) {
        guard let compiled = TemplateText(text, escaping: .json) else { return }
        for sample in TemplateSample.allCases {
            let written = compiled.rendered(sample.scope(template, name))
            let isJSON =
                (try? JSONSerialization.jsonObject(with: Data(written.utf8), options: .fragmentsAllowed))
                != nil
            guard !isJSON || StrayComma.isThere(in: written) else { continue }
            value.error(.template(.notJSON(sample: sample.rawValue)))
            return
        }
    }
}
