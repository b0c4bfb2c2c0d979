import Foundation

/// The repository's Swift files as the tidy rules see them.
enum Tree {
    /// The repository, found from this file's own place in it.
    static let root = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    /// Read once for all rules.
    private static let all = Result {
        try ["Sources", "Tests"].flatMap { folder -> [File] in
            let names = FileManager.default.enumerator(atPath: root.appending(path: folder).path)
            let paths = names?.compactMap { $0 as? String }.filter { $0.hasSuffix(".swift") }.sorted() ?? []
            return try paths.map { path in
                let text = try String(contentsOf: root.appending(path: "\(folder)/\(path)"), encoding: .utf8)
                return File(path: "\(folder)/\(path)", text: text)
            }
        }
    }

    /// All Swift files below the folders given, in the order of their paths.
    static func swiftFiles(under folders: [String]) throws -> [File] {
        try all.get().filter { file in folders.contains { file.path.hasPrefix($0 + "/") } }
    }

    /// One file: its lines as written, and again without comments and the insides of strings.
    struct File: Sendable {
        let path: String
        let source: [Substring]
        let code: [String]

        init(path: String, text: String) {
            self.path = path
            source = text.split(separator: "\n", omittingEmptySubsequences: false)
            var isInText = false
            code = source.map { Self.stripped($0, &isInText) }
        }

        /// Line numbers, from 1, of the code that a regular expression finds.
        func lines(matching pattern: String) throws -> [Int] {
            try lines(matching: pattern, in: code.map { $0[...] })
        }

        func lines(matching pattern: String, in lines: [Substring]) throws -> [Int] {
            let expression = try NSRegularExpression(pattern: pattern)
            return lines.enumerated().compactMap { number, line in
                let range = NSRange(line.startIndex..., in: line)
                return expression.firstMatch(in: String(line), range: range) == nil ? nil : number + 1
            }
        }

        /// Functions and initialisers with a body: the line they start at, and their lines from there to the closing
        /// brace.
        var functions: [(line: Int, length: Int)] {
            code.enumerated().compactMap { number, line in
                guard line.firstMatch(of: /(^|\s)(func\s|init[?(<]|deinit\b)/) != nil else { return nil }
                return length(from: number).map { (number + 1, $0) }
            }
        }

        /// Counts braces from the first one on; without one (a protocol's requirement) the line itself.
        private func length(from start: Int) -> Int? {
            var depth = 0
            var isOpen = false
            for number in start..<code.count {
                for character in code[number] {
                    if character == "{" { depth += 1 }
                    if character == "}" { depth -= 1 }
                    if depth > 0 { isOpen = true }
                    if isOpen, depth == 0 { return number - start + 1 }
                    if depth < 0 { return nil }
                }
            }
            return nil
        }

        private static func stripped(_ line: Substring, _ isInText: inout Bool) -> String {
            var code = ""
            var rest = line
            if isInText {
                guard let end = rest.range(of: "\"\"\"") else { return "" }
                isInText = false
                rest = rest[end.upperBound...]
            }
            while let first = rest.first {
                if rest.hasPrefix("//") { break }
                if rest.hasPrefix("\"\"\"") {
                    rest = rest.dropFirst(3)
                    guard let end = rest.range(of: "\"\"\"") else {
                        isInText = true
                        return code
                    }
                    rest = rest[end.upperBound...]
                } else if first == "\"" || rest.hasPrefix("#\"") {
                    rest = afterString(rest)
                    code += "\"\""
                } else {
                    code.append(first)
                    rest = rest.dropFirst()
                }
            }
            return code
        }

        /// What follows a string literal on one line.
        private static func afterString(_ text: Substring) -> Substring {
            if text.hasPrefix("#") {
                let rest = text.dropFirst(2)
                return rest.range(of: "\"#").map { rest[$0.upperBound...] } ?? ""
            }
            var rest = text.dropFirst()
            while let character = rest.first {
                rest = rest.dropFirst()
                if character == "\\" { rest = rest.dropFirst() }
                if character == "\"" { return rest }
            }
            return ""
        }
    }
}
