import Facility

/// Opens a sheet of devices, a CSV or a workbook, whichever lies there; the name's ending decides nothing.
enum SheetFile {
    /// - Returns: the sheet, or nil when the log says why not.
    static func read(_ bytes: [UInt8], path: String, log: DiagnosticLog) -> SheetGrid? {
        if bytes.starts(with: [0x50, 0x4B]) { return workbook(bytes, path: path, log: log) }
        if bytes.starts(with: [0xD0, 0xCF, 0x11, 0xE0]) {
            // An encrypted workbook is wrapped into the container of the old format.
            let isEncrypted = contains(bytes, "EncryptedPackage")
            log.error(.workbook(isEncrypted ? .encrypted : .oldFormat), path: path)
            return nil
        }
        if bytes.isEmpty {
            log.error(.form(.emptyFile), path: path)
            return nil
        }
        guard let (text, _) = SheetText.decode(bytes) else {
            log.error(.sheet(.notText(line: SheetText.firstBadLine(bytes))), path: path, help: .saveAsUTF8)
            return nil
        }
        if text.first(where: { !$0.isWhitespace }) == "<" {
            log.error(.workbook(.webPage), path: path)
            return nil
        }
        return separated(text, path: path)
    }

    /// The separator with which the most headings are known.
    private static func separated(_ text: String, path: String) -> SheetGrid {
        var best = SheetGrid(path: path, text: text, separator: UInt8(ascii: ","))
        var known = SheetHeader.find(in: best)?.known ?? 0
        if SheetHeader.find(in: best)?.isWhole ?? false { return best }
        for separator in [UInt8(ascii: "\t"), UInt8(ascii: ";")] {
            let grid = SheetGrid(path: path, text: text, separator: separator)
            guard let header = SheetHeader.find(in: grid), header.known > known else { continue }
            (best, known) = (grid, header.known)
        }
        return best
    }

    private static func workbook(_ bytes: [UInt8], path: String, log: DiagnosticLog) -> SheetGrid? {
        do throws(WorkbookFlaw) {
            let archive = try WorkbookArchive(bytes)
            let parts = try WorkbookParts(archive)
            var best: (grid: SheetGrid, known: Int)?
            for (name, part) in parts.sheets {
                guard let bytes = try archive.part(part) else { throw .damaged(part: part) }
                let grid = try WorksheetReader.read(
                    bytes, part: part, named: name, parts: parts, path: path)
                guard let header = SheetHeader.find(in: grid) else { continue }
                if best == nil || header.isWhole || header.known > best!.known { best = (grid, header.known) }
                if header.isWhole { break }
            }
            guard let grid = best?.grid else {
                log.error(.form(.emptyFile), path: path)
                return nil
            }
            let others = parts.sheets.map(\.name).filter { $0 != grid.name }
            if !others.isEmpty {
                log.warning(.workbook(.sheetChosen(grid.name ?? "", others: others)), path: path)
            }
            return grid
        } catch {
            log.error(.workbook(.flaw(error)), path: path)
            return nil
        }
    }

    private static func contains(_ bytes: [UInt8], _ word: String) -> Bool {
        let units = word.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        return bytes.firstRange(of: units) != nil
    }
}
