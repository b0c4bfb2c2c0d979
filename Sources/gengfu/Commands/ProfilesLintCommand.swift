import ArgumentParser
import Facility
import SiteConfiguration

extension ProfilesCommand {
    /// Says what profiles that load may still lack.
    struct Lint: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say what profiles may still lack.",
            discussion: """
                Fields of the examples that no point reads, points without a range or a written unit, topics without \
                an example, values no example yields, maps with one side, life-safety points on topics that are not \
                urgent, a time no example proves. Exits 2 when there is something to remark, 78 when a file has \
                mistakes.
                """)

        @Argument(help: "Folder of device profiles.")
        var directory = "DeviceProfiles"

        @Option(name: .long, help: "Only profiles whose id begins so, such as fire. or fire.acme.")
        var only: String?

        @OptionGroup var language: LanguageOptions

        func run() throws {
            let language = language.language
            let (findings, diagnostics) = ProfileLint.run(directory: directory, only: only)
            guard let findings else {
                ConfigurationOptions.print(diagnostics, in: language)
                throw ExitCode.badConfiguration
            }
            for finding in findings { StandardOutput.write(finding.rendered(in: language)) }
            guard findings.isEmpty else {
                StandardError.write(ToolingMessage.lintFindings(findings.count).text[language])
                throw ExitCode.findings
            }
            StandardOutput.write(ToolingMessage.lintClean.text[language])
        }
    }
}
