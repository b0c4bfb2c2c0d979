import Facility
import Foundation

/// One line of what a rehearsal plays: a message as `gengfu record` writes it, or somebody's word at its time.
struct RehearsalLine: Decodable {
    /// What is said beside messages.
    enum Word: String, Decodable {
        case acknowledge, confirm, refute, clear, comment, shelve
        case answered, arrived, released
        /// Somebody went to the car and found it empty.
        case calledAt = "called_at"
        /// A destination moves a case: `destination`, `handling`.
        case handled
        /// A device is taken out of service until `until`, and put back.
        case out, back
        /// Works of a device from `at` until `until`.
        case works
        /// A deed on record.
        case record
        /// The box is switched off, and on again.
        case stop, start
    }

    /// Milliseconds since 1970.
    var at: Int64
    var topic: String?
    /// Text, or the JSON that is sent.
    var payload: String?
    var word: Word?
    var by: String?
    var device: String?
    var hazard: String?
    var note: String?
    var cause: String?
    /// Milliseconds since 1970.
    var until: Int64?
    /// When a milestone was, if not when it was told; milliseconds since 1970.
    var was: Int64?
    var people: Int?
    var destination: String?
    var handling: Handling?
    var kind: RecordKind?
    var performer: String?
    var results: [UpkeepRecord.Result]?
    var due: Int64?

    var time: Timestamp { Timestamp(milliseconds: at) }

    /// What the word says of an incident.
    func command(_ incident: IncidentID) -> Command? {
        let by = by ?? ""
        let until = Timestamp(milliseconds: until ?? at)
        switch word {
        case .acknowledge: return .acknowledge(incident, by: by)
        case .confirm: return .confirm(incident, by: by, note: note)
        case .refute: return .refute(incident, by: by, cause: cause ?? "", note: note)
        case .clear: return .clear(incident, by: by, note: note)
        case .comment: return .comment(incident, by: by, text: note ?? "")
        case .shelve: return .shelve(incident, by: by, until: until, reason: note ?? "")
        case .answered: return milestone(.answered, incident)
        case .arrived: return milestone(.arrived, incident)
        case .released: return milestone(.released, incident)
        case .calledAt: return .rollCall(incident, device: device ?? "", .empty, by: by)
        case .handled:
            return handling.map { .feedback(incident, destination: destination ?? "", $0) }
        default: return nil
        }
    }

    private func milestone(_ milestone: Milestone, _ incident: IncidentID) -> Command {
        .milestone(
            incident, milestone, by: by ?? "", at: was.map(Timestamp.init(milliseconds:)), people: people,
            cause: cause)
    }

    /// What the word says of a device or of nothing; nil: it is about an incident.
    var command: Command? {
        let (by, device) = (by ?? "", device ?? "")
        let until = Timestamp(milliseconds: until ?? at)
        switch word {
        case .out:
            let plan = SuppressionPlan(
                reach: Reach.device(device).text, span: .outOfService(due: until), why: note ?? "")
            return .suppression(.begin(plan), by: by)
        case .back: return .suppression(.restore(device), by: by)
        case .works:
            let plan = SuppressionPlan(
                reach: Reach.device(device).text, span: .once(from: time, until: until), why: note ?? "")
            return .suppression(.begin(plan), by: by)
        case .record:
            guard let kind, let subject = RecordSubject(device) else { return nil }
            let record = UpkeepRecord(
                kind: kind, subject: subject, performedAt: time, performer: performer ?? "",
                results: results ?? [], due: due.map(Timestamp.init(milliseconds:)), note: note)
            return .record([record], by: by)
        default: return nil
        }
    }
}
