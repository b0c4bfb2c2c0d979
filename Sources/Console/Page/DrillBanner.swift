import Control
import Facility

/// What stands above every page while a drill runs, with the button that ends it: nobody may take a real fire for a part of it.
struct DrillBanner {
    let context: PageContext

    /// - Parameter people: who may press the button; none: the page has no form.
    func markup(_ status: StatusReport, people: [PersonReport] = []) -> HTML? {
        guard let drill = status.drill else { return nil }
        let wall = WallTime(offset: status.utcOffsetSeconds)
        let until = status.drillEndsAt.map { wall.text($0, now: status.now) }
        return """
            <div id="drill" class="panel amber" role="alert"><p class="big">\(context(Words.drill(drill)))
            \(until.map { context(Words.drillUntil($0)) } ?? "")</p>\(form(people))</div>
            """
    }

    private func form(_ people: [PersonReport]) -> HTML? {
        guard !people.isEmpty else { return nil }
        let options = people.map { person in
            let selected: HTML = person.id == context.person ? " selected" : ""
            return "<option value=\"\(person.id)\"\(selected)>\(person.name)</option>" as HTML
        }
        return """
            <form method="post" action="/drill" id="drill-form">
            <input type="hidden" name="token" value="\(context.token)">
            <input type="hidden" name="lang" value="\(context.language.rawValue)">
            <label>\(context(Words.who)) <select name="person" required>
            <option value="">—</option>\(options)</select></label>
            \(PINField(context: context).markup(people))\
            <span class="buttons"><button class="confirm" name="act" value="real">\(context(Words.drillIsReal))</button>
            </span></form>
            """
    }
}
