import Facility

/// Mistakes in `gengfu.yaml`.
package enum SiteMessage: Sendable, Hashable {
    case invalidSiteID(String)
    case invalidID(String)
    case duplicateID(String, line: Int)
    case invalidGridCode(String)
    case unknownTimeZone(String)
    case invalidURL(String)
    case notAnIPAddress(String)
    case notHostAndPort(String)
    case plainSecret(String)
    case cannotReadSecret(path: String, ReadFailure)
    case emptySecret(path: String)
    case twoSecrets
    case noCredentialsDirectory(String)
    case unknownDestination(String)
    case unroutedDestination(String)
    case noBroker
    case noDirectory(String)
    case noFacility(String)
    case keyWithoutCertificate
    case receivesNothing
    case invalidBase(String)
    case undecidable(hazard: String, profile: String)
    case notADate(String)
    case unknownPerson(String)
    case shiftOfNobody(String)
    case shorterThan(seconds: Int64)
    case longerThan(seconds: Int64)
    case noProgram
    case missingPlaceholder(String)
    case unknownBroker(String)
    case brokerWithoutExpiry(String)
    case notATopic(String)
    case topicOfDevices(String)
    case unknownHazard(String)
    case expiryOutOfRange
    case notACentreAddress(String)
    case sameTransmissionDevice(String)
    case invalidFireAddress(String)
    case noFireAddress(count: Int, first: String)
    case sameFireAddress(String, String)

    package var text: LocalizedText {
        switch self {
        case .invalidSiteID(let id):
            LocalizedText(
                en: "`\(id)` cannot name a site: lowercase letters, digits and hyphens, at most 32",
                zh: "`\(id)` 不能作小区标识：只用小写字母、数字和连字符，最多 32 个")
        case .invalidID(let id):
            LocalizedText(
                en: "`\(id)` is no identifier: letters, digits, `-`, `_` and `.`, at most 64",
                zh: "`\(id)` 不是标识：只用字母、数字、`-`、`_` 和 `.`，最多 64 个")
        case .duplicateID(let id, let line):
            LocalizedText(en: "`\(id)` is already declared on line \(line)", zh: "`\(id)` 在第 \(line) 行已声明")
        case .invalidGridCode(let code):
            LocalizedText(
                en: "`\(code)` is no grid code: 15 characters of 0-9 and A-Z",
                zh: "`\(code)` 不是单元网格标识码：应为 15 位 0-9、A-Z")
        case .unknownTimeZone(let name):
            LocalizedText(en: "unknown time zone `\(name)`", zh: "未知的时区 `\(name)`")
        case .notADate(let text):
            LocalizedText(
                en: "`\(text)` is no date `2026-10-01` and no stretch of days `2026-10-01/2026-10-08`",
                zh: "`\(text)` 不是日期 `2026-10-01`，也不是连续日期 `2026-10-01/2026-10-08`")
        case .unknownPerson(let id):
            LocalizedText(en: "nobody here has the id `\(id)`", zh: "没有标识为 `\(id)` 的人员或单位")
        case .shiftOfNobody(let id):
            LocalizedText(
                en: "shift `\(id)` has nobody: give `people` or a `rota`",
                zh: "班次 `\(id)` 没有人：请写 `people` 或 `rota`")
        case .invalidURL(let url):
            LocalizedText(en: "`\(url)` is no http or https address", zh: "`\(url)` 不是 http 或 https 网址")
        case .notAnIPAddress(let text):
            LocalizedText(en: "`\(text)` is no IP address", zh: "`\(text)` 不是 IP 地址")
        case .notHostAndPort(let text):
            LocalizedText(
                en: "`\(text)` is no host and port, as in `10.8.0.1:3128`",
                zh: "`\(text)` 不是“主机:端口”，例如 `10.8.0.1:3128`")
        case .plainSecret(let key):
            LocalizedText(en: "`\(key)` must not stand in this file", zh: "`\(key)` 不能写在此文件中")
        case .cannotReadSecret(let path, let failure):
            LocalizedText(
                en: "cannot read the secret in \(path): \(failure.text.en)",
                zh: "无法读取密钥文件 \(path)：\(failure.text.zh)")
        case .emptySecret(let path): LocalizedText(en: "\(path) is empty", zh: "\(path) 是空的")
        case .twoSecrets:
            LocalizedText(en: "give a file or a credential, not both", zh: "文件和凭据只能写一个")
        case .noCredentialsDirectory(let name):
            LocalizedText(
                en: "credential `\(name)` needs systemd: CREDENTIALS_DIRECTORY is not set",
                zh: "凭据 `\(name)` 需要 systemd：未设置 CREDENTIALS_DIRECTORY")
        case .unknownDestination(let id):
            LocalizedText(en: "unknown destination `\(id)`", zh: "未知的去向 `\(id)`")
        case .unroutedDestination(let id):
            LocalizedText(en: "no route leads to destination `\(id)`", zh: "没有路由通往去向 `\(id)`")
        case .noBroker: LocalizedText(en: "a site needs a broker", zh: "至少要有一个消息服务器")
        case .noDirectory(let path): LocalizedText(en: "there is no directory \(path)", zh: "目录 \(path) 不存在")
        case .noFacility(let path):
            LocalizedText(
                en: "no folder of \(path) holds a facility.yaml", zh: "\(path) 的子目录中没有 facility.yaml")
        case .keyWithoutCertificate:
            LocalizedText(
                en: "`certificate_file` and `key_file` belong together",
                zh: "`certificate_file` 和 `key_file` 必须同时给出")
        case .receivesNothing:
            LocalizedText(en: "a destination receives at least one origin", zh: "去向至少要接收一种来源")
        case .invalidBase(let base):
            LocalizedText(
                en: "`\(base)` is no base topic: levels between slashes, without `+` and `#`",
                zh: "`\(base)` 不是根主题：各级以 / 分隔且非空，不含 `+` 和 `#`")
        case .shorterThan(let seconds):
            LocalizedText(en: "at least \(seconds) s", zh: "至少 \(seconds) 秒")
        case .longerThan(let seconds):
            LocalizedText(en: "at most \(seconds) s", zh: "最多 \(seconds) 秒")
        case .noProgram:
            LocalizedText(en: "name a program and its arguments", zh: "请写程序名及其参数")
        case .missingPlaceholder(let placeholder):
            LocalizedText(
                en: "one of the arguments must say `\(placeholder)`", zh: "参数中须有 `\(placeholder)`")
        case .topicOfDevices(let topic):
            LocalizedText(en: "devices speak on `\(topic)`", zh: "`\(topic)` 是设备使用的主题")
        case .unknownBroker(let id):
            LocalizedText(en: "unknown broker `\(id)`", zh: "未知的消息服务器 `\(id)`")
        case .brokerWithoutExpiry(let id):
            LocalizedText(
                en: "broker `\(id)` speaks MQTT 3.1.1, in which a siren's command never expires",
                zh: "消息服务器 `\(id)` 使用 MQTT 3.1.1，警铃指令不会过期")
        case .notATopic(let topic):
            LocalizedText(
                en: "`\(topic)` is no topic: levels between slashes, without `+` and `#`",
                zh: "`\(topic)` 不是主题：各级以 / 分隔且非空，不含 `+` 和 `#`")
        case .unknownHazard(let id):
            LocalizedText(en: "unknown hazard `\(id)`", zh: "未知的隐患 `\(id)`")
        case .expiryOutOfRange:
            LocalizedText(en: "from 1 s to 10 s", zh: "1 秒至 10 秒")
        case .notACentreAddress(let text):
            LocalizedText(
                en:
                    "`\(text)` is no address: a number of at most 11 digits, or 12 hexadecimal digits as in the frame",
                zh: "`\(text)` 不是地址：应为至多 11 位数字，或按帧内顺序的 12 位十六进制数")
        case .sameTransmissionDevice(let address):
            LocalizedText(
                en: "transmission device `\(address)` is declared twice", zh: "用户信息传输装置 `\(address)` 重复声明")
        case .invalidFireAddress(let text):
            LocalizedText(
                en:
                    "`\(text)` is no GB/T 26875 address: system type, system address, component type, zone and "
                    + "point, as `1.1.40.10.2`",
                zh: "`\(text)` 不是 GB/T 26875 地址：应为 系统类型.系统地址.部件类型.区号.位号，如 `1.1.40.10.2`")
        case .noFireAddress(let count, let first):
            LocalizedText(
                en:
                    "this centre will not hear of \(count) fire devices without a GB/T 26875 address: \(first)",
                zh: "\(count) 台消防设备没有 GB/T 26875 地址，监控中心收不到其报警：\(first)")
        case .sameFireAddress(let one, let other):
            LocalizedText(
                en: "`\(one)` and `\(other)` have the same GB/T 26875 address",
                zh: "`\(one)` 与 `\(other)` 的 GB/T 26875 地址相同")
        case .undecidable(let hazard, let profile):
            LocalizedText(
                en: "extreme hazard `\(hazard)` cannot be told for devices of profile `\(profile)`",
                zh: "型号 `\(profile)` 的设备无法判断特别严重隐患 `\(hazard)`")
        }
    }
}
