import Facility

/// Mistakes in the sheet of devices.
package enum SheetMessage: Sendable, Hashable {
    case columnMissing(String)
    case unknownColumn(String)
    case columnTwice(String)
    case notCommas(found: String)
    case cells(found: Int, expected: Int)
    case openQuote
    case textAfterQuote
    case emptyCell(column: String)
    case duplicateDevice(String, line: Int)
    case invalidDeviceID(String)
    case unknownProfile(String)
    case unknownBuilding(String)
    case unknownBroker(String)
    case brokerMissing
    case tooManyDevices(limit: Int)
    case tooLong(limit: Int)
    case ambiguousProfile(String)
    case parentAndChannel
    case unknownParent(String)
    case channelOfChannel(String)
    case duplicateChannel(String, parent: String, line: Int)
    case unknownLink(String)
    case linkCircle([String])
    case tooManyLinks(limit: Int)
    case errorValue(String)
    case uncalculated
    case digitsLost(String)
    case zerosMayBeLost
    case hiddenIsRead([String])
    case notText(line: Int)

    package var text: LocalizedText { cellText ?? channelText }

    private var cellText: LocalizedText? {
        switch self {
        case .columnMissing(let name): LocalizedText(en: "column `\(name)` is missing", zh: "缺少列 `\(name)`")
        case .unknownColumn(let name): LocalizedText(en: "unknown column `\(name)`", zh: "未知的列 `\(name)`")
        case .columnTwice(let name):
            LocalizedText(en: "column `\(name)` occurs twice", zh: "列 `\(name)` 出现两次")
        case .notCommas(let found):
            LocalizedText(
                en: "columns are separated by `\(found)`, not by commas", zh: "列以 `\(found)` 分隔，应为逗号")
        case .cells(let found, let expected):
            LocalizedText(
                en: "this row has \(found) cells, the header has \(expected)",
                zh: "此行有 \(found) 格，表头有 \(expected) 格")
        case .openQuote:
            LocalizedText(en: "this quote is never closed", zh: "引号没有闭合")
        case .textAfterQuote:
            LocalizedText(en: "a closing quote ends its cell", zh: "引号闭合后应结束单元格")
        case .emptyCell(let column): LocalizedText(en: "`\(column)` is empty", zh: "`\(column)` 为空")
        case .duplicateDevice(let id, let line):
            LocalizedText(en: "device `\(id)` is already on line \(line)", zh: "设备 `\(id)` 在第 \(line) 行已有")
        case .invalidDeviceID(let id):
            LocalizedText(
                en: "`\(id)` cannot stand in a topic: no `/`, `+`, `#` or blanks, at most 64 characters",
                zh: "`\(id)` 不能用在主题里：不含 `/`、`+`、`#` 和空格，最多 64 个字符")
        case .unknownProfile(let id): LocalizedText(en: "unknown profile `\(id)`", zh: "未知的型号 `\(id)`")
        case .unknownBuilding(let name):
            LocalizedText(
                en: "building `\(name)` is not among `buildings` in gengfu.yaml",
                zh: "gengfu.yaml 的 `buildings` 中没有楼栋 `\(name)`")
        case .unknownBroker(let id): LocalizedText(en: "unknown broker `\(id)`", zh: "未知的消息服务器 `\(id)`")
        case .brokerMissing:
            LocalizedText(en: "with several brokers each device names its own", zh: "有多个消息服务器时，每台设备要写明一个")
        case .tooManyDevices(let limit):
            LocalizedText(en: "more than \(limit) devices", zh: "设备超过 \(limit) 台")
        case .tooLong(let limit):
            LocalizedText(en: "longer than \(limit) characters", zh: "超过 \(limit) 个字符")
        case .ambiguousProfile(let name):
            LocalizedText(
                en: "several profiles are called `\(name)`: write the id", zh: "有多个型号叫 `\(name)`，请写型号编号")
        default: nil
        }
    }

    private var channelText: LocalizedText {
        switch self {
        case .parentAndChannel:
            LocalizedText(en: "`parent` and `channel` go together", zh: "“上级设备”和“通道”要一起填写")
        case .unknownParent(let id):
            LocalizedText(en: "the parent `\(id)` is no device", zh: "上级设备 `\(id)` 不存在")
        case .channelOfChannel(let id):
            LocalizedText(
                en: "the parent `\(id)` is itself a channel of another device", zh: "上级设备 `\(id)` 本身是另一设备的通道")
        case .duplicateChannel(let channel, let parent, let line):
            LocalizedText(
                en: "channel `\(channel)` of `\(parent)` is already on line \(line)",
                zh: "`\(parent)` 的通道 `\(channel)` 在第 \(line) 行已有")
        case .unknownLink(let id):
            LocalizedText(en: "`\(id)` is no device of this sheet", zh: "表中没有设备 `\(id)`")
        case .linkCircle(let ids):
            LocalizedText(
                en: "a circle: \(ids.joined(separator: " → "))", zh: "形成环路：\(ids.joined(separator: " → "))")
        case .tooManyLinks(let limit):
            LocalizedText(en: "more than \(limit) devices in one cell", zh: "一格内的设备超过 \(limit) 台")
        case .errorValue(let text):
            LocalizedText(en: "the cell holds the error `\(text)`", zh: "单元格是错误值 `\(text)`")
        case .uncalculated:
            LocalizedText(
                en: "the formula was never calculated: open the file in a spreadsheet program and save it",
                zh: "公式尚未计算：请用表格软件打开并保存")
        case .digitsLost(let text):
            LocalizedText(
                en:
                    "the spreadsheet took this code for a number and lost digits (`\(text)`): format the column "
                    + "as text and enter it again",
                zh: "表格软件把编码当成数字，位数已丢失（`\(text)`）：请把该列设为文本格式后重新输入")
        case .zerosMayBeLost:
            LocalizedText(
                en: "a number where others begin with zero: zeros in front may be lost",
                zh: "此处是数字，而同列其他编码以零开头：前面的零可能已丢失")
        case .hiddenIsRead(let parts):
            LocalizedText(
                en: "hidden in the spreadsheet and read nevertheless: \(parts.joined(separator: ", "))",
                zh: "表格中隐藏但仍会读取：\(parts.joined(separator: "、"))")
        case .notText(let line):
            LocalizedText(
                en: "line \(line) is neither UTF-8 nor GB 18030", zh: "第 \(line) 行既不是 UTF-8 也不是 GB 18030")
        default: cellText ?? LocalizedText(en: "", zh: "")
        }
    }
}
