import Facility
import Forward

/// Which paths of life safety are lost, as the loudspeaker is told: the urgent session of each broker, and each
/// destination declared `life_safety_path`.
///
/// The parts of the promised 100 s: a broker that died without a word is noticed after 1.5 keep-alives (45 s), and
/// is called lost `grace` later; a destination's lane counts 90 s itself.
struct LifePaths {
    /// A broker that is restarted is back sooner.
    static let grace = Interval.seconds(30)

    private var lost: Set<String> = []

    /// What changed, by the state of each urgent session: its broker, and since when it is not connected (nil: it is).
    mutating func look(
        at sessions: [(broker: String, goneSince: Timestamp?)], now: Timestamp
    ) -> [(broker: String, isLost: Bool)] {
        var changes: [(broker: String, isLost: Bool)] = []
        for (broker, since) in sessions {
            if let since, now - since >= Self.grace {
                if lost.insert(broker).inserted { changes.append((broker, true)) }
            } else if since == nil, lost.remove(broker) != nil {
                changes.append((broker, false))
            }
        }
        return changes
    }

    /// What is said of a broker.
    static func speech(broker: String) -> SoundedCase.Speech {
        SoundedCase.Speech(
            text: LocalizedText(
                en: "Attention. The connection to message server \(broker) is lost. Alarms are not received.",
                zh: "请注意，与消息服务器\(broker)的连接中断，收不到报警。"),
            phrases: ["path.broker"])
    }

    /// What is said of a destination.
    static func speech(destination name: LocalizedText) -> SoundedCase.Speech {
        SoundedCase.Speech(
            text: LocalizedText(
                en: "Attention. \(name.en) cannot be reached. Please report by telephone.",
                zh: "请注意，\(name.zh)无法送达，请电话报告。"),
            phrases: ["path.destination"])
    }
}
