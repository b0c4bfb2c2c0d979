import ArgumentParser
import Console
import Facility
import Foundation
import Logging

/// The page, health and metrics, in a process of its own.
struct ConsoleCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "console", abstract: "Serve the page, /healthz and /metrics of a running gateway.",
        discussion:
            "Prints {\"address\": …} once it listens. A fault in a page ends this process, never the watch.")

    @Option(name: .long, help: "Control socket of the gateway.")
    var control = "/run/gengfu/control"

    @Option(name: .long, help: "Address to listen at.")
    var host = "127.0.0.1"

    @Option(name: .long, help: "Port; 0: any free one.")
    var port = 8080

    @Option(
        name: .long, help: "Further names people use for this machine, such as the duty room's host name.")
    var hostName: [String] = []

    func validate() throws {
        guard (0...65_535).contains(port) else { throw ValidationError("--port must be between 0 and 65535") }
    }

    func run() async throws {
        ParentWatch.start()
        LoggingSystem.bootstrap(StreamLogHandler.standardError)
        var log = Logger(label: "gengfu.console")
        log.logLevel = .notice
        var settings = ConsoleSettings()
        settings.host = host
        settings.port = port
        settings.hostNames += hostName
        let clock = SharedClock(ClockReader())
        let server = ConsoleServer(
            settings: settings, core: ControlCoreLink(path: control), logger: log, now: { clock.read() })
        let host = host
        try await server.run(handlesSignals: true) { port in
            StandardOutput.write(JSONLine.text(Listening(address: "http://\(host):\(port)")))
            let environment = ProcessInfo.processInfo.environment
            ServiceManager(environment: environment).ready()
            ConsoleProbe.start(host: host, port: port, environment: environment)
        }
    }
}
