import ArgumentParser
import Control
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
                cell is a text, so that no program takes a code for a number. With --all the running gateway is \
                asked for the devices that were adopted beside the sheet; they follow the sheet's own, so that \
                a person fills in where they are and imports them.
                """)

        @Option(name: .long, help: "File to write; standard output when absent.")
        var to: String?

        @Flag(name: .long, help: "Write an Excel workbook, whatever the file's name.")
        var xlsx = false

        @Flag(name: .long, help: "Write a CSV, whatever the file's name.")
        var csv = false

        @Flag(name: .long, help: "Also what was adopted beside the sheet; asks the running gateway.")
        var all = false

        @Option(name: .long, help: "With --all: control socket of the running gateway.")
        var control = "/run/gengfu/control"

        @OptionGroup var site: ConfigurationOptions

        func validate() throws {
            if xlsx, csv { throw ValidationError("--xlsx and --csv exclude one another") }
            if xlsx, to == nil { throw ValidationError("a workbook needs a file: --to devices.xlsx") }
        }

        func run() throws {
            var loaded = try site.load()
            if all {
                let entries = try adopted()
                let declared = loaded.devices.count
                loaded = loaded.merged(with: entries)
                noteMissing(entries.count - (loaded.devices.count - declared))
            }
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

        /// What was adopted, as far as a sheet can say it.
        private func adopted() throws -> [RegistryEntry] {
            let client = ControlClient(path: control)
            var entries: [RegistryEntry] = []
            while true {
                let page = ControlRequest.Page(offset: entries.count, limit: ControlRequest.pageLimit)
                do throws(ControlSocketError) {
                    switch try client.ask(.registry(.adopted, page: page), language: site.language.language) {
                    case .answer(.registry(let listing)):
                        entries += listing.rows.map(\.entry)
                        if listing.rows.isEmpty || entries.count >= listing.total { return entries }
                        continue
                    case .failure(let failure): StandardError.write(VisibleText.of(failure.message))
                    case .answer: break
                    }
                } catch {
                    StandardError.write(error.text[site.language.language])
                }
                throw ExitCode.failure
            }
        }

        /// A profile that a bridge lists is in no file, so a sheet cannot name it; the sheet's own device needs no row.
        private func noteMissing(_ count: Int) {
            guard count > 0 else { return }
            StandardError.write(
                site.language.language == .zh
                    ? "另有 \(count) 台已纳入设备未导出：已在设备表中，或其型号不在型号文件中"
                    : "\(count) adopted devices are not in it: the sheet has them, or their profile is in no file"
            )
        }
    }
}

extension RegistryReport {
    /// The row it came from, without what was heard.
    fileprivate var entry: RegistryEntry {
        var entry = RegistryEntry(id: id, broker: broker, standing: standing, at: firstHeard)
        entry.profile = profile
        entry.name = name
        entry.place = place
        entry.parent = parent
        // A channel's id is its device's and its own (`Engine.meetChannels`).
        if let parent, id.hasPrefix(parent + "/") { entry.channel = String(id.dropFirst(parent.count + 1)) }
        return entry
    }
}
