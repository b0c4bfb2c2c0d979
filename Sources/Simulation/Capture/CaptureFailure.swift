/// Why a recording cannot be read, with its place.
package enum CaptureFailure: Error, Equatable, CustomStringConvertible {
    case unreadable(file: String, detail: String)
    case badLine(file: String, line: Int, detail: String)
    case missingColumn(file: String, column: String, known: [String])
    case badTime(file: String, line: Int, text: String)

    package var description: String {
        switch self {
        case .unreadable(let file, let detail): "\(file): cannot be read: \(detail)"
        case .badLine(let file, let line, let detail): "\(file):\(line): \(detail)"
        case .missingColumn(let file, let column, let known):
            "\(file):1: no column `\(column)`; the columns are \(known.joined(separator: ", "))"
        case .badTime(let file, let line, let text): "\(file):\(line): not a time: `\(text)`"
        }
    }
}
