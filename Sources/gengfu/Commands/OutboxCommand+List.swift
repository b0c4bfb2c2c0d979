import ArgumentParser
import Control
import Facility
import Ring
import SiteConfiguration

extension OutboxCommand {
    /// What waits and what was refused, from the store itself: it can be read while the gateway is down.
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List what waits for destinations and what was refused, newest first.",
            discussion: "Exits 2 when there is something.")

        @Option(name: .long, help: "Only this destination.") var destination: String?
        @Flag(name: .long, help: "What was accepted too.") var all = false
        @Option(name: .long, help: "How many rows of the store are looked at.") var limit = 1_000
        @Option(name: .long, help: "Folder of the store.") var store = "/var/lib/gengfu"
        @Flag(name: .long, help: "Print JSON.") var json = false
        @OptionGroup var language: LanguageOptions

        func run() throws {
            let rows = try RingReader(directory: store).deliveries(limit: max(1, min(limit, 100_000)))
                .map(OutboxRow.init)
                .filter { destination == nil || $0.destination == destination }
                .filter { all || $0.state != .accepted }
            for row in rows {
                StandardOutput.write(json ? JSONLine.text(row) : VisibleText.of(row.line(language.language)))
            }
            if !rows.isEmpty { throw ExitCode.findings }
        }
    }

    /// One delivery with every attempt.
    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Print one delivery and its attempts.")

        @Argument(help: "Its number.") var number: Int64
        @Option(name: .long, help: "Folder of the store.") var store = "/var/lib/gengfu"
        @Flag(name: .long, help: "Print JSON.") var json = false
        @OptionGroup var language: LanguageOptions

        func run() throws {
            let reader = try RingReader(directory: store)
            guard let found = try reader.delivery(number) else {
                let text = LocalizedText(en: "no such delivery", zh: "没有这条报送")
                StandardError.write(text[language.language])
                throw ExitCode.failure
            }
            let row = OutboxRow(found)
            StandardOutput.write(
                json ? JSONLine.text(row) : VisibleText.of(row.line(language.language)))
            let key = found.delivery.idempotencyKey
            for line in try reader.audit(limit: 10_000).reversed()
            where line.detail.hasPrefix(key + ":") || line.subject == String(number) {
                StandardOutput.write(
                    VisibleText.of("  \(RFC3339.text(line.at))  \(line.by)  \(line.action)  \(line.detail)"))
            }
        }
    }
}

/// A delivery as a list prints it.
private struct OutboxRow: Encodable {
    enum State: String, Encodable { case waiting, accepted, refused }

    var number: Int64
    var destination: String
    var incident: String
    var transition: Int
    var action: String
    var step: String
    var severity: Severity
    var openedAt: String
    var state: State
    /// Its number there, or why it was refused.
    var detail: String

    init(_ row: (delivery: Delivery, outcome: Delivery.Outcome?)) {
        let delivery = row.delivery
        number = delivery.number
        destination = delivery.destination
        incident = delivery.incident.description
        transition = delivery.transition
        action = delivery.action.rawValue
        step = delivery.report.step
        severity = delivery.severity
        openedAt = RFC3339.text(delivery.openedAt)
        switch row.outcome {
        case nil: (state, detail) = (.waiting, "")
        case .accepted(let number, let handling)?:
            (state, detail) = (.accepted, "\(handling.rawValue) \(number ?? "")")
        case .refused(let reason)?: (state, detail) = (.refused, reason)
        }
    }

    func line(_ language: Language) -> String {
        let word: LocalizedText =
            switch state {
            case .waiting: LocalizedText(en: "waiting", zh: "待发")
            case .accepted: LocalizedText(en: "accepted", zh: "已受理")
            case .refused: LocalizedText(en: "refused", zh: "被拒绝")
            }
        return "\(number)  \(openedAt)  \(destination)  \(incident)  \(action)  \(word[language])  \(detail)"
    }
}
