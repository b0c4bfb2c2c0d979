import CZip

/// Writes a table as a workbook (ECMA-376) whose cells are all texts, so that no spreadsheet takes a code for a
/// number.
enum WorkbookWriter {
    /// - Returns: the file; the same table is the same bytes.
    static func bytes(_ table: EntryTable, sheet name: String) -> [UInt8] {
        let head = #"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"# + "\n"
        return archive([
            ("[Content_Types].xml", head + contentTypes), ("_rels/.rels", head + roots),
            (
                "xl/workbook.xml",
                head + #"<workbook xmlns="\#(main)" xmlns:r="\#(office)/relationships"><sheets>"#
                    + #"<sheet name="\#(EscapedText.encode(name))" sheetId="1" r:id="rId1"/></sheets></workbook>"#
            ), ("xl/_rels/workbook.xml.rels", head + relations), ("xl/styles.xml", head + styles),
            ("xl/worksheets/sheet1.xml", head + worksheet(table)),
        ])
    }

    private static let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    private static let office = "http://schemas.openxmlformats.org/officeDocument/2006"
    private static let package = "http://schemas.openxmlformats.org/package/2006"

    private static let contentTypes =
        #"<Types xmlns="\#(package)/content-types">"#
        + #"<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>"#
        + override("workbook", "sheet.main") + override("worksheets/sheet1", "worksheet")
        + override("styles", "styles") + "</Types>"

    private static func override(_ part: String, _ type: String) -> String {
        #"<Override PartName="/xl/\#(part).xml" ContentType="application/"#
            + #"vnd.openxmlformats-officedocument.spreadsheetml.\#(type)+xml"/>"#
    }

    private static let roots =
        #"<Relationships xmlns="\#(package)/relationships"><Relationship Id="rId1" "#
        + #"Type="\#(office)/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#

    private static let relations =
        #"<Relationships xmlns="\#(package)/relationships">"#
        + #"<Relationship Id="rId1" Type="\#(office)/relationships/worksheet" Target="worksheets/sheet1.xml"/>"#
        + #"<Relationship Id="rId2" Type="\#(office)/relationships/styles" Target="styles.xml"/></Relationships>"#

    /// Format 49 is text, for what is typed into the sheet later; style 1 is that in bold, for the header.
    private static let styles =
        #"<styleSheet xmlns="\#(main)"><fonts count="2"><font/><font><b/></font></fonts>"#
        + #"<fills count="2"><fill><patternFill patternType="none"/></fill>"#
        + #"<fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders>"#
        + #"<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>"#
        + #"<cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>"#
        + #"<xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/>"#
        + #"<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>"#
        + #"<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>"#

    private static func worksheet(_ table: EntryTable) -> String {
        var xml =
            #"<worksheet xmlns="\#(main)"><sheetViews><sheetView workbookViewId="0">"#
            + #"<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>"#
            + #"<cols><col min="1" max="\#(max(1, table.headings.count))" width="18" style="2" customWidth="1"/>"#
            + "</cols><sheetData>"
        for (position, row) in ([table.headings] + table.rows).enumerated() {
            xml += #"<row r="\#(position + 1)">"#
            for (column, text) in row.enumerated() where !text.isEmpty {
                let name = SheetCellName.letters(of: column)
                xml += #"<c r="\#(name)\#(position + 1)" s="\#(position == 0 ? 1 : 2)" t="inlineStr">"#
                xml += #"<is><t xml:space="preserve">\#(EscapedText.encode(text))</t></is></c>"#
            }
            xml += "</row>"
        }
        return xml + "</sheetData></worksheet>"
    }

    /// Packs parts as they are.
    static func archive(_ parts: [(name: String, text: String)]) -> [UInt8] {
        var error = zip_error_t()
        zip_error_init(&error)
        defer { zip_error_fini(&error) }
        guard let target = zip_source_buffer_create(nil, 0, 0, &error) else {
            preconditionFailure("no memory for a workbook")
        }
        zip_source_keep(target)
        defer { zip_source_free(target) }
        guard let archive = zip_open_from_source(target, ZIP_TRUNCATE, &error) else {
            preconditionFailure("no memory for a workbook")
        }
        var texts: [UnsafeMutableRawBufferPointer] = []
        defer { texts.forEach { $0.deallocate() } }
        for (name, text) in parts {
            let bytes = Array(text.utf8)
            let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: max(1, bytes.count), alignment: 1)
            memory.copyBytes(from: bytes)
            texts.append(memory)
            let source = zip_source_buffer(archive, memory.baseAddress, UInt64(bytes.count), 0)
            let position = zip_file_add(archive, name, source, UInt32(ZIP_FL_ENC_UTF_8))
            precondition(position >= 0, "a part with an impossible name")
            // The first moment of the format, so that the same devices are the same file.
            zip_file_set_dostime(archive, UInt64(position), 0, 0x21, 0)
        }
        precondition(zip_close(archive) == 0, "a workbook in memory cannot be closed")
        return contents(of: target)
    }

    private static func contents(of source: OpaquePointer) -> [UInt8] {
        var bytes: [UInt8] = []
        guard zip_source_open(source) == 0 else { return [] }
        defer { zip_source_close(source) }
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = zip_source_read(source, &chunk, UInt64(chunk.count))
            guard count > 0 else { return bytes }
            bytes += chunk[..<Int(count)]
        }
    }
}
