import ArgumentParser
import Console
import Control
import Facility
import Ring

/// Shows the loss ledger: what history or a destination will never receive, and why. Reads the store, so the gateway
/// need not run.
struct LossCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "loss", abstract: "Show what was lost for good: what, how many, from when to when, why.",
        subcommands: [List.self], defaultSubcommand: List.self)

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Print the ledger's lines, newest first.")

        @Option(name: .long, help: "At most so many lines, 1 to 100000.")
        var limit = 1_000

        @Option(
            name: .long, help: "Only losses of this cause, such as evicted, undecodable, rate_limit or blind."
        )
        var cause: String?

        @OptionGroup var store: AuditCommand.StoreOptions

        func validate() throws {
            guard (1...100_000).contains(limit) else { throw ValidationError("--limit is 1 to 100000") }
            if let cause, Loss.Cause(rawValue: cause) == nil {
                throw ValidationError("no cause `\(cause)`")
            }
        }

        func run() throws {
            let language = store.language.language
            let losses = try store.ask { reader throws(ReadFailure) in try reader.losses(limit: limit) }
            for loss in losses where cause == nil || loss.cause.rawValue == cause {
                if store.json {
                    StandardOutput.write(JSONLine.text(Line(loss)))
                    continue
                }
                let what = VisibleText.of(loss.subject)
                StandardOutput.write(
                    "\(RFC3339.text(loss.from)) – \(RFC3339.text(loss.to))  \(loss.count)  "
                        + "\(Words.cause(loss.cause)[language])  \(what)")
            }
        }
    }

    /// A line for programs.
    private struct Line: Encodable {
        /// Importance of evicted readings; nil: not known, or it is no reading that was lost.
        var `class`: String?
        var cause: Loss.Cause
        var subject: String
        var count: Int64
        var from: String
        var to: String

        init(_ loss: Loss) {
            let sealed = loss.subject.split(separator: "/", maxSplits: 1)
            self.class = sealed.count == 2 && sealed[0] == "history" ? String(sealed[1]) : nil
            cause = loss.cause
            subject = loss.subject
            count = loss.count
            from = RFC3339.text(loss.from)
            to = RFC3339.text(loss.to)
        }
    }
}
