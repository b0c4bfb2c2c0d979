import Yams

/// Finds where a character of a YAML scalar is written in the file, for mistakes inside a condition.
///
/// A scalar's text is what is written minus quotes, escapes, folds and indentation. Signs that are no
/// blanks come in the same order in both, so the two are walked side by side.
struct ScalarPlaces {
    private let file: SourceFile
    private let style: Node.Scalar.Style
    /// UTF-8 offset in the scalar's text → place in the file, for each of its characters and its end.
    private var positions: [(offset: Int, line: Int, column: Int)] = []

    init(_ scalar: Node.Scalar, in file: SourceFile) {
        self.file = file
        style = scalar.style
        let start = SourcePlace(
            file: file, line: scalar.mark?.line ?? 1, scalarColumn: scalar.mark?.column ?? 1)
        var cursor = Cursor(file: file, line: start.line, column: start.column)
        switch style {
        case .singleQuoted, .doubleQuoted: cursor.step()
        case .literal, .folded: cursor.nextLine()
        default: break
        }
        var offset = 0
        for character in scalar.string {
            if character.isWhitespace { takeBlank(&cursor) } else { skipBlanks(&cursor) }
            positions.append((offset, cursor.line, cursor.column))
            if !character.isWhitespace { takeSign(&cursor) }
            offset += character.utf8.count
        }
        positions.append((offset, cursor.line, cursor.column))
    }

    /// - Parameters:
    ///   - offset: UTF-8 bytes from the start of the scalar's text.
    ///   - length: UTF-8 bytes; 0 points at one character.
    func place(offset: Int, length: Int) -> SourcePlace {
        let first = positions.last { $0.offset <= offset } ?? positions[0]
        let end = positions.first { $0.offset >= offset + length } ?? positions[positions.count - 1]
        let characters = end.line == first.line ? end.column - first.column : 1
        return SourcePlace(file: file, line: first.line, column: first.column, length: characters)
    }

    private func skipBlanks(_ cursor: inout Cursor) {
        while let sign = cursor.sign(orLineEnd: true) {
            if sign.isWhitespace {
                cursor.step()
            } else if style == .doubleQuoted, sign == "\\", cursor.isAtLastOfLine {
                cursor.nextLine()
            } else {
                return
            }
        }
    }

    /// A blank of the text may be an escape such as `\n`, else it needs no step: the next sign skips it.
    private func takeBlank(_ cursor: inout Cursor) {
        guard style == .doubleQuoted else { return }
        var ahead = cursor
        skipBlanks(&ahead)
        guard ahead.sign(orLineEnd: false) == "\\", let next = ahead.following, "nt rNLP_e".contains(next)
        else { return }
        ahead.step()
        ahead.step()
        cursor = ahead
    }

    private func takeSign(_ cursor: inout Cursor) {
        let sign = cursor.sign(orLineEnd: false)
        cursor.step()
        if style == .singleQuoted, sign == "'" { cursor.step() }
        if style == .doubleQuoted, sign == "\\" {
            let digits =
                switch cursor.sign(orLineEnd: false) {
                case "x": 2
                case "u": 4
                case "U": 8
                default: 0
                }
            for _ in 0...digits { cursor.step() }
        }
    }

    private struct Cursor {
        let file: SourceFile
        var line: Int
        var column: Int
        private var text: [Character]

        init(file: SourceFile, line: Int, column: Int) {
            self.file = file
            self.line = line
            self.column = column
            text = Array(file.line(line))
        }

        /// The sign under the cursor; at a line's end a line feed or nil; nil past the file.
        func sign(orLineEnd: Bool) -> Character? {
            if column <= text.count { return text[column - 1] }
            return orLineEnd && line < file.lines.count ? "\n" : nil
        }

        var following: Character? { column < text.count ? text[column] : nil }
        var isAtLastOfLine: Bool { column == text.count }

        mutating func step() {
            if column <= text.count { column += 1 } else { nextLine() }
        }

        mutating func nextLine() {
            guard line < file.lines.count else { return }
            line += 1
            column = 1
            text = Array(file.line(line))
        }
    }
}
