import Facility

/// A back-test as a person reads it: every episode with its reasons, then counts per day and hazard, then the ten
/// longest.
package struct BacktestText {
    /// Episodes printed one by one; more are for `--json`.
    private static let limit = 200

    package let lines: [String]

    package init(summary: BacktestSummary, language: Language) {
        let (from, to) = (summary.from.rfc3339, summary.to.rfc3339)
        let count = summary.episodes.count + summary.uncounted
        let played = BacktestMessage.played(
            messages: summary.messages, readings: summary.readings, refused: summary.refused)
        var lines = [played.text[language]]
        guard count > 0 else {
            self.lines = lines + [BacktestMessage.nothingRaised(from: from, to: to).text[language]]
            return
        }
        lines.append(BacktestMessage.raised(count, from: from, to: to).text[language])
        for episode in summary.episodes.prefix(Self.limit) {
            lines.append("  " + Self.line(episode, summary.to, language))
            lines += episode.evidence.map { "      \($0)" }
        }
        if count > Self.limit { lines.append(BacktestMessage.more(count - Self.limit).text[language]) }
        lines.append(BacktestMessage.perDay.text[language])
        lines += summary.days.map { day in
            let parts = day.hazards.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
            return "  \(day.day)  \(day.count)  \(parts.joined(separator: ", "))"
        }
        lines.append(BacktestMessage.perHazard.text[language])
        lines += summary.hazards.map { "  \($0.hazard)  \($0.count)  \(Int64($0.seconds))" }
        lines.append(BacktestMessage.longest.text[language])
        lines += summary.longest.map { "  " + Self.line($0, summary.to, language) }
        self.lines = lines
    }

    private static func line(_ episode: BacktestEpisode, _ end: Timestamp, _ language: Language) -> String {
        let until = episode.until?.rfc3339 ?? BacktestMessage.stillActive.text[language]
        let seconds = episode.length(at: end).milliseconds / 1_000
        var words = [
            episode.from.rfc3339, until, "\(seconds) s", episode.severity.text[language], episode.hazard,
            episode.zone ?? episode.device,
        ]
        if episode.isAgain { words.append(BacktestMessage.again.text[language]) }
        if episode.isWeak { words.append(BacktestMessage.weak.text[language]) }
        if episode.isShadow { words.append(BacktestMessage.shadow.text[language]) }
        return words.joined(separator: "  ")
    }
}
