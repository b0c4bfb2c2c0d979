import Control
import Facility

/// What a card shows of an outage: each device it took, and the cars to be called at with two answers each.
struct OutageBlock {
    let context: PageContext
    let people: [PersonReport]
    let wall: WallTime
    let now: Timestamp

    /// - Parameters:
    ///   - person: the field that says who acts, and his PIN; nil: there are no buttons.
    func markup(_ incident: IncidentReport, person: HTML?) -> HTML {
        "\(rollCall(incident, person: person))\(children(incident))"
    }

    // MARK: Children

    private func children(_ incident: IncidentReport) -> HTML? {
        guard let outage = incident.outage else { return nil }
        let rows = outage.children.map { child in
            let style: HTML = child.isOver ? " class=\"small\"" : ""
            return """
                <li\(style)>\(child.hazardName[context.language]) — \
                \(IncidentCards.place(child.place, child.deviceName)), \
                \(context(child.isOver ? Words.returned : Words.gone)) \
                <span class="small">\(child.id.description)</span></li>
                """ as HTML
        }
        let beyond = outage.devices - outage.children.count
        let more: HTML? = beyond > 0 ? "<li>+\(beyond)</li>" : nil
        return """
            <p><strong>\(context(Words.outage(outage)))</strong></p>
            <details><summary>\(context(Words.children))</summary><ul>\(rows)\(more)</ul></details>
            """
    }

    // MARK: Roll-call

    private func rollCall(_ incident: IncidentReport, person: HTML?) -> HTML? {
        guard let lines = incident.rollCall, !lines.isEmpty else { return nil }
        let rows = lines.map { row($0, hasButtons: person != nil) }
        let table: HTML = "<table class=\"rollcall\">\(rows)</table>"
        let title: HTML = "<p><strong>\(context(Words.rollCall(lines)))</strong></p>"
        guard let person, lines.contains(where: { $0.found == nil }) else { return "\(title)\(table)" }
        let id = incident.id.description
        return """
            \(title)<form method="post" action="/deed" id="r-\(id)">
            <input type="hidden" name="token" value="\(context.token)">
            <input type="hidden" name="incident" value="\(id)">
            <input type="hidden" name="lang" value="\(context.language.rawValue)">\(person)
            \(table)</form>
            """
    }

    private func row(_ line: RollCallReport, hasButtons: Bool) -> HTML {
        let state: HTML
        if let found = line.found {
            state = """
                \(context(found.name)) — \(name(line.by ?? ""))
                \(line.at.map { wall.text($0, now: now) } ?? "")
                """
        } else if hasButtons {
            let buttons = RollCall.Finding.allCases.map { found in
                """
                <button name="act" value="\(found.rawValue):\(line.device)">\(context(found.name))</button>

                """ as HTML
            }
            state = "\(buttons)"
        } else {
            state = "—"
        }
        let said = line.isCertain ? line.said.joined(separator: ", ") : context(Words.rollCallUnknown)
        let code: HTML? = line.rescueCode.map { "<br>\(context(Words.rescueCode($0)))" }
        let heard: HTML? = line.heardAt.map { "<br>\(wall.text($0, now: now))" }
        return """
            <tr><th scope="row">\(IncidentCards.place(line.place, line.deviceName))\(code)</th>
            <td>\(line.floor.map { context(Words.rollCallFloor($0)) } ?? "?")</td>
            <td class="small">\(said)\(heard)</td><td>\(state)</td></tr>
            """
    }

    private func name(_ id: String) -> String { people.first { $0.id == id }?.name ?? id }
}
