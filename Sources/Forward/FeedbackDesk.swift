import Facility

/// What a destination says of our cases, sorted: what the engine is told, and what a person is shown.
///
/// Nothing is obeyed blindly. The engine moves a case only where that can be true of it; a case nobody knows, a word
/// that means nothing and an answer that comes late are kept in the audit log as they were said.
struct FeedbackDesk: Sendable {
    private let destination: String
    /// Platforms repeat what they said until they are told that it was taken, and some always.
    private var known = RecentWords(limit: 4_096)

    init(destination: String) { self.destination = destination }

    /// What is new among these words: commands for the engine, and a line of the log for each.
    mutating func take(_ words: [FarWord], at now: Timestamp) -> (commands: [Command], lines: [AuditLine]) {
        var commands: [Command] = []
        var lines: [AuditLine] = []
        for word in words where known.insert(word.key) {
            let told = word.commands(from: destination)
            commands += told ?? []
            let incident = IncidentID(word.incident)
            let reading: String =
                if incident == nil {
                    "no case of ours"
                } else {
                    [word.handling?.rawValue, word.event?.rawValue].compactMap { $0 }.joined(separator: ", ")
                }
            let note = word.note.map { ", \"\($0)\"" } ?? ""
            lines.append(
                AuditLine(
                    at: now, by: destination, action: "feedback",
                    subject: incident?.description ?? String(word.incident.prefix(100)),
                    detail: "\"\(word.word)\"\(note): \(reading.isEmpty ? "nothing known" : reading)"))
        }
        return (commands, lines)
    }
}

/// The last so many texts that were put in; the oldest is forgotten first.
private struct RecentWords: Sendable {
    let limit: Int
    private var words: Set<String> = []
    private var order: [String] = []
    private var oldest = 0

    init(limit: Int) { self.limit = limit }

    /// Whether it is new.
    mutating func insert(_ word: String) -> Bool {
        guard words.insert(word).inserted else { return false }
        if order.count < limit {
            order.append(word)
        } else {
            words.remove(order[oldest])
            order[oldest] = word
            oldest = (oldest + 1) % limit
        }
        return true
    }
}
