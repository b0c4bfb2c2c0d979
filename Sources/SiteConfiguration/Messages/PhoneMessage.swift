import Facility

/// Mistakes in `calls:` (`docs/decisions/0021-phones.md`).
package enum PhoneMessage: Sendable, Hashable {
    case unknownName(String)
    case noLine
    case routeWithoutLine(String)
    case notAKey(String)
    case noKeys
    case answerWithoutCall
    case answerWithoutNumber

    package var text: LocalizedText {
        switch self {
        case .unknownName(let name):
            LocalizedText(en: "a call has no `{{\(name)}}`", zh: "呼叫没有 `{{\(name)}}`")
        case .noLine:
            LocalizedText(en: "neither `sms` nor `call` is declared", zh: "未声明 `sms` 或 `call`")
        case .routeWithoutLine(let route):
            LocalizedText(
                en: "route `\(route)` of `calling` has no line under `calls`: nobody would be reached by it",
                zh: "`calling` 的方式 `\(route)` 在 `calls` 中没有线路：无法用它联系到人")
        case .notAKey(let key):
            LocalizedText(en: "`\(key)` is no key of a phone: 0 to 9", zh: "`\(key)` 不是电话按键：0 至 9")
        case .noKeys:
            LocalizedText(en: "at least one key must mean `going`", zh: "至少要有一个按键表示 `going`")
        case .answerWithoutCall:
            LocalizedText(
                en: "an answer is asked for by the call's number: give `call_at`",
                zh: "查询应答需要呼叫编号：请写 `call_at`")
        case .answerWithoutNumber:
            LocalizedText(en: "the address must hold `{{call}}`", zh: "网址中须有 `{{call}}`")
        }
    }
}
