/// The small parts of a workbook that its sheets refer to: names, shared texts, number formats.
struct WorkbookParts {
    /// Name and part of each sheet, the hidden ones last.
    private(set) var sheets: [(name: String, part: String)] = []
    private(set) var sharedTexts: [String] = []
    private(set) var formats: [NumberFormat] = []
    private(set) var startsIn1904 = false

    init(_ archive: WorkbookArchive) throws(WorkbookFlaw) {
        let roots = try Self.relations("_rels/.rels", of: archive, folder: "")
        guard let workbook = roots.first(where: { $0.kind.hasSuffix("/officeDocument") })?.target,
            let bytes = try archive.part(workbook)
        else { throw .noWorkbook }
        let folder = FilePath.folder(of: workbook)
        let name = workbook.split(separator: "/").last.map(String.init) ?? ""
        let relations = try Self.relations("\(folder)/_rels/\(name).rels", of: archive, folder: folder)
        try readWorkbook(bytes, part: workbook, relations: relations)
        if let part = relations.first(where: { $0.kind.hasSuffix("/sharedStrings") })?.target,
            let bytes = try archive.part(part)
        {
            sharedTexts = try Self.texts(bytes, part: part)
        }
        if let part = relations.first(where: { $0.kind.hasSuffix("/styles") })?.target,
            let bytes = try archive.part(part)
        {
            formats = try Self.formats(bytes, part: part)
        }
        if sheets.isEmpty { throw .noSheet }
    }

    private struct Relation {
        let id: String
        let kind: String
        let target: String
    }

    private static func relations(
        _ part: String, of archive: WorkbookArchive, folder: String
    ) throws(WorkbookFlaw) -> [Relation] {
        guard let bytes = try archive.part(part) else { return [] }
        var found: [Relation] = []
        try XMLWalk.walk(
            bytes, part: part,
            start: { name, attributes in
                guard name == "Relationship", let target = attributes["Target"] else { return }
                let path = FilePath.resolve(
                    target.hasPrefix("/") ? String(target.dropFirst()) : target,
                    from: target.hasPrefix("/") ? "" : folder)
                found.append(
                    Relation(id: attributes["Id"] ?? "", kind: attributes["Type"] ?? "", target: path))
            })
        return found
    }

    private mutating func readWorkbook(
        _ bytes: [UInt8], part: String, relations: [Relation]
    ) throws(WorkbookFlaw) {
        var shown: [(String, String)] = []
        var hidden: [(String, String)] = []
        var is1904 = false
        try XMLWalk.walk(
            bytes, part: part,
            start: { name, attributes in
                if name == "workbookPr" { is1904 = ["1", "true"].contains(attributes["date1904"] ?? "") }
                guard name == "sheet" else { return }
                let id = attributes.first { $0.key == "r:id" || $0.key.hasSuffix(":id") }?.value
                guard let target = relations.first(where: { $0.id == id })?.target else { return }
                let entry = (attributes["name"] ?? target, target)
                if (attributes["state"] ?? "visible") == "visible" {
                    shown.append(entry)
                } else {
                    hidden.append(entry)
                }
            })
        sheets = shown + hidden
        startsIn1904 = is1904
    }

    /// Texts, those in several fonts joined; readings of Japanese signs (`rPh`) left out.
    private static func texts(_ bytes: [UInt8], part: String) throws(WorkbookFlaw) -> [String] {
        var texts: [String] = []
        var text = ""
        var isText = false
        var isReading = false
        try XMLWalk.walk(
            bytes, part: part,
            start: { name, _ in
                if name == "si" { text = "" }
                if name == "rPh" { isReading = true }
                if name == "t" { isText = !isReading }
            }, text: { if isText { text += $0 } },
            end: { name in
                if name == "t" { isText = false }
                if name == "rPh" { isReading = false }
                if name == "si" { texts.append(EscapedText.decode(text)) }
            })
        return texts
    }

    /// The format of each cell style, by its number.
    private static func formats(_ bytes: [UInt8], part: String) throws(WorkbookFlaw) -> [NumberFormat] {
        var codes: [Int: String] = [:]
        var formats: [NumberFormat] = []
        var isCellStyle = false
        try XMLWalk.walk(
            bytes, part: part,
            start: { name, attributes in
                if name == "cellXfs" { isCellStyle = true }
                let id = attributes["numFmtId"].flatMap { Int($0) }
                if name == "numFmt", let id { codes[id] = attributes["formatCode"] }
                guard name == "xf", isCellStyle else { return }
                formats.append(
                    id.flatMap { codes[$0] }.map { NumberFormat(code: $0) }
                        ?? NumberFormat(builtIn: id ?? 0))
            }, end: { if $0 == "cellXfs" { isCellStyle = false } })
        return formats
    }
}
