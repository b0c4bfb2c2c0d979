import ArgumentParser
import Dispatch
import Facility
import Foundation
import Logging
import SiteConfiguration

/// The watch as a service.
struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Watch: subscribe, detect, wake, report, until told to stop.",
        discussion: """
            SIGTERM and SIGINT stop it cleanly; SIGHUP reads the configuration again and puts it in force if it is \
            faultless. Exits 78 when the configuration has mistakes.
            """)

    @OptionGroup var site: ConfigurationOptions
    @OptionGroup var clock: ClockOptions

    @Option(name: .long, help: "Folder of the store.")
    var store = "/var/lib/gengfu"

    @Option(name: .long, help: "Control socket to open.")
    var control = "/run/gengfu/control"

    /// What standard output tells.
    enum Steps: String, ExpressibleByArgument { case none, text, json }

    @Option(name: .long, help: "Print each step of each incident: none, text or json.")
    var steps = Steps.none

    @Flag(name: .long, inversion: .prefixedNo, help: "Test at start what each broker keeps for us.")
    var contractTest = true

    func run() async throws {
        ParentWatch.start()
        LoggingSystem.bootstrap(StreamLogHandler.standardError)
        let log = Logger(label: "gengfu")
        let settings = WatchSettings(
            site: try site.load(), configuration: site.config, store: store, control: control,
            clock: clock.reader(), steps: format, testsContracts: contractTest)
        do {
            try FileManager.default.createDirectory(atPath: store, withIntermediateDirectories: true)
        } catch {
            let text = LocalizedText(
                en: "\(store): the store's folder cannot be made: \(error.localizedDescription)",
                zh: "\(store)：无法建立存储目录：\(error.localizedDescription)")
            StandardError.write(text[site.language.language])
            throw ExitCode.failure
        }
        let inbox = Inbox()
        let reloader = Reloader(
            configuration: site.config, store: store, inbox: inbox, log: log)
        let signals = Self.watchSignals(inbox: inbox, reloader: reloader)
        let result = await withCheckedContinuation { continuation in
            let thread = Thread {
                continuation.resume(
                    returning: Self.watch(settings, inbox: inbox, reloader: reloader, log: log))
            }
            // The engine's deepest recursion is a condition's 64 levels; 8 MiB is the main thread's usual share.
            thread.stackSize = 8 << 20
            thread.name = "watch"
            thread.start()
        }
        signals.forEach { $0.cancel() }
        switch result {
        case .success(let ending):
            await ending.lanes.stop()
            if let failure = ending.failure { try report(failure) }
        case .failure(let failure): try report(failure)
        }
    }

    private func report(_ failure: Watch.Failure) throws {
        StandardError.write(failure.text[site.language.language])
        throw ExitCode.failure
    }

    private var format: StepPrinter.Format {
        switch steps {
        case .none: .none
        case .text: .text(site.language.language)
        case .json: .json
        }
    }

    /// How a watch ended that had begun.
    private struct Ending: Sendable {
        let lanes: LaneHost
        /// nil: by our own will.
        let failure: Watch.Failure?
    }

    /// The watch's thread, from opening the store to the clean stop.
    private static func watch(
        _ settings: WatchSettings, inbox: Inbox, reloader: Reloader, log: Logger
    ) -> Result<Ending, Watch.Failure> {
        do throws(Watch.Failure) {
            let watch = try Watch(settings, inbox: inbox, reloader: reloader, log: log)
            watch.lanes.start()
            watch.loop.run()
            return .success(
                Ending(lanes: watch.lanes, failure: watch.loop.store.isDamaged ? .damaged : nil))
        } catch {
            return .failure(error)
        }
    }

    private static func watchSignals(
        inbox: Inbox, reloader: Reloader
    ) -> [any DispatchSourceSignal] {
        // A peer that closes its socket while we write must not end the watch.
        signal(SIGPIPE, SIG_IGN)
        let queue = DispatchQueue(label: "gengfu.signals")
        return [SIGTERM, SIGINT, SIGHUP].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            source.setEventHandler {
                guard number == SIGHUP else { return _ = inbox.offer(.stop) }
                reloader.load(for: nil)
            }
            source.resume()
            return source
        }
    }
}
