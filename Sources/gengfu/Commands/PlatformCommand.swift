import ArgumentParser
import Logging
import Simulation

/// The stand-in of a district's grid platform.
struct PlatformCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "platform",
        abstract: "Run a stand-in platform that accepts by docs/grid-interface.yaml.",
        discussion: """
            Prints {"address": …} once it listens. GET /_control/cases shows an outsider what it holds; \
            PUT /_control/faults makes it slow, refuse, answer twice, answer 200 with an error inside, or drop the \
            link. It notices a site that gave no sign of life for two periods: a line on standard error, and one of \
            `notices` in the list. For demonstrations and tests: it keeps everything in memory.
            """)

    @Option(name: .long, help: "Port on 127.0.0.1; 0: any free one.")
    var port = 0

    @Option(name: .long, help: "Bearer token it asks for.")
    var token: String?

    func validate() throws {
        guard (0...65_535).contains(port) else { throw ValidationError("--port must be between 0 and 65535") }
    }

    func run() async throws {
        ParentWatch.start()
        var log = Logger(label: "gengfu.platform")
        log.logLevel = .warning
        let server = PlatformServer(PlatformServer.Settings(port: port, token: token), log: log)
        try await server.run { address in StandardOutput.write(JSONLine.text(Listening(address: address))) }
    }
}

/// The first line of a server on standard output, for whoever started it.
struct Listening: Codable {
    var address: String
}
