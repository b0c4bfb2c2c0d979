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

    package var text: LocalizedText {
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
        }
    }
}
