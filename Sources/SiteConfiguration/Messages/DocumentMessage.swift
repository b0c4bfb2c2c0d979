import Expressions
import Facility

/// Mistakes in what a profile says of texts, lines, SenML and OCPP.
package enum DocumentMessage: Sendable, Hashable {
    case notOneSign(String)
    case twoChannels(String)
    case keyNotHere(String)
    case pairsOrPattern
    case invalidPattern(String, reason: PatternFailure)
    case noGroup(String)
    case notAColumn(String, columns: Int)
    case unknownColumn(String)
    case notASenMLName(String)
    case notOfOCPP(String)
    case offlineIsOnline(String)
    case notATruthPoint(String)

    package var text: LocalizedText {
        switch self {
        case .notOneSign(let text):
            LocalizedText(en: "`\(text)` is not one ASCII character", zh: "`\(text)` 不是单个 ASCII 字符")
        case .twoChannels(let text):
            LocalizedText(en: "`\(text)`: one `{channel}` at most", zh: "`\(text)`：`{channel}` 至多一个")
        case .keyNotHere(let key):
            LocalizedText(
                en: "`\(key)` says nothing without `each`", zh: "没有 `each` 时 `\(key)` 没有意义")
        case .pairsOrPattern:
            LocalizedText(en: "either `pairs` or `pattern`", zh: "`pairs` 与 `pattern` 只写一个")
        case .invalidPattern(let pattern, let reason):
            LocalizedText(
                en: "`\(pattern)` is no pattern: \(reason)", zh: "`\(pattern)` 不是模式：\(reason.chinese)")
        case .noGroup(let name):
            LocalizedText(
                en: "the pattern has no group `\(name)`", zh: "模式中没有名为 `\(name)` 的分组")
        case .notAColumn(let text, let columns):
            LocalizedText(
                en: "`\(text)` is no column: a number from 1 to \(columns), or name them in `header`",
                zh: "`\(text)` 不是列：写 1 至 \(columns) 的序号，或用 `header` 命名")
        case .unknownColumn(let name):
            LocalizedText(en: "`\(name)` is not in `header`", zh: "`header` 中没有 `\(name)`")
        case .notASenMLName(let text):
            LocalizedText(
                en: "`\(text)` cannot end a senml name", zh: "`\(text)` 不能是 SenML 名称的结尾")
        case .notOfOCPP(let text):
            LocalizedText(
                en: "`\(text)` is not read from OCPP 1.6", zh: "OCPP 1.6 中不读取 `\(text)`")
        case .offlineIsOnline(let text):
            LocalizedText(
                en: "`\(text)` cannot mean both online and offline", zh: "`\(text)` 不能同时表示在线和离线")
        case .notATruthPoint(let point):
            LocalizedText(
                en: "`\(point)` is no boolean point", zh: "`\(point)` 不是布尔型测点")
        }
    }
}
