import Facility
import Synchronization

/// What the values of one rendering share: how times are written, the dictionaries, and what could not be said.
final class TemplateTables: Sendable {
    let times: HTTPTemplate.TimeForm
    let dictionaries: [String: HTTPTemplate.WordTable]
    let misses = Misses()
    private let writing: WrittenTimes?

    init(_ template: HTTPTemplate) {
        times = template.times
        dictionaries = template.dictionaries
        writing = template.times.format.map { WrittenTimes(format: $0, zone: template.times.zone) }
    }

    func written(_ time: Timestamp) -> String { writing?.text(time) ?? time.rfc3339 }

    /// Words that a dictionary has no entry for.
    final class Misses: Sendable {
        private let held = Mutex<[String]>([])

        func note(dictionary: String, word: String) {
            held.withLock { held in
                let miss = "`\(word)` is not in the dictionary `\(dictionary)`"
                if held.count < 8, !held.contains(miss) { held.append(miss) }
            }
        }

        var all: [String] { held.withLock { $0 } }
    }
}

/// Writes times by a pattern of `yyyy MM dd HH mm ss SSS` and `XXX` (the zone as `+08:00`).
package struct WrittenTimes: Sendable {
    private enum Part: Sendable {
        case text(String)
        case year, month, day, hour, minute, second, milliseconds, offset
    }

    private let parts: [Part]
    private let zone: ZoneRules

    package init(format: String, zone: ZoneRules) {
        self.zone = zone
        parts = Self.parts(format) ?? []
    }

    /// Whether a pattern names a time to the second at least, and nothing unknown.
    package static func isFormat(_ format: String) -> Bool { parts(format) != nil }

    private static let letters: [(String, Part)] = [
        ("yyyy", .year), ("MM", .month), ("dd", .day), ("HH", .hour), ("mm", .minute), ("ss", .second),
        ("SSS", .milliseconds), ("XXX", .offset),
    ]

    private static func parts(_ format: String) -> [Part]? {
        var parts: [Part] = []
        var rest = format[...]
        while let first = rest.first {
            if let (word, part) = letters.first(where: { rest.hasPrefix($0.0) }) {
                parts.append(part)
                rest = rest.dropFirst(word.count)
            } else if first == "'" {
                let quoted = rest.dropFirst().prefix { $0 != "'" }
                guard rest.dropFirst(quoted.count + 1).first == "'" else { return nil }
                parts.append(.text(String(quoted)))
                rest = rest.dropFirst(quoted.count + 2)
            } else if first.isLetter, first.isASCII, first != "T" {
                return nil
            } else {
                parts.append(.text(String(first)))
                rest = rest.dropFirst()
            }
        }
        return parts.isEmpty ? nil : parts
    }

    package func text(_ time: Timestamp) -> String {
        let offset = zone.offset(at: time)
        let local = time.milliseconds + Int64(offset) * 1_000
        let date = CivilTime.date(milliseconds: local)
        let ofDay = Int((local % 86_400_000 + 86_400_000) % 86_400_000)
        return parts.map { part in
            switch part {
            case .text(let text): text
            case .year: Self.padded(date.year, 4)
            case .month: Self.padded(date.month, 2)
            case .day: Self.padded(date.day, 2)
            case .hour: Self.padded(ofDay / 3_600_000, 2)
            case .minute: Self.padded(ofDay / 60_000 % 60, 2)
            case .second: Self.padded(ofDay / 1_000 % 60, 2)
            case .milliseconds: Self.padded(ofDay % 1_000, 3)
            case .offset:
                (offset < 0 ? "-" : "+") + Self.padded(abs(offset) / 3_600, 2) + ":"
                    + Self.padded(abs(offset) / 60 % 60, 2)
            }
        }.joined()
    }

    private static func padded(_ number: Int, _ digits: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }
}
