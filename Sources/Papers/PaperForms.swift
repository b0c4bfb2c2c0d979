import Facility

/// The three forms of a paper.
extension Paper {
    package enum Format: String, Sendable, CaseIterable { case html, csv, json }

    package func written(_ format: Format) -> PaperText {
        switch format {
        case .html: html
        case .csv: csv
        case .json: json
        }
    }

    // MARK: HTML

    private func shown(_ cell: Cell) -> String {
        switch cell {
        case .text(let text): text
        case .number(let number): String(number)
        case .length(let length): Digits.clock(length)
        case .hours(let hours): Digits.hours(hours)
        case .share(let part, let whole): Digits.percent(part, of: whole) ?? "—"
        case .nothing: "—"
        }
    }

    private func heading(_ column: Column) -> String {
        switch column.unit {
        case .hours: column.name[language] + pick(" (h)", "（小时）")
        case .percent: column.name[language] + pick(" (%)", "（%）")
        case .none, .seconds: column.name[language]
        }
    }

    private func markup(_ table: Table) -> String {
        let head = table.columns.map { "<th>\(MarkupText.escaped(heading($0)))</th>" }.joined()
        let rows = table.rows.map { row in
            let cells = row.map { cell -> String in
                if case .text(let text) = cell { return "<td>\(MarkupText.escaped(text))</td>" }
                return "<td class=\"n\">\(MarkupText.escaped(shown(cell)))</td>"
            }
            return "<tr>\(cells.joined())</tr>\n"
        }
        let none = "<tr><td colspan=\"\(table.columns.count)\">\(pick("none", "无"))</td></tr>\n"
        return
            "<h2>\(MarkupText.escaped(table.caption[language]))</h2>\n<table class=\"\(table.key)\"><thead><tr>\(head)</tr></thead><tbody>\n"
            + (rows.isEmpty ? none : rows.joined()) + "</tbody></table>\n"
    }

    /// One file without a script or anything from elsewhere.
    private var html: PaperText {
        func lines(_ texts: [String], _ name: String) -> String {
            texts.map { "<p class=\"\(name)\">\(MarkupText.escaped($0))</p>\n" }.joined()
        }
        let blanks = blanks.map { "<div class=\"blank\">\(MarkupText.escaped($0))</div>\n" }.joined()
        let signs = signatures.map { "<span>\(MarkupText.escaped($0))</span>" }.joined()
        let content = """
            <!doctype html>
            <html lang="\(language == .zh ? "zh-CN" : "en")"><head><meta charset="utf-8">
            <title>\(MarkupText.escaped("\(title) \(siteName) \(period.title)"))</title>
            <style>\(Self.style)</style></head>
            <body class="\(kind.rawValue)"><h1>\(MarkupText.escaped(title))</h1>
            <p class="period">\(MarkupText.escaped(siteName))　\(MarkupText.escaped(period.title))</p>
            \(lines(sentences, "said"))\(tables.map(markup).joined())\(lines(notes, "note"))\(blanks)\
            \(signs.isEmpty ? "" : "<div class=\"sign\">\(signs)</div>")

            """
        return PaperText(
            content: content, beforeHash: "<footer>\(MarkupText.escaped(foot))<br>SHA-256 <code>",
            afterHash: "</code></footer></body></html>\n")
    }

    /// Version, edition and when it was read.
    private var foot: String {
        let read = Digits.wall(readAt, zone)
        return pick(
            "Version \(Self.version) · \(edition) · read \(read)",
            "版本 \(Self.version) · \(edition) · 数据截至 \(read)")
    }

    private static let style = """
        @page{size:A4;margin:14mm}
        body{font:12px/1.45 "Noto Sans CJK SC","Noto Serif CJK SC","Microsoft YaHei",sans-serif;color:#000;
        max-width:182mm;margin:0 auto}
        h1{font-size:20px;text-align:center;margin:0 0 2mm}h2{font-size:13px;margin:4mm 0 1mm;break-after:avoid}
        .period{text-align:center;margin:0 0 3mm}.said{font-weight:bold;margin:1mm 0}.note{margin:1mm 0}
        table{border-collapse:collapse;width:100%}th,td{border:1px solid #000;padding:1px 4px;text-align:left;
        overflow-wrap:anywhere}th{background:#eee}.n{text-align:right;white-space:nowrap}
        td:first-child,.duty td:nth-child(2),.duty td:nth-child(7){white-space:nowrap}
        th:first-child{white-space:nowrap}.figures table{font-size:11px}
        .times td:nth-child(2),.rescues td:nth-child(2){min-width:15em}
        .within_limits td:nth-child(-n+4){white-space:nowrap}
        thead{display:table-header-group}tr{break-inside:avoid}
        .notice{font-size:15px}.notice h1{font-size:28px}.notice h2{font-size:17px}
        .blank{border:1px solid #000;margin-top:3mm;padding:1mm 2mm;min-height:16mm;break-inside:avoid}
        .sign{display:flex;gap:3em;margin-top:8mm;break-inside:avoid}
        .sign span{flex:1;border-bottom:1px solid #000;padding-bottom:8mm}
        footer{margin-top:6mm;font-size:9px;overflow-wrap:anywhere;break-inside:avoid}
        """

    // MARK: CSV

    /// Tables one below the other, an empty line between them; the header is Chinese in every language, for whoever
    /// reads it by its columns. With a byte order mark, for spreadsheets.
    private var csv: PaperText {
        func line(_ cells: [String]) -> String { cells.map(Escaping.csv).joined(separator: ",") + "\r\n" }
        let blocks = tables.map { table in
            let head = table.columns.map { column in
                switch column.unit {
                case .none: column.name.zh
                case .seconds: column.name.zh + "(秒)"
                case .hours: column.name.zh + "(小时)"
                case .percent: column.name.zh + "(%)"
                }
            }
            let rows = table.rows.map { row in
                line(
                    row.map { cell in
                        switch cell {
                        case .length(let length): String(length.milliseconds / 1_000)
                        case .nothing: ""
                        case .share(let part, let whole): Digits.percent(part, of: whole) ?? ""
                        default: shown(cell)
                        }
                    })
            }
            return line(head) + rows.joined()
        }
        let first =
            line(["标题", "小区", "开始", "结束"])
            + line([title, siteName, period.firstDay, period.lastDay])
        let said = sentences.isEmpty ? "" : "\r\n" + line(["说明"]) + sentences.map { line([$0]) }.joined()
        return PaperText(
            content: "\u{FEFF}" + first + said + "\r\n" + blocks.joined(separator: "\r\n") + "\r\n",
            beforeHash: line(["版本", foot]) + "SHA-256,", afterHash: "\r\n")
    }

    // MARK: JSON

    private var json: PaperText {
        func list(_ parts: [String]) -> String { "[" + parts.joined(separator: ",") + "]" }
        func texts(_ texts: [String]) -> String { list(texts.map(Escaping.json)) }
        func value(_ cell: Cell) -> String {
            switch cell {
            case .text(let text): Escaping.json(text)
            case .number(let number): String(number)
            case .length(let length): String(length.milliseconds / 1_000)
            case .hours(let hours): Digits.hours(hours)
            case .share(let part, let whole): Digits.percent(part, of: whole) ?? "null"
            case .nothing: "null"
            }
        }
        let tables = tables.map { table in
            let rows = table.rows.map { row in
                "{"
                    + zip(table.columns, row).map { "\(Escaping.json($0.key)):\(value($1))" }
                    .joined(separator: ",") + "}"
            }
            return "\(Escaping.json(table.key)):\(list(rows))"
        }
        let content = """
            {"kind":\(Escaping.json(kind.rawValue)),"version":\(Self.version),"edition":\(Escaping.json(edition)),\
            "title":\(Escaping.json(title)),"site":\(Escaping.json(siteName)),\
            "period":\(Escaping.json(period.length.rawValue)),"first_day":\(Escaping.json(period.firstDay)),\
            "last_day":\(Escaping.json(period.lastDay)),"read_at":\(Escaping.json(readAt.rfc3339)),\
            "provisional":\(readAt < period.until),"sentences":\(texts(sentences)),\
            "tables":{\(tables.joined(separator: ","))},"notes":\(texts(notes))
            """
        return PaperText(content: content, beforeHash: ",\"sha256\":\"", afterHash: "\"}\n")
    }
}
