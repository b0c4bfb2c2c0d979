import Control
import Facility
import Foundation
import Logging
import MQTT
import Synchronization

/// What each broker was found to do for us while we are away, asked once at every start on a thread of its own.
final class ContractBoard: Sendable {
    private let reports = Mutex<[String: BrokerReport]>([:])

    var all: [BrokerReport] { reports.withLock { $0.values.sorted { $0.broker < $1.broker } } }

    /// Asks one broker in the background; a broker that cannot be reached is asked again at the next start only,
    /// its sessions say why meanwhile.
    func ask(_ broker: Broker, nonce: UInt64, log: Logger) {
        var settings = SessionPlan.settings(for: broker, sessionClass: .telemetry, index: 0, filters: [])
        settings.clientID += "-contract"
        // A thread: the test waits for its broker for many seconds, and the pool of tasks has no more threads than
        // the machine has cores. The lanes need them.
        let thread = Thread { [self, settings] in
            do throws(ConnectFailure) {
                let contract = try ContractTest(settings: settings, nonce: nonce).run()
                let report = BrokerReport(broker: broker.id, verdicts: Self.verdicts(contract))
                reports.withLock { $0[broker.id] = report }
                if !contract.isSound {
                    log.error(
                        "the broker loses what it should keep for us",
                        metadata: ["broker": "\(broker.id)", "found": "\(contract)"])
                }
            } catch {
                log.warning(
                    "broker's contract not tested",
                    metadata: ["broker": "\(broker.id)", "reason": "\(error.shortDescription)"])
            }
        }
        thread.name = "contract"
        thread.start()
    }

    /// As the page and `doctor` print them.
    static func verdicts(_ contract: BrokerContract) -> [BrokerReport.Verdict] {
        var verdicts = [
            verdict(
                "keeps_session", contract.keepsSession, en: "keeps our session while we are away",
                zh: "离线期间保留会话"),
            verdict(
                "keeps_qos0", contract.keepsQoS0, en: "keeps messages of QoS 0 sensors while we are away",
                zh: "离线期间保留 QoS 0 消息"),
            verdict(
                "keeps_qos1", contract.keepsQoS1, en: "keeps messages of QoS 1 sensors while we are away",
                zh: "离线期间保留 QoS 1 消息"),
            verdict("retains", contract.retains, en: "keeps retained states", zh: "保留 retained 状态"),
            verdict(
                "refuses_oversized", contract.refusesOversized, en: "refuses oversized messages",
                zh: "拒收过大的消息"),
        ]
        if let dropped = contract.dropped, dropped > 0 {
            verdicts.append(
                BrokerReport.Verdict(
                    property: "dropped", holds: false,
                    text: LocalizedText(
                        en: "has dropped \(dropped) messages since its start", zh: "启动以来丢弃消息 \(dropped) 条")))
        }
        return verdicts
    }

    private static func verdict(
        _ property: String, _ answer: BrokerContract.Answer, en: String, zh: String
    ) -> BrokerReport.Verdict {
        switch answer {
        case .yes, .no:
            BrokerReport.Verdict(
                property: property, holds: answer == .yes, text: LocalizedText(en: en, zh: zh))
        case .unknown(let reason):
            BrokerReport.Verdict(
                property: property,
                text: LocalizedText(en: "\(en): unknown (\(reason))", zh: "\(zh)：未知（\(reason)）"))
        }
    }
}
