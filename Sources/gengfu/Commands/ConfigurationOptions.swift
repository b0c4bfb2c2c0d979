import ArgumentParser
import Facility
import Foundation
import SiteConfiguration

/// Which site a command works with.
struct ConfigurationOptions: ParsableArguments {
    @Option(name: .long, help: "The site's file.")
    var config = "/etc/gengfu/gengfu.yaml"

    @OptionGroup var language: LanguageOptions

    /// The site, or every mistake of every file on standard error and exit 78. Warnings are printed too.
    func load() throws -> Site {
        let (site, diagnostics) = SiteLoader.load(file: config)
        Self.print(diagnostics, in: language.language)
        guard let site else { throw ExitCode.badConfiguration }
        return site
    }

    /// All diagnostics and, when there are any, their count.
    static func print(_ diagnostics: [Diagnostic], in language: Language) {
        guard !diagnostics.isEmpty else { return }
        for diagnostic in diagnostics { StandardError.write(diagnostic.rendered(in: language)) }
        let errors = diagnostics.count { $0.severity == .error }
        let warnings = diagnostics.count - errors
        let summary: CommandMessage =
            errors > 0
            ? .configurationFaulty(errors: errors, warnings: warnings) : .warningsOnly(warnings: warnings)
        StandardError.write(summary.text[language])
    }
}
