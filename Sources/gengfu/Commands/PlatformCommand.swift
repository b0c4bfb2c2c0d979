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
            `notices` in the list. For demonstrations and tests: it keeps everything in memory, and with --book its \
            cases in a file, so that it may be killed.
            With --fire-centre it is a fire monitoring centre too: GET /_control/fire shows its points, \
            PUT /_control/fire/faults makes it refuse, stall, reset or write garbage, POST /_control/fire/ask lets it \
            ask who is on duty, set the clock, initialise or put a question.
            """)

    @Option(name: .long, help: "Port on 127.0.0.1; 0: any free one.")
    var port = 0

    @Option(name: .long, help: "Bearer token it asks for.")
    var token: String?

    @Option(
        name: .customLong("fire-centre"),
        help: "Port on 127.0.0.1 of a stand-in fire monitoring centre (GB/T 26875.3-2011); 0: any free one.")
    var fireCentre: Int?

    @Option(name: .long, help: "File that keeps its cases over a restart; made when there is none.")
    var book: String?

    func validate() throws {
        guard (0...65_535).contains(fireCentre ?? 0) else {
            throw ValidationError("--fire-centre must be between 0 and 65535")
        }
        guard (0...65_535).contains(port) else { throw ValidationError("--port must be between 0 and 65535") }
    }

    func run() async throws {
        ParentWatch.start()
        var log = Logger(label: "gengfu.platform")
        log.logLevel = .warning
        let server = PlatformServer(
            PlatformServer.Settings(port: port, token: token, fireCentrePort: fireCentre, book: book),
            log: log)
        guard let centre = server.fireCentre else {
            return try await server.run { StandardOutput.write(JSONLine.text(Listening(address: $0))) }
        }
        try await withThrowingTaskGroup { group in
            let (ports, ready) = AsyncStream<Int>.makeStream()
            let wanted = fireCentre ?? 0
            group.addTask { try await centre.run(port: wanted) { ready.yield($0) } }
            group.addTask {
                try await server.run { address in
                    for await port in ports {
                        let listening = Listening(address: address, fire_centre: "127.0.0.1:\(port)")
                        return StandardOutput.write(JSONLine.text(listening))
                    }
                }
            }
            try await group.next()
            group.cancelAll()
        }
    }
}

/// The first line of a server on standard output, for whoever started it.
struct Listening: Codable {
    var address: String
    /// Host and port of the stand-in fire centre; nil: there is none.
    var fire_centre: String?
}
