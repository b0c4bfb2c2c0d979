import Control
import Facility

/// How the watch itself stands: brokers, destinations, store, losses.
struct WatchTables {
    let context: PageContext
    let wall: WallTime

    func markup(_ status: StatusReport) -> HTML {
        """
        <div class="columns">\(sessions(status))\(destinations(status))\(contract(status))\(store(status))\
        \(counts(Words.registry, registry(status)))\
        \(counts(Words.losses, status.losses.map { (context(Words.cause($0.cause)), $0.count) }))\
        \(counts(Words.rejections, status.rejections.map { ("\($0.profile): \(context(Words.rejection($0.reason)))", $0.count) }))</div>
        """
    }

    private func sessions(_ status: StatusReport) -> HTML {
        let rows = status.sessions.map { session in
            let isBad = session.state == .lost || session.state == .connecting
            let problem = session.problem.map { " — " + $0 } ?? ""
            return """
                <li class="\(isBad ? "bad" : "")">\(session.broker) \(context(Words.sessionKind(session.kind))):
                \(context(Words.session(session.state))) \
                \(context(Words.since(wall.text(session.since, now: status.now))))\(problem)\(context.semicolon)\
                \(context(Words.sessionPresent(session.sessionPresent)))</li>
                """ as HTML
        }
        return block(Words.sessions, rows, empty: Words.noSession, isEmptyBad: true)
    }

    private func destinations(_ status: StatusReport) -> HTML {
        let rows = status.destinations.map { destination in
            let isBad =
                destination.isPathLost || destination.pausedReason != nil || destination.refused > 0
                || destination.isProofOverdue == true || destination.proofTrouble != nil
            var parts = [
                context(Words.waiting(destination.waiting, oldestSeconds: destination.oldestAgeSeconds))
            ]
            if destination.isPathLost { parts.append(context(Words.pathLost)) }
            if let reason = destination.pausedReason { parts.append(context(reason)) }
            if destination.refused > 0 { parts.append(context(Words.refusedDeliveries(destination.refused))) }
            if destination.isLifeSafetyPath { parts.append(context(Words.lifeSafetyPath)) }
            if let proof = Words.proof(destination, now: status.now) { parts.append(context(proof)) }
            return """
                <li class="\(isBad ? "bad" : "")">\(destination.name[context.language]): \
                \(parts.joined(separator: " · "))</li>
                """ as HTML
        }
        return block(Words.destinations, rows, empty: Words.noDestination, isEmptyBad: true)
    }

    private func contract(_ status: StatusReport) -> HTML {
        let rows = status.brokers.flatMap { broker in
            broker.verdicts.map { verdict in
                """
                <li class="\(verdict.holds == true ? "" : "bad")">\(broker.broker): \
                \(verdict.text[context.language]): \(context(Words.verdict(verdict.holds)))</li>
                """ as HTML
            }
        }
        return block(Words.contract, rows, empty: Words.unknown, isEmptyBad: true)
    }

    private func store(_ status: StatusReport) -> HTML {
        var rows: [HTML] = ["<li>\(context(Words.store(status.ring)))</li>"]
        if let since = status.ring.failingSince {
            let when = context(Words.since(wall.text(since, now: status.now)))
            rows.insert("<li class=\"bad\">\(context(Words.commitsFail)) \(when)</li>", at: 0)
        }
        if let oldest = status.ring.oldest {
            rows.append("<li>\(context(Words.oldestReading)): \(wall.text(oldest, now: status.now))</li>")
        }
        return block(Words.store, rows, empty: Words.unknown, isEmptyBad: true)
    }

    private func registry(_ status: StatusReport) -> [(String, Int64)] {
        let all: [(LocalizedText, Int?)] = [
            (Words.heldDevices, status.heldDevices), (Words.adoptedDevices, status.adoptedDevices),
            (Words.retiredDevices, status.retiredDevices), (Words.pendingDecodes, status.pendingDecodes),
            (Words.restingCodecs, status.restingCodecs), (Words.quarantineRows, status.quarantineRows),
            (Words.pollRequests, status.polls?.requests), (Words.pollAnswers, status.polls?.answers),
            (Words.pollTimeouts, status.polls?.timeouts),
        ]
        return all.compactMap { text, count in count.map { (context(text), Int64($0)) } }
    }

    private func counts(_ title: LocalizedText, _ counts: [(String, Int64)]) -> HTML {
        let rows = counts.filter { $0.1 > 0 }.prefix(20).map { "<li>\($0.0): \($0.1)</li>" as HTML }
        return block(title, rows, empty: Words.none, isEmptyBad: false)
    }

    private func block(
        _ title: LocalizedText, _ rows: [HTML], empty: LocalizedText, isEmptyBad: Bool
    ) -> HTML {
        let body: HTML =
            rows.isEmpty
            ? "<p class=\"\(isEmptyBad ? "bad" : "")\">\(context(empty))</p>" : "<ul>\(rows)</ul>"
        return "<div><h3>\(context(title))</h3>\(body)</div>"
    }
}
