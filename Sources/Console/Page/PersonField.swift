import Control
import Facility

/// Whom a form is of: a choice among the site's people, the one chosen last first.
struct PersonField {
    let context: PageContext

    /// - Parameter isPreset: whether the person chosen last in this browser stands there already.
    func markup(
        _ name: String, _ label: LocalizedText, _ people: [PersonReport], isPreset: Bool = true
    ) -> HTML {
        let options = people.map { person in
            let selected: HTML = isPreset && person.id == context.person ? " selected" : ""
            return "<option value=\"\(person.id)\"\(selected)>\(person.name)</option>" as HTML
        }
        return """
            <label>\(context(label)) <select name="\(name)" required>
            <option value="">—</option>\(options)</select></label>
            """
    }
}
