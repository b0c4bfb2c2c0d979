/// A command as the journal and the audit log keep it.
extension Command {
    /// Who says it; nil for a destination's word.
    package var person: String? {
        switch self {
        case .acknowledge(_, let by), .confirm(_, let by, _), .refute(_, let by, _, _), .clear(_, let by, _),
            .comment(_, let by, _), .shelve(_, let by, _, _), .adopt(_, let by, _), .retire(_, let by, _),
            .drill(_, let by), .suppression(_, let by), .milestone(_, _, let by, _, _, _),
            .handover(let by, _, _), .record(_, let by), .rollCall(_, _, _, let by), .outbox(_, let by):
            by
        case .delivered, .feedback, .follow, .screen, .dutyCheck: nil
        }
    }

    /// The verb of the audit log.
    package var name: String {
        switch self {
        case .acknowledge: "acknowledge"
        case .confirm: "confirm"
        case .refute: "refute"
        case .clear: "clear"
        case .comment: "comment"
        case .shelve: "shelve"
        case .adopt: "adopt"
        case .retire: "retire"
        case .milestone: "milestone"
        case .handover: "handover"
        case .screen: "screen"
        case .delivered: "delivered"
        case .feedback: "feedback"
        case .follow: "follow"
        case .drill: "drill"
        case .suppression: "suppression"
        case .record: "record"
        case .dutyCheck: "dutyCheck"
        case .rollCall: "rollCall"
        case .outbox: "outbox"
        }
    }

    var subject: String {
        switch self {
        case .acknowledge(let id, _), .confirm(let id, _, _), .refute(let id, _, _, _), .clear(let id, _, _),
            .comment(let id, _, _), .shelve(let id, _, _, _), .feedback(let id, _, _),
            .follow(let id, _, _, _), .milestone(let id, _, _, _, _, _), .rollCall(let id, _, _, _):
            id.description
        case .adopt(let device, _, _), .retire(let device, _, _): device
        case .handover(_, let to, _): to
        case .screen(let isSeen): isSeen ? "seen" : "unseen"
        case .delivered(let number, _): String(number)
        case .drill(let word, _): word.name
        case .suppression(let word, _): word.subject
        case .outbox(let word, _): word.subject
        case .record(let records, _): records.auditSubject
        case .dutyCheck(let destination, _, _): destination
        }
    }

    var detail: String {
        switch self {
        case .acknowledge, .delivered, .feedback, .screen: ""
        case .dutyCheck(_, let unit, let minutes):
            minutes.map { "\(unit) \($0) min" } ?? "\(unit) over"
        case .confirm(_, _, let note), .clear(_, _, let note): note ?? ""
        case .refute(_, _, let cause, let note): note.map { "\(cause); \($0)" } ?? cause
        case .milestone(_, let milestone, _, let at, let people, let cause):
            [milestone.rawValue, at.map { "at \($0.milliseconds)" }, people.map { "people \($0)" }, cause]
                .compactMap { $0 }.joined(separator: "; ")
        case .handover(_, _, let note): note ?? ""
        case .comment(_, _, let text): text
        case .shelve(_, _, _, let reason): reason
        case .adopt(_, _, let details): details.profile ?? ""
        case .retire(_, _, let why): why
        case .follow(_, _, let event, let note):
            [event.rawValue, note].compactMap { $0 }.joined(separator: " ")
        case .drill(let word, _): word.detail
        case .suppression(let word, _): word.detail
        case .outbox(let word, _): word.detail
        case .record(let records, _): records.auditDetail
        case .rollCall(_, let device, let found, _): "\(device) \(found.rawValue)"
        }
    }

    /// The JSON that `JSONDecoder` reads back as the same command, written without Foundation.
    var journalBytes: [UInt8] {
        let fields: [(String, JSONText?)] =
            switch self {
            case .acknowledge(let id, let by): [("_0", .text(id.description)), ("by", .text(by))]
            case .confirm(let id, let by, let note), .clear(let id, let by, let note):
                [("_0", .text(id.description)), ("by", .text(by)), ("note", note.map(JSONText.text))]
            case .refute(let id, let by, let cause, let note):
                [
                    ("_0", .text(id.description)), ("by", .text(by)), ("cause", .text(cause)),
                    ("note", note.map(JSONText.text)),
                ]
            case .milestone(let id, let milestone, let by, let at, let people, let cause):
                [
                    ("_0", .text(id.description)), ("_1", .text(milestone.rawValue)), ("by", .text(by)),
                    ("at", at.map { .number($0.milliseconds) }),
                    ("people", people.map { .number(Int64($0)) }), ("cause", cause.map(JSONText.text)),
                ]
            case .handover(let from, let to, let note):
                [("from", .text(from)), ("to", .text(to)), ("note", note.map(JSONText.text))]
            case .screen(let isSeen): [("isSeen", .flag(isSeen))]
            case .comment(let id, let by, let text):
                [("_0", .text(id.description)), ("by", .text(by)), ("text", .text(text))]
            case .shelve(let id, let by, let until, let reason):
                [
                    ("_0", .text(id.description)), ("by", .text(by)), ("until", .number(until.milliseconds)),
                    ("reason", .text(reason)),
                ]
            case .adopt(let device, let by, let details):
                [("_0", .text(device)), ("by", .text(by)), ("_2", details.json)]
            case .retire(let device, let by, let why):
                [("_0", .text(device)), ("by", .text(by)), ("why", .text(why))]
            case .delivered(let number, let outcome): [("_0", .number(number)), ("_1", outcome.json)]
            case .feedback(let id, let destination, let handling):
                [
                    ("_0", .text(id.description)), ("destination", .text(destination)),
                    ("_2", .text(handling.rawValue)),
                ]
            case .follow(let id, let destination, let event, let note):
                [
                    ("_0", .text(id.description)), ("destination", .text(destination)),
                    ("_2", .text(event.rawValue)), ("note", note.map(JSONText.text)),
                ]
            case .drill(let word, let by): [("_0", word.json), ("by", .text(by))]
            case .suppression(let word, let by): [("_0", word.json), ("by", .text(by))]
            case .outbox(let word, let by): [("_0", word.json), ("by", .text(by))]
            case .record(let records, let by):
                [("_0", .list(records.map(\.json))), ("by", .text(by))]
            case .dutyCheck(let destination, let unit, let minutes):
                [
                    ("destination", .text(destination)), ("unit", .text(unit)),
                    ("minutes", minutes.map { .number(Int64($0)) }),
                ]
            case .rollCall(let id, let device, let found, let by):
                [
                    ("_0", .text(id.description)), ("device", .text(device)),
                    ("_2", .text(found.rawValue)), ("by", .text(by)),
                ]
            }
        return Array(JSONText.object([(name, .object(fields))]).written.utf8)
    }
}

extension AdoptionDetails {
    fileprivate var json: JSONText {
        .object([
            ("profile", profile.map(JSONText.text)), ("name", name.map(JSONText.text)),
            ("building", building.map(JSONText.text)), ("floor", floor.map(JSONText.text)),
            ("spot", spot.map(JSONText.text)),
        ])
    }
}

extension Delivery.Outcome {
    fileprivate var json: JSONText {
        switch self {
        case .accepted(let caseNumber, let handling):
            .object([
                (
                    "accepted",
                    .object([
                        ("caseNumber", caseNumber.map(JSONText.text)),
                        ("handling", .text(handling.rawValue)),
                    ])
                )
            ])
        case .refused(let reason): .object([("refused", .object([("reason", .text(reason))]))])
        }
    }
}

/// The little JSON a journaled command needs.
indirect enum JSONText {
    case text(String)
    case number(Int64)
    /// A finite one.
    case double(Double)
    case flag(Bool)
    case list([JSONText])
    /// A nil value leaves its key out.
    case object([(String, JSONText?)])

    var written: String {
        switch self {
        case .number(let number): String(number)
        case .double(let number): "\(number)"
        case .flag(let holds): holds ? "true" : "false"
        case .list(let items): "[" + items.map(\.written).joined(separator: ",") + "]"
        case .text(let text): Self.quoted(text)
        case .object(let fields):
            "{"
                + fields.compactMap { key, value in value.map { Self.quoted(key) + ":" + $0.written } }
                .joined(separator: ",") + "}"
        }
    }

    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
