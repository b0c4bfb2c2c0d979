import ArgumentParser

/// What waits for destinations, what became of it, and how a request to one looks.
struct OutboxCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "outbox",
        abstract: "Look at what is sent to destinations: list, show, preview, test.",
        subcommands: [List.self, Show.self, Preview.self, Test.self], defaultSubcommand: List.self)
}
