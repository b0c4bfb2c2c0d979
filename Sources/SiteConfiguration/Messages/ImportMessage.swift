import Facility

/// What `gengfu devices import` and `export` say besides the mistakes of a sheet.
package enum ImportMessage: Sendable, Hashable {
    case added(count: Int, ids: [String])
    case changed(count: Int)
    case changedDevice(id: String, columns: [String])
    case unchanged(count: Int)
    case missing(count: Int, ids: [String])
    case changesRefused(count: Int)
    case dryRun
    case written(path: String)
    case nothingToDo
    case refused(errors: Int)

    package var text: LocalizedText {
        switch self {
        case .added(let count, let ids):
            LocalizedText(
                en: "new: \(count)\(Self.listed(ids))", zh: "新增：\(count)\(Self.listed(ids))")
        case .changed(let count): LocalizedText(en: "changed: \(count)", zh: "变更：\(count)")
        case .changedDevice(let id, let columns):
            LocalizedText(
                en: "  \(id): differs in \(columns.joined(separator: ", "))",
                zh: "  \(id)：不同的列有 \(columns.joined(separator: "、"))")
        case .unchanged(let count): LocalizedText(en: "unchanged: \(count)", zh: "不变：\(count)")
        case .missing(let count, let ids):
            LocalizedText(
                en: "in the site and not in this sheet, kept: \(count)\(Self.listed(ids))",
                zh: "站点中有而此表没有，保留：\(count)\(Self.listed(ids))")
        case .changesRefused(let count):
            LocalizedText(
                en:
                    "\(count) devices are there with other values: nothing is imported; `--replace` takes this "
                    + "sheet's",
                zh: "\(count) 台设备已存在且内容不同：未导入任何设备；用 `--replace` 以此表为准")
        case .dryRun: LocalizedText(en: "a rehearsal: nothing is written", zh: "仅演练，未写入")
        case .written(let path):
            LocalizedText(
                en: "written to \(path); `systemctl reload gengfu` puts it in force",
                zh: "已写入 \(path)；执行 `systemctl reload gengfu` 后生效")
        case .nothingToDo:
            LocalizedText(en: "nothing to do: every device is there already", zh: "无需导入：所有设备都已存在")
        case .refused(let errors):
            LocalizedText(
                en: "errors: \(errors); nothing is imported", zh: "错误 \(errors) 处；未导入任何设备")
        }
    }

    /// `  a, b, c …`: enough to recognise, not the whole list.
    private static func listed(_ ids: [String]) -> String {
        ids.isEmpty ? "" : "  " + ids.prefix(8).joined(separator: ", ") + (ids.count > 8 ? " …" : "")
    }
}
