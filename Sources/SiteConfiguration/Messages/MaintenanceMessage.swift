import Facility

/// Mistakes in the windows of `maintenance`.
package enum MaintenanceMessage: Sendable, Hashable {
    case notAPart(String)
    case dateOrWeekly
    case isOver
    case tooMany(limit: Int)
    case onlyWeekly

    package var text: LocalizedText {
        switch self {
        case .notAPart(let word):
            LocalizedText(en: "`\(word)` is no part of this site", zh: "本小区没有 `\(word)`")
        case .dateOrWeekly:
            LocalizedText(
                en: "a window has either a `date` or `weekly` days", zh: "检修窗口写 `date`（日期）或 `weekly`（星期），二者之一"
            )
        case .isOver: LocalizedText(en: "this window is over", zh: "该检修窗口已过")
        case .tooMany(let limit):
            LocalizedText(en: "more than \(limit) windows", zh: "检修窗口超过 \(limit) 个")
        case .onlyWeekly:
            LocalizedText(en: "`until` is for weekly windows", zh: "`until` 只用于每周的窗口")
        }
    }
}
