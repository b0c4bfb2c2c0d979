import Control
import Facility

/// One incident as the guard sees it: what, where, since when, whether anybody has looked, what to do, and the
/// buttons for it.
struct IncidentCards {
    let context: PageContext
    let people: [PersonReport]
    let status: StatusReport

    /// - Parameter isCurrent: false for what is only remembered; it has no buttons.
    func card(_ incident: IncidentReport, isCurrent: Bool) -> HTML {
        let wall = WallTime(offset: status.utcOffsetSeconds)
        return """
            <article class="incident \(incident.severity.rawValue)" id="i-\(incident.id.description)">
            <h3><span class="severity">\(context(Words.severity(incident.severity)))</span>
            \(incident.hazardName[context.language]) — \(Self.place(incident.place, incident.deviceName))</h3>
            <p>\(context(Words.since(wall.text(incident.since, now: status.now))))\(context.comma)\
            \(context(incident.condition == .active ? Words.active : Words.quiet)) \(badges(incident))</p>
            \(who(incident))\(outage(incident, isCurrent))\(list(Words.firePoints, points(of: incident)))\(list(Words.evidence, incident.evidence))\
            \(list(Words.advice, incident.advice[context.language], ordered: true))\
            \(list(Words.call, contacts(of: incident), ordered: true))\(told(incident))\
            \(isCurrent ? form(incident) : nil)<p class="small">\(incident.id.description)</p>
            <p><a href="/card?id=\(incident.id.description)&amp;lang=\(context.language.rawValue)">\
            \(context(Words.nightCard))</a></p></article>
            """
    }

    private func outage(_ incident: IncidentReport, _ isCurrent: Bool) -> HTML {
        OutageBlock(
            context: context, people: people, wall: WallTime(offset: status.utcOffsetSeconds), now: status.now
        ).markup(incident, person: isCurrent && !people.isEmpty ? person : nil)
    }

    /// A place in the words of the sheet, as a stranger walks to it.
    static func place(_ place: Place, _ device: String) -> String {
        [place.building, place.unit, place.floor, place.spot, device].filter { !$0.isEmpty }
            .joined(separator: " ")
    }

    private func badges(_ incident: IncidentReport) -> [HTML] {
        var badges: [HTML] = []
        func badge(_ text: LocalizedText, _ style: String = "") {
            badges.append("<strong class=\"badge \(style)\">\(context(text))</strong> ")
        }
        switch incident.origin {
        case .real: break
        case .exercise: badge(Words.exercise)
        case .test: badge(Words.test)
        }
        switch incident.confirmation {
        case .unconfirmed: badge(Words.unconfirmed, "open")
        case .confirmed: badge(Words.confirmed)
        case .refuted: badge(Words.refuted)
        }
        if let works = incident.suppressedBy { badge(Words.suppressed(works), "open") }
        if let parent = incident.parent { badge(Words.partOf(parent)) }
        if let points = incident.points, points.count > 1 { badge(Words.grown(points.count), "open") }
        if incident.waitsUntil != nil { badge(Words.waits, "open") }
        if incident.isWeak { badge(Words.weak) }
        if incident.isHistoric { badge(Words.historic) }
        if incident.isUnjournaled { badge(Words.unjournaled, "open") }
        return badges
    }

    private func who(_ incident: IncidentReport) -> HTML {
        var lines: [HTML] = []
        if let person = incident.acknowledgedBy {
            lines.append("<p>\(context(Words.going)) \(name(person))</p>")
        }
        lines += response(incident)
        if let by = incident.confirmedBy, incident.confirmation != .unconfirmed {
            let text = incident.confirmation == .confirmed ? Words.confirmed : Words.refuted
            let cause = incident.refutedCause.map { context.bracketed($0) } ?? ""
            lines.append("<p>\(context(text)): \(name(by))\(cause)</p>")
        }
        return .joined(lines)
    }

    /// Who was called, until when somebody should say what he found, what is late, and the times of a rescue.
    private func response(_ incident: IncidentReport) -> [HTML] {
        guard let response = incident.response, incident.ended == nil else { return [] }
        let wall = WallTime(offset: status.utcOffsetSeconds)
        var lines: [HTML] = []
        if response.isRinging, let calls = response.tree?.calls, calls > 0 {
            lines.append("<p class=\"bad\">\(context(Words.called(calls)))</p>")
        }
        if let until = response.lookBy {
            lines.append("<p>\(context(Words.lookBy(wall.text(until, now: status.now))))</p>")
        }
        lines += response.late.map { "<p class=\"bad\">\(context($0.name))</p>" as HTML }
        lines += response.reached.map { reached in
            "<p>\(context(reached.milestone.name)) \(wall.text(reached.at, now: status.now))</p>" as HTML
        }
        if let people = response.people { lines.append("<p>\(context(Words.people)) \(people)</p>") }
        return lines
    }

    /// A person's name; what is no person of the site (a second device) stands as it is.
    private func name(_ id: String) -> String { people.first { $0.id == id }?.name ?? id }

    private func list(_ title: LocalizedText, _ lines: [String], ordered: Bool = false) -> HTML? {
        guard !lines.isEmpty else { return nil }
        let items = lines.map { "<li>\($0)</li>" as HTML }
        let body: HTML = ordered ? "<ol>\(items)</ol>" : "<ul>\(items)</ul>"
        return "<div><b>\(context(title))</b>\(body)</div>"
    }

    /// Roles with the people who have them, the first to be called first.
    private func contacts(of incident: IncidentReport) -> [String] {
        (incident.contacts ?? []).map { $0.line(in: context.language) }
    }

    /// What gives alarm, or did, in the fire that it leads.
    private func points(of incident: IncidentReport) -> [String] {
        (incident.points ?? []).map { point in
            Self.place(point.place, point.deviceName) + context.comma + context(point.state.name)
        }
    }

    private func told(_ incident: IncidentReport) -> HTML {
        guard !incident.deliveries.isEmpty else {
            return "<p><b>\(context(Words.told))</b>: \(context(Words.nobodyTold))</p>"
        }
        let parts = incident.deliveries.map { delivery in
            var text = delivery.name[context.language] + " " + context(Words.handling(delivery.handling))
            if let leader = delivery.with {
                text += context.bracketed(context(Words.toldWith(leader.number)))
            }
            if let number = delivery.caseNumber { text += " \(number)" }
            if let reason = delivery.waitingReason { text += context.bracketed(reason) }
            return text
        }
        return "<p><b>\(context(Words.told))</b>: \(parts.joined(separator: context.semicolon))</p>"
    }

    private func form(_ incident: IncidentReport) -> HTML? {
        let acts = incident.allowed.filter { $0 != .shelve }
        guard !acts.isEmpty else { return nil }
        guard !people.isEmpty else { return "<p class=\"bad\">\(context(Words.noPeople))</p>" }
        let id = incident.id.description
        let buttons = acts.map { act in
            """
            <button name="act" value="\(act.rawValue)" class="\(act.rawValue)">\(context(Words.act(act)))</button>

            """ as HTML
        }
        let note: HTML? =
            acts.contains(.refute)
            ? """
            <label>\(context(Words.howKnown))
            <input type="text" name="note" maxlength="500" autocomplete="off"></label>
            """ : nil
        return """
            <form method="post" action="/deed" id="f-\(id)">
            <input type="hidden" name="token" value="\(context.token)">
            <input type="hidden" name="incident" value="\(id)">
            <input type="hidden" name="lang" value="\(context.language.rawValue)">
            \(person)<label>\(context(Words.remark))
            <input type="text" name="text" maxlength="500" list="causes" autocomplete="off"></label>\(note)
            <span class="buttons">\(buttons)</span></form>
            """
    }

    /// Who acts, and the PIN where somebody has one.
    private var person: HTML {
        let options = people.map { person in
            let selected: HTML = person.id == context.person ? " selected" : ""
            let word = person.roleName?[context.language] ?? person.role
            let role = word.isEmpty ? "" : context.bracketed(word)
            return "<option value=\"\(person.id)\"\(selected)>\(person.name)\(role)</option>" as HTML
        }
        return """
            <label>\(context(Words.who)) <select name="person" required>
            <option value="">—</option>\(options)</select></label>
            \(PINField(context: context).markup(people))
            """
    }
}
