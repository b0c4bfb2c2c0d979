import Control
import Facility
import Logging
import SiteConfiguration

/// What zigbee2mqtts say of their devices and of themselves. The list is no reading: another thread reads it, and what
/// is different is laid out and put in force like a reload.
extension WatchLoop {
    /// - Returns: whether the message is a bridge's own, and thus no device's.
    func takeBridge(_ position: Int, now: Timestamp) -> Bool {
        let session = Int(batch[position].session)
        if bridges.bringsRecords(batch.topic(position), broker: session / 2) {
            takeRecords(position, now: now)
            return true
        }
        guard let (place, isList) = bridges.place(of: batch.topic(position), broker: session / 2) else {
            return false
        }
        if isList {
            bridges.heardList(place, at: now)
            let bridge = bridges.bridges[place]
            reloader.take(
                BridgeArrival(
                    broker: bridge.name, base: bridge.base, session: session,
                    payload: Array(batch.payload(position))))
        } else {
            let text = String(decoding: batch.payload(position).prefix(256), as: UTF8.self)
            bridges.heardState(place, text, at: now)
        }
        return true
    }

    func take(_ news: BridgeNews, now: Timestamp) {
        for flaw in news.flaws {
            let topic = Site.zigbeeTopics(ofBase: flaw.arrival.base).list
            engine.refuseList(
                topic: topic, payload: flaw.arrival.payload, bytes: flaw.bytes, reason: flaw.text.en,
                session: flaw.arrival.session, now: now, effects: &effects)
            bridges.refused(flaw)
            log.error(
                "a list of devices is refused; the old one stays in force",
                metadata: ["topic": "\(topic)", "reason": "\(flaw.text.en)"])
        }
        if news.isChanged { prepareAnew() }
    }

    /// Meets the next devices of the lists in force; they may have come into force with many others.
    func meetListed(now: Timestamp) {
        guard let next = reloading.nextListed, reloading.writing == nil, store.failingSince == nil else {
            return
        }
        reloading.nextListed = engine.meetListed(from: next, now: now, effects: &effects)
    }

    /// What bridges leave to a person.
    func bridgeTroubles(at now: Timestamp) -> [StatusReport.Degradation] {
        bridges.bridges.flatMap { bridge -> [StatusReport.Degradation] in
            let name = "\(bridge.name) \(bridge.base)"
            var found: [StatusReport.Degradation] = []
            if let flaw = bridge.flaw {
                let text = LocalizedText(
                    en: "\(name): the list of devices is refused, the old one stays in force: \(flaw.en)",
                    zh: "\(name)：设备清单无法采用，仍按原清单运行：\(flaw.zh)")
                found.append(.init(code: "zigbee_list_refused", text: text, since: bridge.heardAt))
            }
            if let since = bridge.offlineSince {
                let text = LocalizedText(
                    en: "\(name): zigbee2mqtt says it is offline: its devices are not seen",
                    zh: "\(name)：zigbee2mqtt 已离线：所属设备情况不明")
                found.append(.init(code: "zigbee_offline", text: text, since: since))
            }
            let session = sessions.first {
                $0.broker == bridge.broker && $0.sessionClass == .telemetry && $0.standing == .connected
            }
            if let since = session?.since, bridge.heardAt.map({ $0 < since }) ?? true,
                now - since >= BridgeBoard.patience
            {
                let text = LocalizedText(
                    en: "\(name): no list of devices came within a minute of connecting: "
                        + "zigbee2mqtt has not run, its base topic is another, "
                        + "or the list is larger than the broker lets through",
                    zh: "\(name)：连接后一分钟内未收到设备清单：zigbee2mqtt 未运行、根主题不符，或清单超过消息服务器的大小限制")
                found.append(.init(code: "zigbee_no_list", text: text, since: since))
            }
            return found
        }
    }
}
