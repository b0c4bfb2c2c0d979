import Facility
import Foundation

/// What `GET /_control/cases` lets an outsider see.
extension PlatformBook {
    func shown(at now: Timestamp) -> PlatformJSON {
        .object([
            "cases": .list(order.compactMap { cases[$0] }.map { shown($0, now) }),
            "duplicates_refused": .number(Double(duplicatesRefused)),
            "repeats": .number(Double(repeats)),
            "anomaly_count": .number(Double(anomalyCount)),
            "anomalies": .list(anomalies),
            "notices": .list(notices),
            "heartbeats": .list(
                heartbeats.sorted { $0.key < $1.key }.map { site, beat in
                    .object([
                        "site": .text(site), "last_at": .text(beat.lastAt.text),
                        "every_seconds": .number(Double(beat.every.milliseconds / 1_000)),
                        "count": .number(Double(beat.count)),
                        // Two periods without one: the box may be dead.
                        "missing": .boolean(now - beat.lastAt > beat.every + beat.every),
                        "audit": beat.audit.map { .text("\($0.number):\($0.hash)") } ?? .null,
                    ])
                }),
        ])
    }

    private func shown(_ held: Case, _ now: Timestamp) -> PlatformJSON {
        let last = held.steps.last?.body ?? .null
        var fields: [String: PlatformJSON] = [
            "incident": .text(held.incident), "site": .text(held.site), "case_number": .text(held.caseNumber),
            "handling": .text(handling(of: held, at: now).rawValue), "closed": .boolean(held.isClosed),
            "accepted_at": .text(held.acceptedAt.text), "transitions": .list(held.steps.map(\.shown)),
            "last_body": last,
        ]
        for name in [
            "hazard", "facility", "severity", "level", "confirmation", "condition", "origin", "matter_code",
            "historic",
        ] {
            fields[name] = last[name] ?? .null
        }
        return .object(fields)
    }
}

extension PlatformBook.Step {
    var shown: PlatformJSON {
        .object([
            "transition": .number(Double(transition)), "step": .text(step),
            "action": .text(action.rawValue), "received_at": .text(receivedAt.text), "key": .text(key),
            "repeats": .number(Double(repeats)),
            "confirmation": body["confirmation"] ?? .null,
        ])
    }
}

extension Timestamp {
    /// RFC 3339, UTC with milliseconds.
    fileprivate var text: String { PlatformTime.text(self) }
}

/// The stand-in's own clock and its way to write a time.
enum PlatformTime {
    static func now() -> Timestamp {
        Timestamp(milliseconds: Int64((Date().timeIntervalSince1970 * 1_000).rounded(.down)))
    }

    static func text(_ time: Timestamp) -> String {
        time.rfc3339
    }
}
