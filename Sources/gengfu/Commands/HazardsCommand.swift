import ArgumentParser
import Facility
import SiteConfiguration

/// Works on hazards; `test` is the proof that each raises when it should, and only then.
struct HazardsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hazards", abstract: "Work with hazards.", subcommands: [Test.self])

    struct Test: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Run every case of every hazards.test.yaml at the engine.",
            discussion: """
                A case says what devices send and which incidents must have been raised by when. Series hold \
                one value per step: `true`, `21.5`, `_` for no reading, `21.5x3` for it and three more, \
                `20+0.5x4` for 20 20.5 21 21.5 22. Exits 1 when a case comes out otherwise, 78 when a file has \
                mistakes.
                """)

        @Argument(help: "Folder of device profiles.")
        var directory = "DeviceProfiles"

        @Flag(name: .long, help: "Print one JSON object per case.")
        var json = false

        @OptionGroup var language: LanguageOptions

        func run() throws {
            let (suite, diagnostics) = HazardSuite.load(directory: directory)
            ConfigurationOptions.print(diagnostics, in: language.language)
            guard let suite else { throw ExitCode.badConfiguration }
            let batch = HazardCaseRun.makeBatch()
            var failed = 0
            for test in suite.cases {
                let run = HazardCaseRun(test, in: suite.library, batch: batch)
                if !run.failures.isEmpty { failed += 1 }
                if json { StandardOutput.write(JSONLine.text(HazardCaseLine(test, run))) }
                for diagnostic in run.diagnostics {
                    StandardError.write(diagnostic.rendered(in: language.language))
                }
            }
            try report(suite, failed: failed)
        }

        private func report(_ suite: HazardSuite, failed: Int) throws {
            let language = language.language
            if !suite.unproven.isEmpty {
                let names = suite.unproven.joined(separator: ", ")
                StandardError.write(HazardTestMessage.withoutCase(names).text[language])
            }
            guard failed == 0 else {
                let summary = HazardTestMessage.failed(failed: failed, cases: suite.cases.count)
                StandardError.write(summary.text[language])
                throw ExitCode.failedTest
            }
            let summary = HazardTestMessage.passed(
                cases: suite.cases.count, hazards: suite.library.hazards.count - suite.unproven.count)
            if !json { StandardOutput.write(summary.text[language]) }
        }
    }
}
