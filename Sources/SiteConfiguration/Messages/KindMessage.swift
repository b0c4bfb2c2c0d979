import Facility

/// Mistakes in destinations of the kinds `file`, `cap`, `webhook` and `mqtt`.
package enum KindMessage: Sendable, Hashable {
    case receiptsInDropFolder
    case nobodyAcknowledges
    case notAWebhookSecret
    case robotWithoutToken
    case secretInAddress
    case notAMention(String)
    case notACAPName(String)
    case capWithoutCarrier
    case unknownPlaceholder(String)
    case retainedWithoutIncident
    case noSignOfLife

    package var text: LocalizedText {
        switch self {
        case .receiptsInDropFolder:
            LocalizedText(
                en: "receipts need a folder of their own", zh: "回执须用单独的目录，不能与交换目录相同")
        case .nobodyAcknowledges:
            LocalizedText(
                en: "`business` needs `receipts`: without them nobody ever answers",
                zh: "`business` 需要 `receipts` 回执目录：没有回执就不会有答复")
        case .notAWebhookSecret:
            LocalizedText(
                en: "no Standard Webhooks secret: `whsec_` and base64 of 24 to 64 bytes",
                zh: "不是 Standard Webhooks 密钥：应为 `whsec_` 加 24 至 64 字节的 base64")
        case .robotWithoutToken:
            LocalizedText(
                en: "a robot needs `token_file` or `credential`: the key in its address",
                zh: "群机器人需要 `token_file` 或 `credential`，即其地址中的 key 或 access_token")
        case .secretInAddress:
            LocalizedText(
                en: "the key of a robot belongs into `token_file`, not into the address",
                zh: "机器人的 key 应写在 `token_file` 中，不能写在网址里")
        case .notAMention(let text):
            LocalizedText(
                en: "`\(text)` is no phone number: digits only", zh: "`\(text)` 不是手机号：只写数字")
        case .notACAPName(let text):
            LocalizedText(
                en: "`\(text)` cannot stand in a CAP message: visible ASCII without commas, `<` and `&`",
                zh: "`\(text)` 不能用于 CAP 消息：只用可见 ASCII 字符，不含逗号、`<` 和 `&`")
        case .capWithoutCarrier:
            LocalizedText(en: "`cap` needs `folder` or `url`", zh: "`cap` 需要 `folder` 或 `url`")
        case .unknownPlaceholder(let name):
            LocalizedText(en: "unknown place `{\(name)}`", zh: "未知的占位 `{\(name)}`")
        case .noSignOfLife:
            LocalizedText(
                en: "nobody would notice that this path is lost: it gives no sign of life",
                zh: "此去向没有存活信号，中断时无人知晓，不能作人身安全链路")
        case .retainedWithoutIncident:
            LocalizedText(
                en: "retained cases need `{incident}` in the topic, or one would hide the other",
                zh: "保留未结案件时主题须含 `{incident}`，否则案件会互相覆盖")
        }
    }
}
