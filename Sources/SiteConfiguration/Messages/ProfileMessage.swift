import Facility

/// Mistakes in vocabularies (`facility.yaml`) and profiles.
package enum ProfileMessage: Sendable, Hashable {
    case notTheFolder(String, folder: String)
    case invalidPointName(String)
    case unknownUnit(String)
    case twoUnits(String, other: String, point: String)
    case rangeNotAscending
    case rangeNeedsTwo
    case onlyForNumbers(String)
    case jumpNotPositive
    case choiceNeedsValues
    case duplicateValue(String)
    case tooManyPoints(limit: Int)
    case outsideFacility(String, facility: String)
    case duplicateProfile(String, where: String)
    case unknownPoint(String, facility: String)
    case notConvertible(from: String, to: String)
    case unitWithoutNumber
    case scaleOfZero
    case mapValueNotOfPoint(String, expected: String)
    case notAPointer(String)
    case pointerInText
    case topicNeedsDevice(found: Int)
    case topicHasWildcard
    case topicPartLevel(String)
    case duplicateTopic(String, line: Int)
    case unknownTimePattern(String)
    case timePatternIncomplete(missing: String)
    case timeZoneMissing
    case timeZoneUseless
    case timeInText
    case noTopic(String)
    case pointNotInTopic(String)
    case invalidHex(String)
    case onePayload
    /// Of the codecs `json`, `text`, `csv`, `senml` and `ocpp`.
    case document(DocumentMessage)
    case invalidTime(String)
    /// Of the codec `binary` and of `poll`.
    case binary(BinaryMessage)
    case invalidDate(String)
    case noScript(String)
    case notARegister(String)
    case identityElsewhere
    case identityAmongBytes
    case identityNeedsDevice
    case personal(PersonalMessage)

    package var text: LocalizedText { structureText ?? fieldText }

    private var structureText: LocalizedText? {
        switch self {
        case .notTheFolder(let name, let folder):
            LocalizedText(
                en: "`\(name)` is not the name of its folder, `\(folder)`",
                zh: "`\(name)` 与所在目录 `\(folder)` 不一致")
        case .invalidPointName(let name):
            LocalizedText(
                en: "`\(name)` is no point's name: lowercase words joined by dots, such as `car.speed`",
                zh: "`\(name)` 不是测点名：小写单词以点相连，如 `car.speed`")
        case .unknownUnit(let unit): LocalizedText(en: "unknown unit `\(unit)`", zh: "未知的单位 `\(unit)`")
        case .twoUnits(let unit, let other, let point):
            LocalizedText(
                en: "points of one quantity have one unit: `\(point)` is in \(other), this one in \(unit)",
                zh: "同一种量只用一个单位：`\(point)` 用 \(other)，此处用 \(unit)")
        case .rangeNotAscending:
            LocalizedText(en: "the range ends before it begins", zh: "范围的上限小于下限")
        case .rangeNeedsTwo:
            LocalizedText(en: "a range is two numbers: `[low, high]`", zh: "范围是两个数：`[下限, 上限]`")
        case .onlyForNumbers(let key):
            LocalizedText(en: "`\(key)` is for numbers", zh: "`\(key)` 只用于数字")
        case .jumpNotPositive:
            LocalizedText(en: "a jump is more than a number above zero", zh: "跳变量须大于零")
        case .choiceNeedsValues:
            LocalizedText(en: "an enum lists its `values`", zh: "enum 类型要列出 `values`")
        case .duplicateValue(let value):
            LocalizedText(en: "`\(value)` is listed twice", zh: "`\(value)` 列了两次")
        case .tooManyPoints(let limit):
            LocalizedText(en: "more than \(limit) points in all facilities", zh: "所有设施的测点超过 \(limit) 个")
        case .outsideFacility(let id, let facility):
            LocalizedText(
                en: "`\(id)` must begin with its facility: `\(facility).…`",
                zh: "`\(id)` 必须以设施名开头：`\(facility).…`")
        case .duplicateProfile(let id, let place):
            LocalizedText(en: "`\(id)` is already declared in \(place)", zh: "`\(id)` 已在 \(place) 声明")
        case .unknownPoint(let name, let facility):
            LocalizedText(
                en: "`\(name)` is not in the vocabulary of \(facility)", zh: "\(facility) 的词表中没有 `\(name)`")
        case .duplicateTopic(let topic, let line):
            LocalizedText(en: "`\(topic)` is already used on line \(line)", zh: "`\(topic)` 在第 \(line) 行已用")
        case .topicNeedsDevice(let found):
            LocalizedText(
                en: "a topic has exactly one `{device}`, this one has \(found)",
                zh: "主题中恰有一个 `{device}`，这里有 \(found) 个")
        case .topicHasWildcard:
            LocalizedText(en: "`#` cannot stand in a profile's topic", zh: "型号的主题中不能有 `#`")
        case .topicPartLevel(let level):
            LocalizedText(
                en: "`\(level)`: a level holds one name or a lone `+`", zh: "`\(level)`：一级只写一个名称，或单独一个 `+`")
        default: nil
        }
    }

    private var fieldText: LocalizedText {
        switch self {
        case .notConvertible(let from, let to):
            LocalizedText(en: "`\(from)` cannot be turned into \(to)", zh: "`\(from)` 不能换算成 \(to)")
        case .unitWithoutNumber:
            LocalizedText(en: "only a number has a unit", zh: "只有数字才有单位")
        case .scaleOfZero:
            LocalizedText(en: "a scale of 0 makes every value the same", zh: "比例为 0 会使所有值相同")
        case .mapValueNotOfPoint(let value, let expected):
            LocalizedText(
                en: "`\(value)` is no value of the point: \(expected)", zh: "`\(value)` 不是该测点的值：\(expected)")
        case .notAPointer(let text):
            LocalizedText(
                en: "`\(text)` is no JSON Pointer: it begins with `/`, as in `/State/Floor`",
                zh: "`\(text)` 不是 JSON 指针：应以 `/` 开头，如 `/State/Floor`")
        case .pointerInText:
            LocalizedText(
                en: "codec text has no fields: the whole payload is the value",
                zh: "text 编码没有字段：整个报文就是值")
        case .unknownTimePattern(let letters):
            LocalizedText(en: "`\(letters)` is no part of a time format", zh: "`\(letters)` 不是时间格式的组成部分")
        case .timePatternIncomplete(let missing):
            LocalizedText(en: "the time format lacks `\(missing)`", zh: "时间格式缺少 `\(missing)`")
        case .timeZoneMissing:
            LocalizedText(
                en: "a time without an offset needs `time_zone`", zh: "不带时差的时间需要 `time_zone`")
        case .timeZoneUseless:
            LocalizedText(en: "this format says its offset itself", zh: "此格式自带时差")
        case .timeInText: LocalizedText(en: "codec text carries no time", zh: "text 编码不带时间")
        case .noTopic(let topic):
            LocalizedText(en: "no topic of this profile matches `\(topic)`", zh: "该型号没有与 `\(topic)` 匹配的主题")
        case .pointNotInTopic(let point):
            LocalizedText(en: "this topic does not fill `\(point)`", zh: "该主题不产生 `\(point)`")
        case .invalidHex(let text): LocalizedText(en: "`\(text)` is no hexadecimal", zh: "`\(text)` 不是十六进制")
        case .document(let message): message.text
        case .onePayload:
            LocalizedText(
                en: "an example has one of `payload`, `payload_hex`, `payloads`",
                zh: "示例只写 `payload`、`payload_hex`、`payloads` 之一")
        case .invalidTime(let text):
            LocalizedText(
                en: "`\(text)` is no RFC 3339 time such as `2026-03-09T02:15:30Z`",
                zh: "`\(text)` 不是 RFC 3339 时间，应如 `2026-03-09T02:15:30Z`")
        case .invalidDate(let text):
            LocalizedText(
                en: "`\(text)` is no date such as `2024-01-01`", zh: "`\(text)` 不是日期，应如 `2024-01-01`")
        case .binary(let message): message.text
        case .personal(let message): message.text
        case .noScript(let name):
            LocalizedText(
                en: "`\(name)` lies neither beside the profile nor in its folder `codecs`",
                zh: "型号文件旁及其 `codecs` 目录中都没有 `\(name)`")
        case .notARegister(let name):
            LocalizedText(
                en: "`\(name)` is no column of register values, such as `imei` or `serial`",
                zh: "`\(name)` 不是登记信息的列，应如 `imei`、`serial`")
        case .identityElsewhere:
            LocalizedText(
                en: "payloads of this codec are not asked whose they are",
                zh: "该编码的报文不能核对所属设备")
        case .identityAmongBytes:
            LocalizedText(
                en: "among bytes it stands at a place: `{at: 5, type: ascii, width: 12}`",
                zh: "字节报文须写明位置：`{at: 5, type: ascii, width: 12}`")
        case .identityNeedsDevice:
            LocalizedText(
                en: "a topic without `{device}` names nobody: say `is`, a column of the sheet",
                zh: "主题中没有 `{device}`：请用 `is` 写明与设备表哪一列核对")
        default: structureText ?? LocalizedText(en: "", zh: "")
        }
    }
}
