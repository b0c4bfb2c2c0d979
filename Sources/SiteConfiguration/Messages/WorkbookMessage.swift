import Facility

/// Why a file is no readable sheet of a spreadsheet program.
package enum WorkbookMessage: Sendable, Hashable {
    case encrypted
    case oldFormat
    case webPage
    case sheetChosen(String, others: [String])
    case flaw(WorkbookFlaw)
    case cannotWrite(String)

    package var text: LocalizedText {
        switch self {
        case .encrypted:
            LocalizedText(
                en: "the workbook is protected by a password: save it without one",
                zh: "工作簿设有密码，请取消密码后另存")
        case .oldFormat:
            LocalizedText(
                en: "this is the old .xls format: save it as .xlsx or as CSV",
                zh: "这是旧的 .xls 格式，请另存为 .xlsx 或 CSV")
        case .webPage:
            LocalizedText(
                en:
                    "this is a web page or XML, whatever its name says: open it in a spreadsheet program and save "
                    + "it as .xlsx",
                zh: "这是网页或 XML，并非表格文件，请用表格软件打开后另存为 .xlsx")
        case .sheetChosen(let name, let others):
            LocalizedText(
                en: "of several sheets `\(name)` is read, and not `\(others.joined(separator: "`, `"))`",
                zh: "工作簿有多张表，读取 `\(name)`，不读取 `\(others.joined(separator: "`、`"))`")
        case .flaw(let flaw): flaw.text
        case .cannotWrite(let path):
            LocalizedText(en: "`\(path)` cannot be written", zh: "`\(path)` 无法写入")
        }
    }
}

extension WorkbookFlaw {
    package var text: LocalizedText {
        switch self {
        case .damaged(let part):
            LocalizedText(
                en: "the workbook is damaged\(part.isEmpty ? "" : " in `\(part)`")",
                zh: "工作簿已损坏\(part.isEmpty ? "" : "（`\(part)`）")")
        case .noWorkbook: LocalizedText(en: "there is no workbook in this file", zh: "文件中没有工作簿")
        case .noSheet: LocalizedText(en: "the workbook has no sheet", zh: "工作簿中没有工作表")
        case .partTooLarge(let part, let limit):
            LocalizedText(
                en: "unpacked, `\(part)` is larger than \(limit) bytes", zh: "`\(part)` 解压后超过 \(limit) 字节")
        case .tooManyRows(let limit): LocalizedText(en: "more than \(limit) rows", zh: "超过 \(limit) 行")
        case .tooManyColumns(let limit):
            LocalizedText(en: "more than \(limit) columns", zh: "超过 \(limit) 列")
        }
    }
}
