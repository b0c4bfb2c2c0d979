/// Why a workbook cannot be read.
package enum WorkbookFlaw: Error, Sendable, Hashable {
    /// Not a ZIP archive, or a damaged one.
    case damaged(part: String)
    /// A ZIP archive without a workbook in it, such as a text document.
    case noWorkbook
    case noSheet
    /// Unpacked, a part is larger than `WorkbookArchive.partLimit`: a mistake or an attack.
    case partTooLarge(part: String, limit: Int)
    case tooManyRows(limit: Int)
    case tooManyColumns(limit: Int)
}
