import ArgumentParser
import Facility
import Foundation
import Ring

/// Takes the store to another box, or a copy of it into a drawer.
struct ExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write the store, without its history, to one small file.",
        discussion: """
            A copy is taken while the gateway runs. With --move the gateway must be stopped: the copy is for the box that \
            takes over, and this store does not start any more, so that no two boxes tell everything twice; \
            --take-back undoes that. On the other box: gengfu import FILE. The file holds names, telephones and keys: it is \
            readable by its owner alone.
            """)

    @Argument(help: "File to write; it must not be there.")
    var file: String?

    @Option(name: .long, help: "Folder of the store.")
    var store = "/var/lib/gengfu"

    @Flag(name: .long, help: "Close this store for good: another box takes over.")
    var move = false

    @Flag(name: .customLong("take-back"), help: "The move did not happen: let this store start again.")
    var takeBack = false

    @OptionGroup var language: LanguageOptions

    func validate() throws {
        guard takeBack != (file != nil) else {
            throw ValidationError("give a file to write, or --take-back")
        }
        guard !(takeBack && move) else { throw ValidationError("--move and --take-back exclude each other") }
    }

    func run() throws {
        let export = StoreExport(directory: store)
        do throws(OpenFailure) {
            guard let file else {
                try export.takeBack()
                return StandardOutput.write(
                    LocalizedText(en: "\(store) may be started again", zh: "\(store) 可以重新启动")[
                        language.language])
            }
            let report =
                move
                ? try export.move(to: file, at: Self.now) : try export.write(to: file)
            StandardOutput.write(text(report, file: file)[language.language])
        } catch {
            StandardError.write(error.text[language.language])
            throw ExitCode.failure
        }
    }

    private static var now: Timestamp {
        Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1_000))
    }

    private func text(_ report: StoreExport.Report, file: String) -> LocalizedText {
        let last = report.lastCommit.map(RFC3339.text) ?? "-"
        let en =
            "\(file): \(report.bytes >> 10) KiB, \(report.incidents) incidents, \(report.waiting) deliveries waiting, "
            + "as of \(last)"
        let zh =
            "\(file)：\(report.bytes >> 10) KiB，事件 \(report.incidents) 起，待送达 \(report.waiting) 条，截至 \(last)"
        guard move else { return LocalizedText(en: en, zh: zh) }
        return LocalizedText(
            en: en + "\n\(store) does not start any more; undo that with: gengfu export --take-back",
            zh: zh + "\n\(store) 不再启动；撤销：gengfu export --take-back")
    }
}

/// Makes an exported file the store of this box.
struct ImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Make what `gengfu export` wrote the store of this box.",
        discussion: """
            The folder must hold no store. Incidents keep their numbers, what was told is not told again, and what may have \
            been told is asked for first. Start the gateway afterwards with the same gengfu.yaml.
            """)

    @Argument(help: "File that `gengfu export` wrote.")
    var file: String

    @Option(name: .long, help: "Folder of the new store; made when there is none.")
    var store = "/var/lib/gengfu"

    @OptionGroup var language: LanguageOptions

    func run() throws {
        try? FileManager.default.createDirectory(atPath: store, withIntermediateDirectories: true)
        do throws(OpenFailure) {
            let report = try StoreImport(directory: store).read(file)
            StandardOutput.write(Self.text(report, store: store)[language.language])
        } catch {
            StandardError.write(error.text[language.language])
            throw ExitCode.failure
        }
    }

    private static func text(_ report: StoreImport.Report, store: String) -> LocalizedText {
        let last = report.lastCommit.map(RFC3339.text) ?? "-"
        let en =
            "\(store): \(report.incidents) incidents, \(report.waiting) deliveries waiting, as of \(last)"
        let zh = "\(store)：事件 \(report.incidents) 起，待送达 \(report.waiting) 条，截至 \(last)"
        guard !report.isSuccessor else { return LocalizedText(en: en, zh: zh) }
        return LocalizedText(
            en: en
                + "\nThis is a copy: the box it was taken from went on. It must not run any more; what it told since is "
                + "not known here, and numbers of new incidents leave a million out.",
            zh: zh + "\n这是副本：原机此后仍在运行。原机不得再启动；其后报送的内容此处不知，新事件编号跳过一百万。")
    }
}
