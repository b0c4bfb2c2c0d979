import ArgumentParser
import Facility
import SiteConfiguration

extension DevicesCommand {
    /// Takes devices from a spreadsheet into the site's sheet: all of them or none.
    struct Import: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "import",
            abstract: "Take devices from an Excel sheet (.xlsx) or CSV into the site's.",
            discussion: """
                Headings are Chinese or English; a CSV is UTF-8 or GB 18030, its cells separated by commas, \
                semicolons or tabs. Every mistake is printed with its row and column, and nothing is imported \
                unless all is right. New devices are added; those that are there with other values are refused \
                unless --replace is given; those that the sheet does not name stay.

                Exits 65 when the sheet has mistakes, 2 when devices were refused, 78 when the site's own files \
                have mistakes.
                """)

        @Argument(help: "The sheet, .xlsx or CSV.")
        var file: String

        @Option(name: .long, help: "The sheet to take them into; the site's `devices` when absent.")
        var into: String?

        @Flag(name: .long, help: "Check and say what would change, write nothing.")
        var dryRun = false

        @Flag(name: .long, help: "Let devices that are there already take this sheet's values.")
        var replace = false

        @Flag(name: .long, help: "Print the summary as JSON.")
        var json = false

        @OptionGroup var site: ConfigurationOptions

        func run() throws {
            let language = site.language.language
            let around = SheetImport.context(config: site.config)
            guard let context = around.context else {
                ConfigurationOptions.print(around.diagnostics, in: language)
                throw ExitCode.badConfiguration
            }
            let target = into ?? around.sheet
            let result = SheetImport.read(file, into: target, context: context, in: language)
            for diagnostic in result.diagnostics { StandardError.write(diagnostic.rendered(in: language)) }
            guard let sheet = result.import else {
                let errors = result.diagnostics.count { $0.severity == .error }
                StandardError.write(ImportMessage.refused(errors: errors).text[language])
                // A mistake of the sheet in force is no mistake of the one to import.
                let isOwn = result.diagnostics.contains { $0.severity == .error && $0.path == target }
                throw isOwn ? ExitCode.badConfiguration : ExitCode.badData
            }
            try finish(sheet, target: target, in: language)
        }

        private func finish(_ sheet: SheetImport, target: String, in language: Language) throws {
            let summary = sheet.summary
            let isRefused = !summary.changed.isEmpty && !replace
            let isIdle = summary.added.isEmpty && summary.changed.isEmpty
            if !dryRun, !isRefused, !isIdle, let failure = sheet.write(to: target) {
                StandardError.write(failure.text[language])
                throw ExitCode.failure
            }
            if json {
                StandardOutput.write(
                    JSONLine.text(ImportReport(summary, written: !dryRun && !isRefused && !isIdle)))
            } else {
                for message in summary.messages { StandardOutput.write(message.text[language]) }
                if isRefused {
                    StandardError.write(
                        ImportMessage.changesRefused(count: summary.changed.count).text[language])
                } else {
                    let last: ImportMessage =
                        isIdle ? .nothingToDo : dryRun ? .dryRun : .written(path: target)
                    StandardOutput.write(last.text[language])
                }
            }
            if isRefused { throw ExitCode.findings }
        }
    }
}

/// The summary for programs.
private struct ImportReport: Encodable {
    struct Change: Encodable {
        let id: String
        let columns: [String]
    }

    let added: [String]
    let changed: [Change]
    let unchanged: Int
    let missing: [String]
    let written: Bool

    init(_ summary: SheetImport.Summary, written: Bool) {
        added = summary.added
        changed = summary.changed.map { Change(id: $0.id, columns: $0.columns) }
        unchanged = summary.unchanged
        missing = summary.missing
        self.written = written
    }
}
