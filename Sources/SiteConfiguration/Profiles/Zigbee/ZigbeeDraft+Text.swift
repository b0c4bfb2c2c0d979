import Facility

/// The draft as a file that may be put into `DeviceProfiles` and changed there.
extension ZigbeeDraft {
    /// - Parameter base: zigbee2mqtt's base topic.
    package func yaml(base: String) -> String {
        var lines = [
            "profile: \(id)", "name: {en: \(Self.quoted(name)), zh: \(Self.quoted(name))}",
            "stale_after: 25h", "topics:", "  - topic: \(base)/{device}",
        ]
        if isUrgent { lines.append("    urgent: true") }
        lines += ["    codec: json", "    points:"]
        for field in fields {
            var parts = ["at: \(Self.quoted(field.at))"]
            if let unit = field.unit { parts.append("unit: \(Self.quoted(unit))") }
            if !field.map.isEmpty {
                let words = field.map.map { "\(Self.quoted($0.text)): \($0.value)" }
                parts.append("map: {\(words.joined(separator: ", "))}")
            }
            lines.append("      \(field.point): {\(parts.joined(separator: ", "))}")
        }
        if !unused.isEmpty {
            lines.append("# not used: " + unused.map(Self.plain).joined(separator: ", "))
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// A double-quoted YAML scalar.
    private static func quoted(_ text: String) -> String { JSONTree.quoted(text) }

    /// In a comment a line break would end it.
    private static func plain(_ text: String) -> String {
        String(text.map { $0.isNewline ? " " : $0 })
    }
}
