import Facility

/// Reads `limits`: what an installer may set; each has a safe default.
enum LimitsReader {
    static func read(_ section: Section) -> Site.Limits {
        var limits = Site.Limits()
        if let value = section.optional("journal"), let text = value.word() {
            if let bytes = SizeSpelling.parse(text) {
                // 16 MiB hold some minutes; 64 GiB are more than the boxes we run on have.
                if (16 << 20...64 << 30).contains(bytes) {
                    limits.journalBytes = bytes
                } else {
                    value.error(.form(.outOfRange(from: "16MiB", to: "64GiB")))
                }
            } else {
                value.error(.form(.notASize(text)))
            }
        }
        readHistory(section, &limits)
        if let rate = section.optional("messages_per_second")?.number(in: 0.1...10_000) {
            limits.messagesPerSecond = rate
        }
        if let burst = section.optional("burst")?.number(in: 1...100_000) { limits.burst = burst }
        if let rows = section.optional("quarantine_rows")?.integer(in: 0...100_000) {
            limits.quarantineRows = rows
        }
        section.finish()
        return limits
    }

    /// `history: 8GiB`, `auto` for half of what the disk has left, or `none`, which it is left out; `history_age: 400d`.
    private static func readHistory(_ section: Section, _ limits: inout Site.Limits) {
        if let value = section.optional("history"), let text = value.word() {
            limits.keepsHistory = text != "none"
            if text == "none" || text == "auto" {
                limits.historyBytes = nil
            } else if let bytes = SizeSpelling.parse(text) {
                // 64 MiB hold ten million readings; more than 16 TiB no file of SQLite's with our pages can have.
                if (64 << 20...16 << 40).contains(bytes) {
                    limits.historyBytes = bytes
                } else {
                    value.error(.form(.outOfRange(from: "64MiB", to: "16384GiB")))
                }
            } else {
                value.error(.form(.notASize(text)))
            }
        }
        limits.historyAge = section.optional("history_age")?.interval()
    }
}
