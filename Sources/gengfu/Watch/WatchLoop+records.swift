import Control
import Facility
import SiteConfiguration

/// Records that come by MQTT: the same word of a person as `gengfu records add`, by the same rules and into the same
/// journal. What is wrong with one is kept in quarantine with the reason; nothing else is ever taken from that topic.
///
/// Who may publish there is the broker's to say (`deploy/mosquitto/acl`): no PIN is asked, as on a command line of the box.
extension WatchLoop {
    func takeRecords(_ position: Int, now: Timestamp) {
        guard bridges.takeRecords(at: now) else {
            return refuseRecords(position, "more than \(RecordsIntake.perMinute) a minute 每分钟过多", now: now)
        }
        // A retained message is state: it would be entered anew by every broker that was set up again.
        guard !batch[position].retained else {
            return refuseRecords(position, "records are never retained 记录不得以保留消息发布", now: now)
        }
        let site = engine.site
        let message: RecordMessage
        do throws(RecordMessage.Flaw) {
            message = try RecordMessage(Array(batch.payload(position)), zone: site.zoneRules) {
                $0.exists(in: site)
            }
        } catch {
            return refuseRecords(position, "\(error.text.en) \(error.text.zh)", now: now)
        }
        let command = Command.record(message.records, by: message.by)
        guard case .refused(let refusal) = engine.step(command: command, now: now, effects: &effects) else {
            return
        }
        refuseRecords(position, "\(refusal.text.en) \(refusal.text.zh)", now: now)
    }

    private func refuseRecords(_ position: Int, _ reason: String, now: Timestamp) {
        let payload = batch.payload(position)
        engine.refuseList(
            topic: String(decoding: batch.topic(position), as: UTF8.self),
            payload: Array(payload.prefix(4_096)),
            bytes: payload.count, reason: reason, session: Int(batch[position].session), now: now,
            effects: &effects)
        log.error("records are refused", metadata: ["reason": "\(reason)"])
    }
}
