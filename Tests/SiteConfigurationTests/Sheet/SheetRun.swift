import Facility

@testable import SiteConfiguration

/// A sheet read in a small site: three profiles, two buildings.
enum SheetRun {
    static let context = SheetContext(
        profiles: [
            ("elevator.es1500", LocalizedText(en: "ES1500 lift terminal", zh: "ES1500 电梯终端")),
            ("fire.acme", LocalizedText(en: "Smoke detector", zh: "感烟探测器")),
            ("fire.other", LocalizedText(en: "Smoke detector", zh: "另一种感烟探测器")),
            ("fire.plain", LocalizedText(en: "Fire device", zh: "消防设备")),
        ], buildings: ["1号楼": "110101001001001", "2号楼": "110101001001002"], brokers: ["main"])

    static func read(
        _ bytes: [UInt8], path: String = "devices.csv", brokers: [String] = ["main"], others: Set<String> = []
    ) -> (devices: [Device], zones: [String], log: DiagnosticLog) {
        let log = DiagnosticLog()
        guard let grid = SheetFile.read(bytes, path: path, log: log) else { return ([], [], log) }
        var context = context
        context.brokers = brokers
        var sheet = DeviceSheet(grid: grid, log: log, context: context, others: others)
        let devices = sheet.read()
        return (devices, sheet.zones, log)
    }

    /// What is wrong, as a person reads it.
    static func texts(_ log: DiagnosticLog, in language: Language = .zh) -> [String] {
        log.diagnostics.map { diagnostic in
            let cell = diagnostic.place?.cell?.text[language] ?? ""
            let help = diagnostic.help.map { "；" + $0.text[language] } ?? ""
            return cell + diagnostic.message.text[language] + help
        }
    }

    /// A workbook of hand-written parts.
    /// - Parameter sheets: name (with `!` in front when hidden) and the insides of `<worksheet>`.
    static func workbook(
        _ sheets: [(name: String, xml: String)], shared: String = "", styles: String = "",
        properties: String = ""
    ) -> [UInt8] {
        let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
        var parts: [(name: String, text: String)] = [
            (
                "_rels/.rels",
                "<Relationships><Relationship Id='a' Type='\(office)/officeDocument' Target='/xl/workbook.xml'/>"
                    + "</Relationships>"
            )
        ]
        var list = ""
        var relations = ""
        for (position, sheet) in sheets.enumerated() {
            let isHidden = sheet.name.hasPrefix("!")
            let name = isHidden ? String(sheet.name.dropFirst()) : sheet.name
            list += "<sheet name='\(name)' r:id='s\(position)'\(isHidden ? " state='hidden'" : "")/>"
            relations +=
                "<Relationship Id='s\(position)' Type='\(office)/worksheet' Target='worksheets/\(position).xml'/>"
            parts.append(("xl/worksheets/\(position).xml", "<worksheet>\(sheet.xml)</worksheet>"))
        }
        relations += "<Relationship Id='t' Type='\(office)/sharedStrings' Target='shared.xml'/>"
        relations += "<Relationship Id='u' Type='\(office)/styles' Target='styles.xml'/>"
        parts.append(
            (
                "xl/workbook.xml",
                "<workbook xmlns:r='\(office)'>\(properties)<sheets>\(list)</sheets></workbook>"
            ))
        parts.append(("xl/_rels/workbook.xml.rels", "<Relationships>\(relations)</Relationships>"))
        parts.append(("xl/shared.xml", "<sst>\(shared)</sst>"))
        parts.append(("xl/styles.xml", "<styleSheet>\(styles)</styleSheet>"))
        return WorkbookWriter.archive(parts)
    }

    /// A row of texts, `nil` for a cell that is not there.
    static func row(_ number: Int, _ texts: [String?]) -> String {
        let cells = texts.enumerated().map { column, text in
            text.map {
                "<c r='\(SheetCellName.letters(of: column))\(number)' t='inlineStr'><is><t>\($0)</t></is></c>"
            } ?? ""
        }
        return "<row r='\(number)'>\(cells.joined())</row>"
    }
}
