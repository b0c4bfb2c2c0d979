import Facility

/// Mistakes in `signing:` of a destination (`docs/signing.md`).
package enum SigningMessage: Sendable, Hashable {
    case unknownPart(String)
    case unknownFilter(String)
    case looseBrace
    case weakDigest(String)
    case noKey(path: String)
    case looseSecret(path: String)
    case signatureNotSent
    case signatureOfItself
    case secretMissing
    case secretUnused
    case notAFieldName(String)
    case notAPointer(String)
    case secretInClear(String)
    case notAUser(String)

    package var text: LocalizedText {
        switch self {
        case .unknownPart(let name):
            LocalizedText(en: "`{\(name)}` is no part of a request", zh: "`{\(name)}` 不是请求的组成部分")
        case .unknownFilter(let name):
            LocalizedText(en: "nothing is called `\(name)` behind `|`", zh: "`|` 之后没有叫 `\(name)` 的处理")
        case .looseBrace:
            LocalizedText(
                en: "a brace without its other half; a brace itself is written twice",
                zh: "花括号不成对；花括号本身要写两遍")
        case .weakDigest(let name):
            LocalizedText(
                en: "`\(name)` is broken: only for a platform that takes nothing else",
                zh: "`\(name)` 已不安全：仅用于只接受它的平台")
        case .noKey(let path):
            LocalizedText(
                en: "\(path) holds no SM2 key: PEM without a password, or 64 hexadecimal digits",
                zh: "\(path) 不是 SM2 私钥：应为无密码的 PEM，或 64 位十六进制数")
        case .looseSecret(let path):
            LocalizedText(
                en: "everybody on this box can read \(path): chmod 640, and the group that of gengfu",
                zh: "本机任何用户都能读取 \(path)：请 chmod 640，属组设为 gengfu 所用的组")
        case .signatureNotSent:
            LocalizedText(
                en: "no field of `send` holds `{signature}`: it is made and thrown away",
                zh: "`send` 中没有字段写 `{signature}`：签名算出后无处发送")
        case .signatureOfItself:
            LocalizedText(en: "a signature cannot sign itself", zh: "签名不能包含签名自身")
        case .secretMissing:
            LocalizedText(
                en: "`secret_file` or `credential` is missing: there is nothing to sign with",
                zh: "缺少 `secret_file` 或 `credential`：没有可用于签名的密钥")
        case .secretUnused:
            LocalizedText(
                en: "`{secret}` is not in `sign`: anybody could make this digest",
                zh: "`sign` 中没有 `{secret}`：任何人都能算出这个摘要")
        case .notAFieldName(let name):
            LocalizedText(
                en: "`\(name)` cannot name a header: letters, digits and `-`",
                zh: "`\(name)` 不能作请求头名：只用字母、数字和 `-`")
        case .notAPointer(let text):
            LocalizedText(
                en: "`\(text)` is no JSON Pointer: `/data/token`",
                zh: "`\(text)` 不是 JSON Pointer，应如 `/data/token`")
        case .secretInClear(let url):
            LocalizedText(
                en: "\(url) is asked with a secret that nothing protects on its way: use https or a VPN",
                zh: "向 \(url) 发送的密钥在途中没有保护：请用 https 或专网")
        case .notAUser(let name):
            LocalizedText(
                en: "`\(name)` cannot be a user of basic authentication: no colon",
                zh: "`\(name)` 不能作 basic 用户名：不得含冒号")
        }
    }
}
