import Facility
import Foundation
import Templates

/// A destination file's requests, compiled once and filled in for each delivery.
struct TemplateRequests: Sendable {
    let template: HTTPTemplate
    private let actions: [HTTPTemplate.ActionName: Compiled]

    private struct Compiled: Sendable {
        var action: HTTPTemplate.Action
        var path: TemplateText
        var query: [Field]
        var headers: [Field]
        var body: Body
        var usesCaseNumber: Bool
    }

    private struct Field: Sendable {
        var name: String
        var text: TemplateText
    }

    private enum Body: Sendable {
        case none
        case text(TemplateText, mediaType: String, isJSON: Bool)
        case form([Field])
    }

    /// Throws `.badTemplate` for a file that was never checked; what `SiteConfiguration` lets through compiles.
    init(_ template: HTTPTemplate) throws(ConveyanceFault) {
        self.template = template
        var actions: [HTTPTemplate.ActionName: Compiled] = [:]
        for (name, action) in template.actions {
            guard let compiled = Self.compiled(action) else {
                throw .badTemplate(file: template.id, action: name.rawValue)
            }
            actions[name] = compiled
        }
        self.actions = actions
    }

    func has(_ name: HTTPTemplate.ActionName) -> Bool { actions[name] != nil }

    /// Whether a request can only be written with the far side's own number of the case.
    func needsCaseNumber(_ name: HTTPTemplate.ActionName) -> Bool { actions[name]?.usesCaseNumber ?? false }

    func rule(_ name: HTTPTemplate.ActionName) -> HTTPTemplate.AnswerRule {
        actions[name]?.action.answer ?? HTTPTemplate.AnswerRule()
    }

    /// Fills in one request; its address is the path alone.
    /// - Throws: `.refused` for what cannot be said in this interface's words.
    func request(
        _ name: HTTPTemplate.ActionName, _ scope: TemplateScope, base: String
    ) throws(Lane.Failure) -> UnsentRequest {
        guard let compiled = actions[name] else { throw .refused("the interface has no \(name.rawValue)") }
        var request = UnsentRequest(
            method: compiled.action.method, address: base + compiled.path.rendered(scope))
        request.query = Self.filled(compiled.query, scope)
        request.headers = Self.filled(compiled.headers, scope)
        switch compiled.body {
        case .none: break
        case .form(let fields): request.content = .form(Self.filled(fields, scope))
        case .text(let text, let mediaType, let isJSON):
            let written = text.rendered(scope).trimmingCharacters(in: .whitespacesAndNewlines)
            if let miss = scope.misses.first { throw .refused(miss) }
            if isJSON, AnswerTree(Array(written.utf8)) == nil || StrayComma.isThere(in: written) {
                throw .refused("the \(name.rawValue) of \(template.id) is no JSON for this case")
            }
            request.content = .bytes(Array(written.utf8))
            if request.header("Content-Type") == nil { request.setHeader("Content-Type", mediaType) }
        }
        if let miss = scope.misses.first { throw .refused(miss) }
        return request
    }

    private static func filled(_ fields: [Field], _ scope: TemplateScope) -> [UnsentRequest.Pair] {
        fields.map { UnsentRequest.Pair($0.name, $0.text.rendered(scope)) }
    }

    private static func compiled(_ action: HTTPTemplate.Action) -> Compiled? {
        guard let path = TemplateText(action.path, escaping: .path),
            let query = fields(action.query, .plain), let headers = fields(action.headers, .header)
        else { return nil }
        let body: Body
        switch action.body {
        case .none: body = .none
        case .json(let text):
            guard let text = TemplateText(text, escaping: .json) else { return nil }
            body = .text(text, mediaType: "application/json", isJSON: true)
        case .xml(let text):
            guard let text = TemplateText(text, escaping: .xml) else { return nil }
            body = .text(text, mediaType: "application/xml", isJSON: false)
        case .text(let text, let mediaType):
            guard let text = TemplateText(text, escaping: .plain) else { return nil }
            body = .text(text, mediaType: mediaType, isJSON: false)
        case .form(let form):
            guard let form = fields(form, .plain) else { return nil }
            body = .form(form)
        }
        return Compiled(
            action: action, path: path, query: query, headers: headers, body: body,
            usesCaseNumber: action.texts.contains { TemplateCheck.uses($0, ["case_number"]) })
    }

    private static func fields(
        _ fields: [HTTPTemplate.Field], _ escaping: TemplateEscaping
    ) -> [Field]? {
        let compiled = fields.compactMap { field in
            TemplateText(field.text, escaping: escaping).map { Field(name: field.name, text: $0) }
        }
        return compiled.count == fields.count ? compiled : nil
    }
}
