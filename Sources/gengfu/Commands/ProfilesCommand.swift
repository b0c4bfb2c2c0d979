import ArgumentParser
import Expressions
import Facility
import SiteConfiguration

/// Works on profiles; `test` is the proof that each reads what its maker sends.
struct ProfilesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "profiles", abstract: "Work with device profiles.", subcommands: [Test.self])

    struct Test: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Decode every example of every profile and compare.",
            discussion: "Exits 2 when an example differs, 78 when a file has mistakes.")

        @Argument(help: "Folder of device profiles.")
        var directory = "DeviceProfiles"

        @OptionGroup var language: LanguageOptions

        func run() throws {
            let (library, diagnostics) = ProfilesLoader.load(directory: directory)
            ConfigurationOptions.print(diagnostics, in: language.language)
            guard let library else { throw ExitCode.badConfiguration }
            let codecs = LazyCodecs()
            var failed = 0
            for example in library.examples {
                let differences = ExampleRun(example, in: library, runCodec: codecs.answer).differences
                if !differences.isEmpty { failed += 1 }
                for difference in differences {
                    let place = "\(example.place.file.path):\(example.place.line)"
                    StandardError.write("\(place): \(difference.text[language.language])")
                }
            }
            guard failed == 0 else {
                let summary = CommandMessage.examplesFailed(failed: failed, examples: library.examples.count)
                StandardError.write(summary.text[language.language])
                throw ExitCode.findings
            }
            let summary = CommandMessage.examplesPassed(
                examples: library.examples.count, profiles: library.profiles.count)
            StandardOutput.write(summary.text[language.language])
        }
    }
}

/// Starts the process for codecs at the first example that needs it.
private final class LazyCodecs {
    private lazy var runner = CodecRunner()

    func answer(_ uplink: LoRaWANUplink) -> DecodedUplink.Result { runner.answer(uplink) }
}
