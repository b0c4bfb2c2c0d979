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
}
