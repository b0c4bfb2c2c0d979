/// What a person does with what waits for destinations, or was refused there.
///
/// Nothing of it can hide a danger to life: a pause never holds it back, and a drop of it must be asked for by name.
package enum OutboxWord: Sendable, Codable, Equatable {
    /// Ordinary cases wait until somebody says `resume`, over restarts too; life safety goes on.
    case pause(String, why: String?)
    case resume(String)
    /// Something was mended on the way to a destination: what waits is sent at once, whatever the back-off.
    case hurry(String)
    /// A refused delivery, by number, is told again as the case stands now. A person names the number; the loop adds
    /// what the store says of it, so that the journal needs no store.
    case retry(Int64, RefusedDelivery?)
    /// A delivery, by number, that nobody shall have. It is kept as refused, with the reason.
    case drop(Int64, why: String, evenLifeSafety: Bool)

    /// The way to every destination is proven now (`ProofBook`).
    case prove

    /// Its word on the wire and in the audit log.
    package var name: String {
        switch self {
        case .pause: "pause"
        case .resume: "resume"
        case .hurry: "hurry"
        case .retry: "retry"
        case .drop: "drop"
        case .prove: "prove"
        }
    }

    /// The destination, or the delivery's number.
    var subject: String {
        switch self {
        case .pause(let id, _), .resume(let id), .hurry(let id): id
        case .retry(let number, _), .drop(let number, _, _): String(number)
        case .prove: "*"
        }
    }

    /// The word, what it was done to and why.
    var detail: String {
        switch self {
        case .pause(_, let why): why.map { "\(name); \($0)" } ?? name
        case .resume, .hurry, .prove: name
        case .retry(_, let refused):
            refused.map { "\(name); \($0.incident) at \($0.destination)" } ?? name
        case .drop(_, let why, let evenLifeSafety):
            "\(name); \(why)" + (evenLifeSafety ? "; even life safety" : "")
        }
    }

    /// As the journal writes it (`Command.journalBytes`).
    var json: JSONText {
        let fields: [(String, JSONText?)] =
            switch self {
            case .pause(let id, let why): [("_0", .text(id)), ("why", why.map(JSONText.text))]
            case .resume(let id), .hurry(let id): [("_0", .text(id))]
            case .prove: []
            case .retry(let number, let refused): [("_0", .number(number)), ("_1", refused?.json)]
            case .drop(let number, let why, let evenLifeSafety):
                [("_0", .number(number)), ("why", .text(why)), ("evenLifeSafety", .flag(evenLifeSafety))]
            }
        return .object([(name, .object(fields))])
    }
}

/// A delivery that its destination refused, as far as telling it again needs it.
package struct RefusedDelivery: Sendable, Codable, Equatable {
    package var incident: IncidentID
    package var destination: String
    package var action: Delivery.Action
    /// The transition it told: told again it has the same idempotency key.
    package var transition: Int
    /// That transition's name (`CaseReport.step`).
    package var step: String
    package var note: String?

    package init(_ delivery: Delivery) {
        incident = delivery.incident
        destination = delivery.destination
        action = delivery.action
        transition = delivery.transition
        step = delivery.report.step
        note = delivery.report.note
    }

    fileprivate var json: JSONText {
        .object([
            ("incident", .text(incident.description)), ("destination", .text(destination)),
            ("action", .text(action.rawValue)), ("transition", .number(Int64(transition))),
            ("step", .text(step)), ("note", note.map(JSONText.text)),
        ])
    }
}
