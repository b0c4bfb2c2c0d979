import Control
import Facility
import SiteConfiguration

/// Quarantined payloads read again: the row from the store, the readings into the journal, both in one commit.
extension WatchLoop {
    func replay(_ number: Int64, _ call: ControlServer.Call, now: Timestamp) {
        guard let person = call.request.person else {
            let text = CommandRefusal.unknownPerson.text[call.request.language]
            return answer(call, ControlFailure(.personRequired, text))
        }
        if let failure = pinRefusal(call.request, now: now) { return answer(call, failure) }
        // What this turn has decided is not in the file yet.
        guard !effects.released.contains(number), let row = reader.quarantined(number) else {
            return answer(call, ControlFailure(.unknownQuarantine, "no quarantined payload \(number)"))
        }
        switch engine.replay(row, by: person, now: now, effects: &effects) {
        case .done, .alreadySo:
            replies.append((call.connection, ControlReply(id: call.request.id, answer: .done)))
        case .refused(let refusal):
            let reason = effects.reasons.last { $0.number == number }?.reason ?? row.reason
            let text = refusal.text[call.request.language]
            let why = QuarantineReason.text(reason)[call.request.language]
            let said = refusal == .stillUndecodable ? "\(text): \(why)" : text
            answer(call, ControlFailure(code: refusal.rawValue, message: said))
        }
    }
}
