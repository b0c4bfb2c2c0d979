import Control
import Facility

/// The box's own loudspeaker and sirens, as far as a person may press them: every press has a name, and a siren that was
/// switched on falls silent by itself after its longest time.
struct BesidePanel {
    let context: PageContext

    /// nil: the box has neither, or nobody could press.
    func markup(_ watch: Watch) -> HTML? {
        let loudspeakers = watch.status.destinations.filter { $0.beside == .loudspeaker }
        let sirens = watch.status.destinations.filter { $0.beside == .siren }
        guard !loudspeakers.isEmpty || !sirens.isEmpty else { return nil }
        guard !watch.people.isEmpty else { return nil }
        let hush: HTML? =
            loudspeakers.isEmpty
            ? nil
            : "<button name=\"act\" value=\"hush\">\(context(Words.hush))</button>"
        let presses = sirens.map { siren in
            """
            <button class="confirm" name="act" value="on:\(siren.destination)">\(siren.name[context.language]): \
            \(context(Words.sirenOn))</button>
            <button name="act" value="off:\(siren.destination)">\(siren.name[context.language]): \
            \(context(Words.sirenOff))</button>
            """ as HTML
        }
        return """
            <section aria-labelledby="h-beside"><h2 id="h-beside">\(context(Words.beside))</h2>
            <p>\(context(Words.besideAdvice))</p>
            <form method="post" action="/beside" id="beside-form">
            <input type="hidden" name="token" value="\(context.token)">
            <input type="hidden" name="lang" value="\(context.language.rawValue)">
            \(PersonField(context: context).markup("person", Words.who, watch.people))\
            \(PINField(context: context).markup(watch.people))
            <span class="buttons">\(hush)\(presses)</span></form></section>
            """
    }
}
