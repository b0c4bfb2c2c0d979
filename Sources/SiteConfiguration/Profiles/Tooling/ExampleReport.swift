import Facility

/// One example of a profile as `gengfu profiles test` tells of it: what came, what was expected, what was found.
package struct ExampleReport: Sendable, Encodable {
    package struct Difference: Sendable, Encodable, Equatable {
        package let point: String
        package let expected: String
        package let found: String
    }

    package struct Refusal: Sendable, Encodable, Equatable {
        /// Nil for the payload as a whole.
        package let point: String?
        package let reason: String
    }

    package let file: String
    package let line: Int
    package let profile: String
    package let topic: String
    package let passed: Bool
    package let skipped: Bool
    package let differences: [Difference]
    package let refused: [Refusal]
    private let payload: [UInt8]

    private enum CodingKeys: String, CodingKey {
        case file, line, profile, topic, passed, skipped, differences, refused
    }

    package init(_ example: ProfileExample, _ run: ExampleRun, in library: ProfileLibrary) {
        file = example.place.file.path
        line = example.place.line
        profile = library.profiles[example.profile].id
        topic = example.topic
        payload = example.payload
        skipped = run.isSkipped
        passed = run.differences.isEmpty && !run.isSkipped
        differences = run.differences.compactMap { message in
            guard case .exampleDiffers(let point, let expected, let found) = message else { return nil }
            return Difference(point: point, expected: expected, found: found)
        }
        refused = run.rejections.map { rejection in
            Refusal(
                point: rejection.point.map { library.points[$0.position].name },
                reason: rejection.reason.text)
        }
    }

    /// `file:line: topic`, the payload on lines of its own, then a line per difference and per refusal.
    package func rendered(in language: Language) -> String {
        var lines = ["\(file):\(line): \(profile)  \(topic)"]
        lines += payloadLines.map { "    \($0)" }
        var rows = [
            ["  ", "", ToolingMessage.expected.text[language], ToolingMessage.found.text[language]]
        ]
        for difference in differences {
            let sign = difference.expected == "—" ? "+" : difference.found == "—" ? "-" : "≠"
            rows.append(["  \(sign)", difference.point, difference.expected, difference.found])
        }
        lines.append(TextTable.rendered(rows))
        for refusal in refused {
            let label = refusal.point ?? ToolingMessage.wholePayload.text[language]
            lines.append("  ! \(label): \(refusal.reason)")
        }
        return lines.joined(separator: "\n")
    }

    /// At most 24 lines: enough to find the field.
    private var payloadLines: [String] {
        let text = JSONNode.pretty(payload) ?? String(validating: payload, as: UTF8.self)
        guard let text else {
            let digits = payload.prefix(128).map { byte in
                String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
            }
            return [digits.joined(separator: " ") + (payload.count > 128 ? " …" : "")]
        }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            line.count > 160 ? line.prefix(160) + "…" : String(line)
        }
        return lines.count <= 24 ? lines : lines.prefix(23) + ["…"]
    }
}
