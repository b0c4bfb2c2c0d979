import Facility

/// What may be a name, and where one is used.
enum Identifier {
    /// Lowercase letters, digits, hyphens, at most 32: it stands in topics, client ids and every incident's id.
    static func isSiteID(_ text: String) -> Bool {
        (1...32).contains(text.utf8.count)
            && text.utf8.allSatisfy { isLower($0) || isDigit($0) || $0 == UInt8(ascii: "-") }
            && text.first != "-" && text.last != "-"
    }

    /// ASCII letters, digits, `-`, `_`, `.`, at most 64.
    static func isID(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.utf8.allSatisfy { isLower($0 | 0x20) || isDigit($0) || "-_.".utf8.contains($0) }
    }

    /// 单元网格标识码 (GB/T 47678.3): 15 of 0-9 and A-Z.
    static func isGridCode(_ text: String) -> Bool {
        text.utf8.count == 15 && text.utf8.allSatisfy { isDigit($0) || (0x41...0x5A).contains($0) }
    }

    /// What stands as one level in an MQTT topic.
    static func isDeviceID(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 128 && text.count <= 64
            && text.allSatisfy { !"/+#".contains($0) && !$0.isWhitespace && !$0.isNewline }
            && !text.hasPrefix("$") && text.unicodeScalars.allSatisfy { $0.value > 0x1F && $0.value != 0x7F }
    }

    /// Levels of a topic between slashes, without wildcards, at most 128 bytes: zigbee2mqtt's base topic, and the name
    /// of one of its devices.
    static func isBaseTopic(_ text: String) -> Bool {
        (1...128).contains(text.utf8.count) && !text.hasPrefix("$")
            && text.split(separator: "/", omittingEmptySubsequences: false).allSatisfy { !$0.isEmpty }
            && text.unicodeScalars.allSatisfy {
                $0.value > 0x1F && $0.value != 0x7F && $0 != "+" && $0 != "#"
            }
    }

    /// The id of a channel: its own, or `parent/channel`. A maker's names of channels (`switch:0`, `1-01-023`) may
    /// hold more than a topic's level can.
    static func isChannelID(_ text: String) -> Bool {
        if isDeviceID(text) { return true }
        guard let slash = text.firstIndex(of: "/"), isDeviceID(String(text[..<slash])) else { return false }
        let channel = text[text.index(after: slash)...]
        return (1...128).contains(channel.utf8.count)
            && channel.unicodeScalars.allSatisfy { $0.value > 0x1F && $0.value != 0x7F }
    }

    private static func isLower(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte) }
    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}

/// Names of one list, each declared once.
struct UniqueNames {
    private var lines: [String: Int] = [:]
    private(set) var all: [String] = []

    /// The name, or nil when it is none or is already taken; the log says which.
    mutating func take(_ value: YAMLValue) -> String? {
        guard let id = value.word() else { return nil }
        guard Identifier.isID(id) else {
            value.error(.site(.invalidID(id)))
            return nil
        }
        if let line = lines[id] {
            value.error(.site(.duplicateID(id, line: line)))
            return nil
        }
        lines[id] = value.place.line
        all.append(id)
        return id
    }
}
