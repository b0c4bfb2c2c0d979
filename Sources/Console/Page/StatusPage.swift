import Control
import Facility

/// The one page: first what is watched and what is not, then what is wrong, then everything else.
///
/// It never says that all is well. Where it knows nothing it says so, in the largest letters it has.
struct StatusPage {
    let context: PageContext

    func document(_ sight: Sight) -> HTML {
        switch sight {
        case .seen(let watch, _):
            let open = watch.status.incidents.total
            return PageFrame(context: context).document(
                title: (open > 0 ? "(\(open)) " : "") + watch.status.siteName,
                heading: watch.status.siteName,
                asOf: wall(watch).text(watch.status.now, now: watch.status.now),
                banner: DrillBanner(context: context).markup(watch.status, people: watch.people),
                content: seen(watch))
        case .unseen(let since, let why, let last):
            return PageFrame(context: context).document(
                title: context(Words.unseen), heading: last?.status.siteName ?? "", asOf: nil,
                content: unseen(since: since, why: why, last: last))
        }
    }

    private func seen(_ watch: Watch) -> HTML {
        """
        <div id="state" role="status">\(outcome)\(state(watch.status))\(warnings(watch.status))</div>
        <section aria-labelledby="h-incidents"><h2 id="h-incidents">\(context(Words.incidents))</h2>
        \(incidents(watch))
        <p><a href="/handover?lang=\(context.language.rawValue)">\(context(Words.handover))</a></p></section>
        \(BesidePanel(context: context).markup(watch))
        <section aria-labelledby="h-devices"><h2 id="h-devices">\(context(Words.devices))</h2>
        \(DeviceTables(context: context, wall: wall(watch)).markup(watch))</section>
        \(HeldTable(context: context, wall: wall(watch)).markup(watch))
        <section aria-labelledby="h-watch"><h2 id="h-watch">\(context(Words.watch))</h2>
        \(WatchTables(context: context, wall: wall(watch)).markup(watch.status))</section>
        """
    }

    private func incidents(_ watch: Watch) -> HTML {
        let cards = IncidentCards(context: context, people: watch.people, status: watch.status)
        let hidden = watch.incidentTotal - watch.incidents.count
        // The card of an outage lists what it took.
        let shown = watch.incidents.filter { incident in
            incident.parent.map { parent in !watch.incidents.contains { $0.id == parent } } ?? true
        }
        return """
            \(shown.map { cards.card($0, isCurrent: true) })\
            \(hidden > 0 ? "<p class=\"bad\">\(context(Words.moreIncidents(hidden)))</p>" : nil)
            """
    }

    private func unseen(since: Timestamp, why: CoreSilence, last: Watch?) -> HTML {
        let wall = WallTime(offset: last?.status.utcOffsetSeconds ?? 0)
        let zone = last == nil ? " UTC" : ""
        let sinceText = context(Words.since(wall.text(since, now: context.now) + zone))
        let cards = last.map { IncidentCards(context: context, people: $0.people, status: $0.status) }
        let old: HTML? = last.flatMap { last in
            guard !last.incidents.isEmpty, let cards else { return nil }
            return """
                <section class="old"><h2>\(context(Words.lastKnown))</h2>
                \(last.incidents.map { cards.card($0, isCurrent: false) })</section>
                """
        }
        return """
            <div id="state" role="alert">\(outcome)<div class="panel red">
            <p class="big">\(context(Words.unseen)) \(sinceText)</p>
            <p>\(context(Words.silence(why)))</p><p>\(context(Words.unseenAdvice))</p></div></div>
            \(old)
            """
    }

    private var outcome: HTML? {
        context.said.map { "<p class=\"said\">\(context(Words.outcome($0)))</p>" }
    }

    /// Coverage stands before calm.
    private func state(_ status: StatusReport) -> HTML {
        let devices = status.devices
        let sees = devices.total > 0 && devices.heard == devices.total && status.coverage.undecidable == 0
        let colour =
            if status.incidents.extreme > 0 || devices.heard == 0 || isDeaf(status) {
                "red"
            } else if status.incidents.total > 0 || !sees || !status.degraded.isEmpty {
                "amber"
            } else {
                "plain"
            }
        return """
            <div class="panel \(colour)"><p class="big">\(context(Words.watching(devices)))</p>
            <p class="big">\(context(Words.openIncidents(status.incidents)))</p>
            <p>\(context(Words.coverage(status.coverage)))</p></div>
            """
    }

    /// No session hears anything.
    private func isDeaf(_ status: StatusReport) -> Bool {
        !status.sessions.contains { $0.state == .connected || $0.state == .draining }
    }

    private func warnings(_ status: StatusReport) -> HTML {
        let wall = WallTime(offset: status.utcOffsetSeconds)
        var lines: [HTML] = []
        func line(_ text: String, since: Timestamp?) {
            let when = since.map { " " + context(Words.since(wall.text($0, now: status.now))) } ?? ""
            lines.append("<li>\(text)\(when)</li>")
        }
        if let since = status.emergencySince { line(context(Words.emergency), since: since) }
        for reason in status.degraded { line(context(reason.text), since: reason.since) }
        return lines.isEmpty ? .nothing : "<ul class=\"warnings\">\(lines)</ul>"
    }

    private func wall(_ watch: Watch) -> WallTime { WallTime(offset: watch.status.utcOffsetSeconds) }
}
