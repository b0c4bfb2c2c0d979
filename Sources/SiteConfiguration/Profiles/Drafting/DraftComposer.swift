import Facility
import Foundation

/// Writes a draft as the YAML of a profile, each guess with its reason beside it.
struct DraftComposer {
    let id: String
    let kind: String
    let messages: Int
    let topics: [DraftedTopic]

    /// - Parameter examples: what each usable topic's example yields; nil for the first run, which finds it out.
    func text(examples: [DraftBench.Found]?) -> String {
        let usable = topics.filter(\.isUsable)
        var lines = [
            "# Drafted from \(messages) recorded messages. Every `# guess` is one: confirm it with the maker's manual,",
            "# name the source here, and add an example for each kind of message, one that must be refused too.",
            "profile: \(id)",
            "name: {en: \(JSONTree.quoted(id)), zh: \(JSONTree.quoted(id))}  # guess: write its names",
            "# stale_after: 25h  # how long its silence is normal; afterwards its points are unknown",
            "topics:",
        ]
        for topic in usable { lines += route(of: topic) }
        for topic in topics where !topic.isUsable { lines += leftOut(topic) }
        lines.append("examples:")
        for (position, topic) in usable.enumerated() {
            lines += example(of: topic, found: examples?[position])
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private func route(of topic: DraftedTopic) -> [String] {
        var lines = [
            "  - topic: \(Self.scalar(topic.group.pattern))  # guess: the device is \(Self.level(topic)); "
                + "\(topic.group.messages.count) messages"
        ]
        if topic.isUrgent { lines.append("    urgent: true  # guess: it tells of danger to life") }
        lines.append("    codec: \(topic.codec == .json ? "json" : "text")")
        if let time = topic.time {
            var parts = ["at: \(Self.scalar(time.pointer))", "format: \(Self.scalar(time.format))"]
            if let zone = time.zone { parts.append("time_zone: \(zone)") }
            lines.append("    time: {\(parts.joined(separator: ", "))}  # guess: \(time.reason)")
        }
        lines.append("    points:")
        for guess in topic.guesses {
            let rest = guess.rest
            let place = topic.codec == .json ? ["at: \(Self.scalar(guess.field.pointer))"] : []
            let nearness = Int((guess.nearness * 100).rounded())
            lines.append(
                "      \(guess.point.name): {\((place + rest.parts).joined(separator: ", "))}"
                    + "  # guess: name \(nearness) %; \(rest.reason)")
        }
        let mapped = Set(topic.guesses.map(\.field.pointer))
        for field in topic.fields where !mapped.contains(field.pointer) {
            let seen = field.spellings.prefix(3).map { Self.comment($0) }.joined(separator: ", ")
            lines.append("      # not mapped: \(Self.comment(field.pointer))  (seen \(seen))")
        }
        return lines
    }

    private static func level(_ topic: DraftedTopic) -> String {
        "level \(topic.group.deviceLevel + 1) of the topic"
    }

    /// A topic that the person has to finish.
    private func leftOut(_ topic: DraftedTopic) -> [String] {
        let payload = topic.group.messages[0].payload
        let what: String
        switch topic.codec {
        case .json, .text: what = "no field of it is near a point of \(kind)"
        case .csv: what = "columns between commas: codec csv"
        case .binary: what = "bytes: codec binary or gb26875"
        }
        let shown =
            topic.codec == .binary
            ? payload.prefix(48).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
            : String(decoding: payload.prefix(160), as: UTF8.self)
        return ["  # left out: \(Self.comment(topic.group.pattern))  (\(what)): \(Self.comment(shown))"]
    }

    private func example(of topic: DraftedTopic, found: DraftBench.Found?) -> [String] {
        let (name, payload) = topic.redacted
        var lines = ["  - topic: \(Self.scalar(name))", "    payload: \(Self.scalar(payload))"]
        if found?.hasTime ?? true, let observed = topic.observedAt {
            lines.append("    observed_at: \(observed)")
        }
        if let found {
            let readings = found.readings.map { "\($0.point): \($0.value)" }.joined(separator: ", ")
            lines.append("    readings: {\(readings)}")
            if !found.rejected.isEmpty {
                lines.append("    rejected: [\(found.rejected.joined(separator: ", "))]")
            }
        } else {
            lines.append("    readings: {}")
        }
        return lines
    }

    /// A text that YAML takes for nothing else.
    static func scalar(_ text: String) -> String {
        let isPlain =
            text.first == "/"
            && text.utf8.allSatisfy { byte in
                byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A || byte >= 0x2F && byte <= 0x39 || byte == 0x5F
            }
        if isPlain { return text }
        // JSON is YAML's double quotes; single ones leave a payload readable.
        let isSimple = text.unicodeScalars.allSatisfy {
            $0.value >= 0x20 && $0.value != 0x7F && !(0x80...0x9F).contains($0.value)
                && $0.value != 0xFEFF && $0.value != 0x2028 && $0.value != 0x2029
        }
        return isSimple ? "'\(text.replacing("'", with: "''"))'" : escaped(text)
    }

    private static func escaped(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            let value = scalar.value
            if value < 0x20 || (0x7F...0x9F).contains(value) || [0xFEFF, 0x2028, 0x2029].contains(value) {
                let digits = String(value, radix: 16)
                result += "\\u" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
            } else if scalar == "\"" || scalar == "\\" {
                result += "\\" + String(scalar)
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }

    /// A text inside a comment: on one line, short.
    private static func comment(_ text: String) -> String {
        let line = String(
            text.unicodeScalars.filter {
                $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value)
                    && ![0x2028, 0x2029, 0xFEFF].contains($0.value)
            }.map(Character.init))
        return line.count > 80 ? line.prefix(80) + "…" : line
    }
}
