import ArgumentParser
import Control
import Facility
import Foundation
import SiteConfiguration

/// The records room: what no sensor tells, and what falls due.
struct RecordsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "records",
        abstract: "Enter visits, cleanings, tests and inspections; list them and what falls due.",
        subcommands: [Due.self, List.self, Add.self, Import.self], defaultSubcommand: Due.self)

    struct Due: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List what is overdue, what has no record, and what is to come.",
            discussion: "Exits 2 when something is overdue or has no record.")

        @OptionGroup var control: ControlOptions

        func run() throws {
            let rows = try control.all({ .recordsDue(page: $0) }) { answer in
                if case .recordsDue(let listing) = answer { listing } else { nil }
            }
            for row in rows {
                StandardOutput.write(
                    control.json
                        ? JSONLine.text(row) : VisibleText.of(row.line(in: control.language.language)))
            }
            if rows.contains(where: { $0.standing != .due }) { throw ExitCode.findings }
        }
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List records, the latest deed first.")

        @Option(name: .long, help: "Only of this kind: maintenance, cleaning, 维保, 水质检测, …")
        var kind: String?

        @Option(name: .long, help: "Only of this device, place:BUILDING, facility:NAME or site.")
        var of: String?

        @OptionGroup var control: ControlOptions

        func run() throws {
            let kind = try kind.map { try RecordsCommand.kind($0) }
            let subject = of.flatMap(RecordSubject.init)
            let rows = try control.all({ .records(kind, subject, page: $0) }) { answer in
                if case .records(let listing) = answer { listing } else { nil }
            }
            for row in rows {
                StandardOutput.write(
                    control.json
                        ? JSONLine.text(row) : VisibleText.of(row.line(in: control.language.language)))
            }
        }
    }

    struct Add: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Enter one record, or correct one.",
            discussion: """
                A record is never changed: --corrects NUMBER --reason … enters a line in its place, with --withdraw a \
                line that makes it void.
                """)

        @Argument(
            help: "maintenance, cleaning, laboratory, calibration, inspection, drill, disabled; or 维保, …")
        var kind: String

        @Argument(help: "A device's id, place:BUILDING, facility:NAME, or site.")
        var subject: String

        @Option(
            name: .long,
            help: "When it was done, such as 2026-03-09 or \"2026-03-09 08:30\".")
        var on: String

        @Option(name: .long, help: "Who did it: firm, laboratory or person.")
        var performer: String

        @Option(name: .long, help: "When the next is due; by the kind's own term when absent.")
        var due: String?

        @Option(name: .long, help: "A result, such as \"余氯(mg/L)=0.3\"; may be given again and again.")
        var result: [String] = []

        @Option(name: .long, help: "A note.") var note: String?

        @Option(name: .long, help: "Number of the record this line stands in for.") var corrects: Int64?

        @Option(name: .long, help: "Why.") var reason: String?

        @Flag(name: .long, help: "With --corrects: nothing stands in for it.") var withdraw = false

        @Option(name: .long, help: "Who enters it (the id of a person of the site).") var by: String

        @OptionGroup var site: RecordsSiteOptions
        @OptionGroup var control: ControlOptions

        func validate() throws {
            guard corrects == nil || reason != nil else { throw ValidationError("--corrects needs --reason") }
            guard !withdraw || corrects != nil else { throw ValidationError("--withdraw needs --corrects") }
        }

        func run() throws {
            let zone = site.zone
            guard let about = RecordSubject(subject) else { throw ValidationError("the subject is empty") }
            var record = UpkeepRecord(
                kind: try RecordsCommand.kind(kind), subject: about,
                performedAt: try date(on, "--on", zone), performer: performer,
                results: try result.map(RecordsCommand.result),
                due: try due.map { try date($0, "--due", zone, endOfDay: true) }, note: note)
            (record.corrects, record.reason, record.isWithdrawal) = (corrects, reason, withdraw)
            guard record.isWithinLimits else { throw ValidationError("a text is empty or too long") }
            try RecordsCommand.enter([record], by: by, control)
        }

        private func date(
            _ text: String, _ option: String, _ zone: ZoneRules, endOfDay: Bool = false
        ) throws -> Timestamp {
            guard let date = RecordDate.read(text, in: zone, endOfDay: endOfDay) else {
                throw ValidationError("\(option) is a date such as 2026-03-09")
            }
            return date
        }
    }

    struct Import: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Enter a table of records: all of its rows, or none.",
            discussion: """
                CSV in UTF-8 or GB 18030 with the headings 类别, 对象, 日期, 单位 and, where wanted, 下次日期, 备注, \
                更正编号, 更正原因, 结果:余氯(mg/L). A table that is imported twice is entered once. Exits 65 with every \
                mistake by row and column.
                """)

        @Argument(help: "The file.") var file: String

        @Option(name: .long, help: "Who enters it (the id of a person of the site).") var by: String

        @Flag(name: .long, help: "Only look for mistakes.") var check = false

        @OptionGroup var site: RecordsSiteOptions
        @OptionGroup var control: ControlOptions

        func run() throws {
            let language = control.language.language
            guard let bytes = FileManager.default.contents(atPath: file) else {
                StandardError.write(language == .zh ? "\(file)：无法读取" : "\(file): cannot be read")
                throw ExitCode.failure
            }
            let loaded = try site.load(language)
            let sheet = RecordSheet([UInt8](bytes), zone: loaded.zoneRules) { $0.exists(in: loaded) }
            guard sheet.mistakes.isEmpty else {
                for mistake in sheet.mistakes {
                    StandardError.write(VisibleText.of(mistake.line(in: language)))
                }
                throw ExitCode.badData
            }
            guard !check else {
                let count = sheet.records.count
                return StandardOutput.write(
                    language == .zh ? "\(count) 条记录，没有错误" : "\(count) records, no mistake")
            }
            try RecordsCommand.enter(sheet.records, by: by, control)
        }
    }

    /// Enters them and says what came of it.
    static func enter(_ records: [UpkeepRecord], by person: String, _ control: ControlOptions) throws {
        let zh = control.language.language == .zh
        switch try control.ask(.record(records), person: person) {
        case .done: StandardOutput.write(zh ? "已登记 \(records.count) 条" : "entered: \(records.count)")
        case .alreadySo: StandardOutput.write(zh ? "此前已登记" : "entered before; nothing changed")
        default: throw ExitCode.failure
        }
    }

    static func kind(_ word: String) throws -> RecordKind {
        if let kind = RecordKind(spelling: word) { return kind }
        let known = RecordKind.allCases.map { "\($0.rawValue) \($0.title.zh)" }.joined(separator: ", ")
        throw ValidationError("no kind is called `\(word)`; known: \(known)")
    }

    static func result(_ text: String) throws -> UpkeepRecord.Result {
        let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
        guard parts.count == 2, let value = Double(parts[1].trimmingCharacters(in: .whitespaces)),
            value.isFinite
        else { throw ValidationError("--result is a name, an equals sign and a number, not `\(text)`") }
        let (name, unit) = RecordSheet.result(parts[0])
        return UpkeepRecord.Result(name: name, value: value, unit: unit)
    }
}

/// Which site's zone dates are written in, and what it has.
struct RecordsSiteOptions: ParsableArguments {
    @Option(name: .long, help: "The site's file, for its time zone and its devices.")
    var config = "/etc/gengfu/gengfu.yaml"

    /// The site, or every mistake of it and exit 78.
    func load(_ language: Language) throws -> Site {
        let (site, diagnostics) = SiteLoader.load(file: config)
        guard let site else {
            ConfigurationOptions.print(diagnostics, in: language)
            throw ExitCode.badConfiguration
        }
        return site
    }

    /// The site's zone; China's where the file cannot be read: eight hours east, without summer time since 1992.
    var zone: ZoneRules {
        SiteLoader.load(file: config).site?.zoneRules ?? ZoneRules(initialOffset: 28_800, changes: [])
    }
}
