import ArgumentParser
import Foundation

/// Which broker a publishing or recording command speaks to.
struct BrokerOptions: ParsableArguments {
    @Option(name: .long, help: "Broker's host.")
    var host = "127.0.0.1"

    @Option(name: .long, help: "Broker's port.")
    var port = 1883

    @Option(name: .long, help: "User name at the broker.")
    var user: String?

    @Option(name: .long, help: "File with the password, one line.")
    var passwordFile: String?

    func validate() throws {
        guard (1...65_535).contains(port) else { throw ValidationError("--port must be between 1 and 65535") }
    }

    func password() throws -> String? {
        guard let file = passwordFile else { return nil }
        guard let text = try? String(contentsOfFile: file, encoding: .utf8) else {
            throw ValidationError("the password file \(file) cannot be read")
        }
        return text.split(separator: "\n").first.map(String.init)
    }
}
