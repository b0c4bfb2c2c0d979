import Facility
import Mustache

/// One text of a destination file, compiled: a Mustache template and how its values are escaped.
package struct TemplateText: Sendable {
    private let template: MustacheTemplate

    /// nil when the text is no template; `TagScanner` says why and where.
    package init?(_ text: String, escaping: TemplateEscaping) {
        // The library reads past the end of some texts that are no templates: they never reach it.
        guard TagScanner(text).faults.isEmpty,
            let template = try? MustacheTemplate(string: escaping.pragma + text)
        else { return nil }
        self.template = template
    }

    package func rendered(_ scope: TemplateScope) -> String { template.render(scope.root) }
}
