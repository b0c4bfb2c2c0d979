import Facility

/// Mistakes about what says who somebody is.
package enum PersonalMessage: Sendable, Hashable {
    case onlyText
    case withMap
    case staysPersonal(String)
    case pathsNeedJSON
    case nowhere(String)
    case inText(String)
    case notHere

    package var text: LocalizedText {
        switch self {
        case .onlyText:
            LocalizedText(
                en: "only a text can be personal: a number has no pseudonym",
                zh: "只有文本可标为 personal：数字没有化名可言")
        case .withMap:
            LocalizedText(
                en: "a personal field has no `map`: its spellings would stand in this file",
                zh: "personal 字段不写 `map`：否则取值会写在本文件中")
        case .staysPersonal(let point):
            LocalizedText(
                en: "`\(point)` is personal in the vocabulary, so it is here",
                zh: "`\(point)` 在词表中已标为 personal，此处不能取消")
        case .pathsNeedJSON:
            LocalizedText(
                en:
                    "`personal` lists JSON Pointers; this codec's payloads are not JSON: mark the point or field",
                zh: "`personal` 列出 JSON 指针；该编码的报文不是 JSON：请标在测点或字段上")
        case .nowhere(let path):
            LocalizedText(
                en:
                    "no example of this topic has anything at `\(path)`: what is misspelt would not be hidden",
                zh: "该主题的示例中都没有 `\(path)`：写错的路径不会被隐藏")
        case .inText(let point):
            LocalizedText(
                en: "`\(point)` is personal and may not stand in a text that people read",
                zh: "`\(point)` 属个人信息，不能写进给人看的文字")
        case .notHere:
            LocalizedText(
                en: "nothing about persons goes to this kind of destination", zh: "此类报送对象不接收个人信息")
        }
    }
}
