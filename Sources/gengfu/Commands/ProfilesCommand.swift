import ArgumentParser
import Expressions
import Facility
import SiteConfiguration

/// Works on profiles: `new` drafts one from recorded traffic, `test` proves that each reads what its maker sends,
/// `lint` says what it may lack.
struct ProfilesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "profiles", abstract: "Work with device profiles.",
        subcommands: [Test.self, Lint.self, New.self])

    struct Test: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Decode every example of every profile and compare.",
            discussion: "Exits 1 when an example differs, 78 when a file has mistakes.")

        @Argument(help: "Folder of device profiles.")
        var directory = "DeviceProfiles"

        @Flag(name: .long, help: "Print a JSON object per example.")
        var json = false

        @OptionGroup var language: LanguageOptions

        func run() throws {
            let language = language.language
            let (library, diagnostics) = ProfilesLoader.load(directory: directory)
            ConfigurationOptions.print(diagnostics, in: language)
            guard let library else { throw ExitCode.badConfiguration }
            let codecs = LazyCodecs()
            var failed = 0
            var skipped = 0
            for example in library.examples {
                let run = ExampleRun(example, in: library, runCodec: codecs.answer)
                let report = ExampleReport(example, run, in: library)
                if report.skipped { skipped += 1 } else if !report.passed { failed += 1 }
                if json {
                    StandardOutput.write(JSONLine.text(report))
                } else if !report.passed, !report.skipped {
                    StandardError.write(report.rendered(in: language))
                }
            }
            if skipped > 0 { StandardError.write(ToolingMessage.skipped(count: skipped).text[language]) }
            guard failed == 0 else {
                let summary = CommandMessage.examplesFailed(failed: failed, examples: library.examples.count)
                StandardError.write(summary.text[language])
                throw ExitCode.failedTest
            }
            let summary = CommandMessage.examplesPassed(
                examples: library.examples.count - skipped, profiles: library.profiles.count)
            if !json { StandardOutput.write(summary.text[language]) }
        }
    }
}

/// Starts the process for codecs at the first example that needs it.
private final class LazyCodecs {
    private lazy var runner = CodecRunner()

    func answer(_ uplink: LoRaWANUplink) -> DecodedUplink.Result { runner.answer(uplink) }
}
