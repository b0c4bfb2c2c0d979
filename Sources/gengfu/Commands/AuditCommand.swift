import ArgumentParser
import Control
import Facility
import Ring

/// Shows who did what, and proves that nobody rewrote it. Reads the store, so the gateway need not run.
struct AuditCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "Show the audit log, or prove that it was not rewritten.",
        subcommands: [List.self, Verify.self], defaultSubcommand: List.self)

    /// Which store is read: the gateway's own, or a copy of it.
    struct StoreOptions: ParsableArguments {
        @Option(name: .long, help: "Folder of the store, or of a copy of it.")
        var store = "/var/lib/gengfu"

        @Flag(name: .long, help: "Print JSON.")
        var json = false

        @OptionGroup var language: LanguageOptions

        /// Asks the store; what cannot be read ends the command with 1 and a sentence.
        func ask<Answer>(_ question: (RingReader) throws(ReadFailure) -> Answer) throws -> Answer {
            do throws(OpenFailure) {
                let reader = try RingReader(directory: store)
                do throws(ReadFailure) {
                    return try question(reader)
                } catch {
                    StandardError.write(VisibleText.of(error.detail))
                }
            } catch {
                StandardError.write(error.text[language.language])
            }
            throw ExitCode.failure
        }
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print lines with their numbers, newest first.")

        @Option(name: .long, help: "At most so many lines, 1 to 100000.")
        var limit = 100

        @Option(name: .long, help: "Only lines before this number.")
        var before: Int64 = .max

        @OptionGroup var store: StoreOptions

        func validate() throws {
            guard (1...100_000).contains(limit) else { throw ValidationError("--limit is 1 to 100000") }
        }

        func run() throws {
            let entries = try store.ask { reader throws(ReadFailure) in
                try reader.auditEntries(before: before, limit: limit)
            }
            for entry in entries {
                let line = entry.line
                StandardOutput.write(
                    store.json
                        ? JSONLine.text(Shown(entry))
                        : VisibleText.of(
                            [
                                String(entry.number), RFC3339.text(line.at), line.by, line.action,
                                line.subject,
                                line.detail,
                            ].filter { !$0.isEmpty }.joined(separator: "  ")))
            }
        }

        /// A line for programs.
        private struct Shown: Encodable {
            var number: Int64
            var at: String
            var by: String
            var action: String
            var subject: String
            var detail: String
            var hash: String

            init(_ entry: RingReader.AuditEntry) {
                number = entry.number
                at = RFC3339.text(entry.line.at)
                by = entry.line.by
                action = entry.line.action
                subject = entry.line.subject
                detail = entry.line.detail
                hash = AuditHead.hex(entry.hash)
            }
        }
    }

    struct Verify: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Recompute every line's hash and say which lines were changed, removed or put elsewhere.",
            discussion: """
                Exits 2 when something is not as it was written. Whoever owns the disk can rewrite the whole log with \
                hashes of its own; only a head kept elsewhere shows that. Every sign of life carries one to the \
                platform: compare with --head.
                """)

        @Option(name: .long, help: "A line's number and hash as the platform holds them, such as 1204:5f1c…")
        var head: String?

        @OptionGroup var store: StoreOptions

        func validate() throws {
            guard let head, AuditHead.point(head) == nil else { return }
            throw ValidationError("--head is a number, a colon and 64 hexadecimal digits")
        }

        func run() throws {
            let held = head.flatMap(AuditHead.point)
            let found = try store.ask { reader throws(ReadFailure) in try reader.verifyAudit(against: held) }
            let language = store.language.language
            if store.json {
                StandardOutput.write(JSONLine.text(Shown(found, in: language)))
            } else {
                for line in found.lines(isHeld: held != nil) { StandardOutput.write(line[language]) }
            }
            if !found.isSound { throw ExitCode.findings }
        }

        /// The outcome for programs.
        private struct Shown: Encodable {
            var store: String
            var lines: Int
            var first: Int64?
            var head: String?
            var sound: Bool
            var findings: [String]

            init(_ found: AuditVerification, in language: Language) {
                store = AuditHead.name(ofStore: found.store)
                lines = found.lines
                first = found.first
                head = found.head.map { "\($0.number):\($0.hex)" }
                sound = found.isSound
                findings = found.findings.map { $0.text[language] }
            }
        }
    }
}
