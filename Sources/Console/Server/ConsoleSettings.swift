import Facility

/// Where and how the console is reached.
package struct ConsoleSettings: Sendable {
    /// Address to listen on. 127.0.0.1 unless the installer says otherwise: the console has no passwords of its
    /// own, whoever reaches it may look and act.
    package var host: String
    /// 0: a free one.
    package var port: Int
    /// Names the console is reached by besides addresses and `localhost`; a request for any other name is
    /// refused, so that a foreign page cannot reach it under a name of its own (DNS rebinding).
    package var hostNames: [String]
    package var language: Language
    /// Connections at once; more wait.
    package var connectionLimit: Int

    package init(
        host: String = "127.0.0.1", port: Int = 8080, hostNames: [String] = [], language: Language = .zh,
        connectionLimit: Int = 64
    ) {
        self.host = host
        self.port = port
        self.hostNames = hostNames
        self.language = language
        self.connectionLimit = connectionLimit
    }
}
