import Facility

/// Writes devices as the sheet that `DeviceSheet` reads: what is exported and imported again is the same.
package enum SheetWriter {
    package enum Form: Sendable, Hashable {
        case commas, workbook
    }

    /// - Parameters:
    ///   - devices: as in `Site.devices`; adopted ones may follow.
    ///   - language: of the headings.
    /// - Returns: the file; a CSV begins with the mark by which spreadsheets know UTF-8.
    package static func write(
        _ devices: [Device], zones: [String], context: SheetContext, as form: Form, in language: Language
    ) -> [UInt8] {
        write(
            DeviceEntry.entries(of: devices, zones: zones, context: context), as: form, in: language)
    }

    static func write(_ entries: [DeviceEntry], as form: Form, in language: Language) -> [UInt8] {
        let table = EntryTable(entries, chinese: language == .zh)
        switch form {
        case .commas: return CommaSeparatedText.bytes(table)
        case .workbook: return WorkbookWriter.bytes(table, sheet: language == .zh ? "设备" : "devices")
        }
    }
}

/// A table as RFC 4180 text.
enum CommaSeparatedText {
    static func bytes(_ table: EntryTable) -> [UInt8] {
        var bytes: [UInt8] = [0xEF, 0xBB, 0xBF]
        for row in [table.headings] + table.rows {
            for (position, text) in row.enumerated() {
                if position > 0 { bytes.append(UInt8(ascii: ",")) }
                append(text, to: &bytes)
            }
            bytes += [0x0D, 0x0A]
        }
        return bytes
    }

    private static func append(_ text: String, to bytes: inout [UInt8]) {
        let isFormula = isFormula(text)
        guard isFormula || text.utf8.contains(where: { [0x22, 0x2C, 0x0A, 0x0D].contains($0) }) else {
            bytes += text.utf8
            return
        }
        bytes.append(UInt8(ascii: "\""))
        // A spreadsheet would calculate it; a tab in front makes it a text, and blanks around a cell are not read.
        if isFormula { bytes.append(0x09) }
        for byte in text.utf8 {
            if byte == UInt8(ascii: "\"") { bytes.append(byte) }
            bytes.append(byte)
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// `=1+1`, `@sum`, `+86-10`; a plain number such as `-1` is none.
    private static func isFormula(_ text: String) -> Bool {
        guard let first = text.utf8.first, "=+-@".utf8.contains(first) else { return false }
        return NumberSpelling.parse(text) == nil || first == UInt8(ascii: "+")
    }
}
