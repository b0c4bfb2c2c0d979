import ArgumentParser
import Facility
import Foundation
import SiteConfiguration

extension DevicesCommand {
    /// Writes the site's devices as the sheet that `import` reads.
    struct Export: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "export",
            abstract: "Write the devices as a sheet that `devices import` takes back unchanged.",
            discussion: """
                As CSV in UTF-8 to standard output, or into a file: .xlsx when it is called so. In an .xlsx every \
                cell is a text, so that no program takes a code for a number.
                """)

        @Option(name: .long, help: "File to write; standard output when absent.")
        var to: String?

        @Flag(name: .long, help: "Write an Excel workbook, whatever the file's name.")
        var xlsx = false

        @Flag(name: .long, help: "Write a CSV, whatever the file's name.")
        var csv = false

        @OptionGroup var site: ConfigurationOptions

        func validate() throws {
            if xlsx, csv { throw ValidationError("--xlsx and --csv exclude one another") }
            if xlsx, to == nil { throw ValidationError("a workbook needs a file: --to devices.xlsx") }
        }

        func run() throws {
            let loaded = try site.load()
            guard let context = SheetImport.context(config: site.config).context else {
                throw ExitCode.badConfiguration
            }
            let isWorkbook = xlsx || (!csv && to?.lowercased().hasSuffix(".xlsx") ?? false)
            let bytes = SheetWriter.write(
                loaded.devices, zones: loaded.zones, context: context,
                as: isWorkbook ? .workbook : .commas, in: site.language.language)
            guard let to else {
                try? FileHandle.standardOutput.write(contentsOf: Data(bytes))
                return
            }
            guard WholeFile.write(bytes, to: to) else {
                StandardError.write(WorkbookMessage.cannotWrite(to).text[site.language.language])
                throw ExitCode.failure
            }
        }
    }
}
