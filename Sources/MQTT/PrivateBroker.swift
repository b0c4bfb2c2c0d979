import Foundation

/// A mosquitto of our own with the configuration we ship, in a temporary folder on a free port of 127.0.0.1: for
/// tests, `gengfu demo`, `gengfu bench` and `doctor`.
///
/// It ends only the process it started, and takes its folder away with it.
package final class PrivateBroker {
    /// What differs from the shipped configuration.
    package struct Options: Sendable {
        /// Speaks TLS with certificates made for the occasion (`certificates`).
        package var usesTLS = false
        /// Also demands a certificate from clients.
        package var demandsClientCertificate = false
        /// User names and passwords; empty: everybody may connect.
        package var users: [String: String] = [:]
        /// An ACL file to use; nil: everybody may do everything.
        package var accessControl: String?
        /// Lines that replace the shipped ones of the same name, or are added.
        package var lines: [String] = []

        package init() {}
    }

    package enum Failure: Error, Sendable, Equatable {
        /// The program is not on this machine.
        case notInstalled(program: String)
        /// The shipped configuration (or the folder) cannot be read or written.
        case file(path: String, detail: String)
        /// A tool said no.
        case tool(command: String, output: String)
        /// It ended, or did not answer within ten seconds.
        case didNotAnswer(log: String)
    }

    package let port: UInt16
    /// Holds the configuration, the certificates, the log and the persistence file.
    package let folder: String
    package let certificates: CertificateSet?
    private let program: String
    private var process: ChildProcess?

    /// Starts it and waits until it answers.
    /// - Parameter configuration: path of `deploy/mosquitto/gengfu.conf`.
    package init(configuration: String, options: Options = Options()) throws(Failure) {
        guard let program = ChildProcess.find("mosquitto") else { throw .notInstalled(program: "mosquitto") }
        self.program = program
        guard let shipped = try? String(contentsOfFile: configuration, encoding: .utf8) else {
            throw .file(path: configuration, detail: LinkText.system(errno))
        }
        var template = Array("\(NSTemporaryDirectory())gengfu-broker-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw .file(path: NSTemporaryDirectory(), detail: LinkText.system(errno))
        }
        folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        port = try FreePort.next()
        certificates = options.usesTLS ? try CertificateSet(in: folder) : nil
        for (user, password) in options.users.sorted(by: { $0.key < $1.key }) {
            let passwords = "\(folder)/passwords"
            let create = access(passwords, F_OK) == 0 ? [] : ["-c"]
            try Self.run("mosquitto_passwd", create + ["-b", passwords, user, password], in: folder)
        }
        let text = PrivateBrokerConfiguration(
            shipped: shipped, port: port, folder: folder, options: options, certificates: certificates
        ).text
        let path = "\(folder)/mosquitto.conf"
        do { try text.write(toFile: path, atomically: true, encoding: .utf8) } catch {
            throw .file(path: path, detail: "\(error)")
        }
        try start()
    }

    deinit {
        stop()
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// Of the running broker, nil when stopped.
    package var pid: Int32? { process.flatMap { $0.isRunning ? $0.pid : nil } }

    /// All it wrote to standard error, over all its starts.
    package var log: String { (try? String(contentsOfFile: "\(folder)/log", encoding: .utf8)) ?? "" }

    /// Ends it without warning: nothing is saved.
    package func kill9() {
        process?.end(SIGKILL)
        process = nil
    }

    /// Ends it in order: it saves what it holds.
    package func stop() {
        process?.end(SIGTERM)
        process = nil
    }

    /// Has it write its persistence file now, as the autosave would, and waits until the file is there.
    package func save() {
        guard let pid else { return }
        let file = "\(folder)/mosquitto.db"
        let before = Self.modification(of: file)
        kill(pid, SIGUSR1)
        let deadline = MonotonicClock.milliseconds + 5_000
        while Self.modification(of: file) == before, MonotonicClock.milliseconds < deadline { usleep(5_000) }
    }

    /// Starts it again on the same port with what it had saved; stops it first if it runs.
    package func restart() throws(Failure) {
        stop()
        try start()
    }

    private func start() throws(Failure) {
        let arguments = ["-c", "\(folder)/mosquitto.conf"]
        guard let child = ChildProcess(path: program, arguments: arguments, log: "\(folder)/log") else {
            throw .tool(command: program, output: LinkText.system(errno))
        }
        process = child
        let never = Doorbell()
        let deadline = MonotonicClock.milliseconds + 10_000
        while child.isRunning, MonotonicClock.milliseconds < deadline {
            let answer = try? Reachability.firstAnswering(
                host: "127.0.0.1", port: port, deadline: deadline, cancel: never.descriptor)
            if answer != nil, child.isRunning { return }
            usleep(5_000)
        }
        kill9()
        throw .didNotAnswer(log: String(log.suffix(2_000)))
    }

    /// Runs a tool to its end.
    static func run(_ program: String, _ arguments: [String], in folder: String) throws(Failure) {
        guard let path = ChildProcess.find(program) else { throw .notInstalled(program: program) }
        let log = "\(folder)/tools.log"
        guard let child = ChildProcess(path: path, arguments: arguments, log: log) else {
            throw .tool(command: program, output: LinkText.system(errno))
        }
        guard child.wait() == 0 else {
            let output = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
            throw .tool(command: program, output: String(output.suffix(2_000)))
        }
    }

    /// Nanoseconds since 1970, and the inode: the broker writes a new file and renames it.
    private static func modification(of path: String) -> [Int] {
        var facts = stat()
        guard stat(path, &facts) == 0 else { return [] }
        return [facts.st_mtim.tv_sec, facts.st_mtim.tv_nsec, Int(facts.st_ino)]
    }
}
