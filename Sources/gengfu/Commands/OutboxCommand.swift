import ArgumentParser

/// What waits for destinations, what became of it, how a request to one looks, and what a person may do about it.
struct OutboxCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "outbox",
        abstract: "What is sent to destinations: look at it, tell it again, take it out, hold it back.",
        discussion: """
            `list`, `show`, `preview` and `test` work beside the gateway; the others ask the running one, and each \
            is a line of the audit log.
            """,
        subcommands: [
            List.self, Show.self, Preview.self, Test.self, Retry.self, Drop.self, Pause.self, Resume.self,
            Prove.self,
        ], defaultSubcommand: List.self)
}
