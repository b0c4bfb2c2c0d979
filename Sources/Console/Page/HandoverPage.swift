import Control
import Facility

/// The change of a shift on one page: what is open, shelved, disabled and silent, in words the next guard understands, with a
/// form that both sign; printed it has two lines for their names.
struct HandoverPage {
    /// Rows of one list; beyond, the page says how many it leaves out.
    static let rowLimit = 40

    let context: PageContext
    let watch: Watch
    let shift: ShiftReport

    private var wall: WallTime { WallTime(offset: watch.status.utcOffsetSeconds) }

    var markup: HTML {
        let sheet = shift.sheet
        let unanswered = Set(sheet.unanswered)
        return """
            <section class="handover">\(standing)
            \(list(Words.openIncidentList, sheet.open.map { incident($0, isUnanswered: unanswered.contains($0)) }))
            \(list(Words.shelvedList, sheet.shelved.map { incident($0, isUnanswered: false) }))
            \(list(Words.disabledList, sheet.disabled.map(device)))
            \(list(Words.worksList, sheet.works.map { "<li>\($0)</li>" as HTML }))
            \(list(Words.silentList, sheet.silent.map(device)))
            \(form)\(signatures)</section>
            """
    }

    /// Who is on duty, and who signed last.
    private var standing: HTML {
        let turns = shift.onDuty.map { turn in
            "\(turn.name)\(context.bracketed(turn.shift)) \(context(Words.until(wall.text(turn.until, now: watch.status.now))))"
        }
        let roster = turns.isEmpty ? context(Words.nobodyOnDuty) : turns.joined(separator: context.semicolon)
        let signed = shift.signedOn.map { signed in
            (shift.signedOnName ?? signed.person) + " "
                + context(Words.since(wall.text(signed.since, now: watch.status.now)))
        }
        return """
            <p><b>\(context(Words.onDuty))</b>: \(roster)</p>
            <p><b>\(context(Words.signedOn))</b>: \(signed ?? context(Words.nobodySigned))</p>
            """
    }

    private func list(_ title: LocalizedText, _ rows: [HTML]) -> HTML {
        let shown = rows.prefix(Self.rowLimit)
        let hidden = rows.count - shown.count
        let body: HTML =
            rows.isEmpty
            ? "<p>\(context(Words.nothingThere))</p>"
            : "<ul>\(.joined(Array(shown)))</ul>\(hidden > 0 ? "<p class=\"bad\">\(context(Words.moreOfList(hidden)))</p>" : nil)"
        return "<h2>\(context(title)): \(rows.count)</h2>\(body)"
    }

    private func incident(_ id: IncidentID, isUnanswered: Bool) -> HTML {
        guard let known = watch.incidents.first(where: { $0.id == id }) else {
            return "<li>\(id.description)</li>"
        }
        let place = IncidentCards.place(known.place, known.deviceName)
        let badge: HTML? =
            isUnanswered ? " <strong class=\"badge open\">\(context(Words.nobodyGoes))</strong>" : nil
        let going = known.acknowledgedBy.map { person in
            context.comma + context(Words.going) + " "
                + (watch.people.first { $0.id == person }?.name ?? person)
        }
        return """
            <li><b>\(context(Words.severity(known.severity)))</b> \(known.hazardName[context.language]) — \(place)\
            \(context.comma)\(context(Words.since(wall.text(known.since, now: watch.status.now))))\(going ?? "")\(badge)</li>
            """
    }

    private func device(_ id: String) -> HTML {
        let known = watch.devices.first { $0.id == id }
        let words = known.map { IncidentCards.place($0.place, $0.name) } ?? ""
        return "<li>\(id) \(words)</li>"
    }

    /// Both sign: whoever has a PIN with it, in fields of their own.
    private var form: HTML {
        guard watch.people.count > 1 else { return "<p class=\"bad\">\(context(Words.noPeople))</p>" }
        let person = PersonField(context: context)
        let hasPIN = watch.people.contains { $0.hasPIN ?? false }
        func pin(_ name: String, _ label: LocalizedText) -> HTML? {
            guard hasPIN else { return nil }
            return """
                <label>\(context(label))
                <input type="password" name="\(name)" maxlength="32" autocomplete="off"></label>
                """
        }
        return """
            <form method="post" action="/handover" id="handover-form" class="screen">
            <input type="hidden" name="token" value="\(context.token)">
            <input type="hidden" name="lang" value="\(context.language.rawValue)">
            \(person.markup("person", Words.whoGoes, watch.people))\(pin("pin", Words.pinOfWhoGoes))\
            \(person.markup("to", Words.whoTakesOver, watch.people, isPreset: false))\
            \(pin("second_pin", Words.pinOfWhoTakesOver))
            <label>\(context(Words.noteForNext)) <input type="text" name="note" maxlength="500" autocomplete="off"></label>
            <span class="buttons"><button class="confirm">\(context(Words.bothSign))</button></span></form>
            """
    }

    /// For paper.
    private var signatures: HTML {
        """
        <div class="sign"><span>\(context(Words.whoGoes))</span><span>\(context(Words.whoTakesOver))</span>\
        <span>\(context(Words.signedAt))</span></div>
        """
    }

    static let style: HTML = """
        .handover ul{columns:24rem}.sign{display:none}@media print{.screen,header a{display:none!important}.handover{font-size:12pt}
        .sign{display:flex;gap:2em;margin-top:2em;break-inside:avoid}.sign span{flex:1;border-bottom:1px solid #000;
        padding-bottom:2.5em}body{background:#fff}@page{size:A4;margin:15mm}}
        """
}
