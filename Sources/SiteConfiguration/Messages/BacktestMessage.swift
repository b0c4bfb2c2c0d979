import Facility

/// What `gengfu backtest`, `gengfu explain` and `gengfu bench hazards` say.
package enum BacktestMessage: Sendable, Hashable {
    case nobodysTopic(String)
    case noTimeColumn(String, known: [String])
    case noRows(String)
    case unreadableRow(row: Int, String)
    case played(messages: Int, readings: Int, refused: Int)
    case raised(Int, from: String, to: String)
    case nothingRaised(from: String, to: String)
    case perDay
    case perHazard
    case longest
    case more(Int)
    case stillActive
    case again
    case weak
    case shadow
    case speed(readingsPerSecond: Int)
    case unknownDevice(String)
    case noSuchIncident(String)
    case groundsNotKept
    case sameVersion(String)
    case otherVersion(String, now: String)
    case versionOnly(String)

    package var text: LocalizedText { mistake ?? outcome }

    private var mistake: LocalizedText? {
        switch self {
        case .nobodysTopic(let topic):
            LocalizedText(en: "no profile knows the topic `\(topic)`", zh: "没有型号认识主题 `\(topic)`")
        case .noTimeColumn(let column, let known):
            LocalizedText(
                en: "no column `\(column)` with the time; the columns are \(known.joined(separator: ", "))",
                zh: "没有时间列 `\(column)`；已有的列：\(known.joined(separator: "、"))")
        case .noRows(let file):
            LocalizedText(en: "\(file): nothing in it that could be played", zh: "\(file)：没有可回放的内容")
        case .unreadableRow(let row, let detail):
            LocalizedText(en: "row \(row) is not played: \(detail)", zh: "第 \(row) 行未回放：\(detail)")
        case .unknownDevice(let device):
            LocalizedText(
                en: "no profile gives what `\(device)` said; it is left out",
                zh: "没有型号提供 `\(device)` 所报的测点，已略过")
        case .noSuchIncident(let id):
            LocalizedText(en: "the store has no incident `\(id)`", zh: "存储中没有事件 `\(id)`")
        default: nil
        }
    }

    private var explanation: LocalizedText {
        switch self {
        case .groundsNotKept:
            LocalizedText(
                en: "raised before conditions were kept with incidents", zh: "该事件产生时尚未随事件保存判定条件")
        case .sameVersion(let version):
            LocalizedText(
                en: "hazard version \(version), as it is in force", zh: "隐患版本 \(version)，与现行一致")
        case .otherVersion(let version, let now):
            LocalizedText(
                en: "hazard version \(version); in force is \(now)", zh: "隐患版本 \(version)；现行版本 \(now)")
        case .versionOnly(let version):
            LocalizedText(en: "hazard version \(version)", zh: "隐患版本 \(version)")
        default: LocalizedText(en: "", zh: "")
        }
    }

    private var outcome: LocalizedText {
        switch self {
        case .played(let messages, let readings, let refused):
            LocalizedText(
                en: "\(messages) messages, \(readings) readings; \(refused) could not be read",
                zh: "报文 \(messages) 条，读数 \(readings) 个；\(refused) 处无法读取")
        case .raised(let count, let from, let to):
            LocalizedText(
                en: "\(count) would have been raised from \(from) to \(to)",
                zh: "\(from) 至 \(to) 期间会发出 \(count) 次")
        case .nothingRaised(let from, let to):
            LocalizedText(
                en: "nothing would have been raised from \(from) to \(to)", zh: "\(from) 至 \(to) 期间不会发出任何隐患")
        case .perDay: LocalizedText(en: "per day", zh: "每日次数")
        case .perHazard: LocalizedText(en: "per hazard: times, seconds active", zh: "各隐患：次数、持续秒数")
        case .longest: LocalizedText(en: "the longest", zh: "持续最长")
        case .more(let count): LocalizedText(en: "… and \(count) more", zh: "……另有 \(count) 条")
        case .stillActive: LocalizedText(en: "active at the end", zh: "结束时仍在持续")
        case .again: LocalizedText(en: "again", zh: "再次")
        case .weak: LocalizedText(en: "weak", zh: "弱证据")
        case .shadow: LocalizedText(en: "shadow", zh: "试运行")
        case .speed(let rate):
            LocalizedText(en: "\(rate) readings/s on one core", zh: "单核每秒 \(rate) 个读数")
        default: explanation
        }
    }
}
