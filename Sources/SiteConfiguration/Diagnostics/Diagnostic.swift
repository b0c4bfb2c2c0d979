import Facility

/// One mistake in one file: what, where, and a way out. Data only; the sentence is made when it is shown.
package struct Diagnostic: Sendable {
    package enum Severity: Sendable, Hashable {
        /// The configuration cannot be put in force.
        case error
        /// It can, and somebody should know.
        case warning
    }

    package let severity: Severity
    package let message: Message
    /// Nil for what concerns no line, such as a file that is not there.
    package let place: SourcePlace?
    /// The file's name when there is no place inside it.
    package let path: String
    package let help: HelpMessage?

    package var line: Int { place?.line ?? 0 }
    package var column: Int { place?.column ?? 0 }
    package var length: Int { place?.length ?? 0 }

    package init(
        _ severity: Severity, _ message: Message, at place: SourcePlace?, path: String, help: HelpMessage?
    ) {
        self.severity = severity
        self.message = message
        self.place = place
        self.path = path
        self.help = help
    }
}

extension Diagnostic {
    /// `hazards.yaml:41:9: error: …`, the source line, a caret under the place, and the way out.
    package func rendered(in language: Language) -> String {
        let label = Self.label(severity)[language]
        guard let place else {
            return ["\(path): \(label)\(message.text[language])", helpLine(in: language)].compactMap { $0 }
                .joined(separator: "\n")
        }
        let line = place.file.line(place.line)
        // In a workbook the line below is ours; the sheet and the cell are what its owner finds.
        let position = place.cell?.sheet.map { "\(path) [\($0)]" } ?? "\(path):\(place.line):\(place.column)"
        let cell = place.cell?.text[language] ?? ""
        var parts = ["\(position): \(label)\(cell)\(message.text[language])"]
        if !line.allSatisfy(\.isWhitespace) {
            let (shown, column) = Self.window(of: line.withoutSecrets, around: place)
            parts.append("    " + String(shown))
            parts.append("    " + Self.caret(under: shown, column: column, length: place.length))
        }
        if let help = helpLine(in: language) { parts.append(help) }
        return parts.joined(separator: "\n")
    }

    private func helpLine(in language: Language) -> String? {
        guard let help else { return nil }
        let label = LocalizedText(en: "  help: ", zh: "  提示：")[language]
        return label + help.text[language]
    }

    private static func label(_ severity: Severity) -> LocalizedText {
        switch severity {
        case .error: LocalizedText(en: "error: ", zh: "错误：")
        case .warning: LocalizedText(en: "warning: ", zh: "警告：")
        }
    }

    /// At most 160 characters of a line, so that a payload of 100 kB does not fill the screen.
    private static func window(of line: Substring, around place: SourcePlace) -> (Substring, column: Int) {
        guard line.count > 160 else { return (line, place.column) }
        let skipped = max(0, min(place.column - 60, line.count - 160))
        return (line.dropFirst(skipped).prefix(160), place.column - skipped)
    }

    private static func caret(under line: Substring, column: Int, length: Int) -> String {
        let before = line.prefix(column - 1)
        let padding = before.map { $0 == "\t" ? "\t" : String(repeating: " ", count: $0.columns) }.joined()
        let marked = line.dropFirst(column - 1).prefix(length)
        let width = max(1, marked.reduce(0) { $0 + $1.columns })
        return padding + String(repeating: "^", count: width)
    }
}

extension Substring {
    /// The line with a star for every character of a secret, so that a diagnostic in a log gives none away.
    fileprivate var withoutSecrets: Substring {
        guard contains("password") || contains("token") || contains("secret") else { return self }
        let pattern = /(?:password|token|secret)["']?[ ]*:[ ]*(?<value>"[^"]*"?|'[^']*'?|[^,}\s]+)/
        var masked = String(self)
        for match in matches(of: pattern).reversed() {
            let range = match.output.value.startIndex..<match.output.value.endIndex
            let start = masked.index(
                masked.startIndex, offsetBy: distance(from: startIndex, to: range.lowerBound))
            let end = masked.index(start, offsetBy: self[range].count)
            masked.replaceSubrange(start..<end, with: String(repeating: "*", count: self[range].count))
        }
        return masked[...]
    }
}

extension Character {
    /// Columns a terminal gives it: two for Chinese, Japanese and Korean signs, full-width forms and pictures.
    var columns: Int {
        guard let scalar = unicodeScalars.first else { return 0 }
        return switch scalar.value {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF,
            0xA000...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE4F, 0xFF00...0xFF60,
            0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD:
            2
        default: 1
        }
    }
}
