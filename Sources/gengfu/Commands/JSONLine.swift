import Control
import Facility
import Foundation

/// One line of JSON for programs: keys in alphabetical order, slashes as they are.
enum JSONLine {
    static func text(_ value: some Encodable) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let json = try? encoder.encode(value) else {
            preconditionFailure("a value of our own that JSON cannot hold")
        }
        // Devices name themselves, and whoever runs a command may look at its lines.
        return VisibleText.of(json: String(decoding: json, as: UTF8.self))
    }
}

/// RFC 3339 in UTC with milliseconds, at the program's edges.
enum RFC3339 {
    static func text(_ time: Timestamp) -> String {
        time.rfc3339
    }

    static func timestamp(_ text: String) -> Timestamp? {
        let styles = [
            Date.ISO8601FormatStyle(includingFractionalSeconds: true), Date.ISO8601FormatStyle(),
        ]
        for style in styles {
            if let date = try? style.parse(text) {
                return Timestamp(milliseconds: Int64((date.timeIntervalSince1970 * 1_000).rounded()))
            }
        }
        return nil
    }
}
