import ArgumentParser
import Facility
import Papers

/// What the rated firm says against a figure: a line of the records room, printed beside the firm's rows.
struct ReportObject: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "object",
        abstract:
            "Enter a firm's objection to the figures of a period; every later print of it has it beside them.",
        discussion:
            "The figures stay as they were counted. An objection is withdrawn by `gengfu records add --corrects`."
    )

    @OptionGroup var span: ReportPeriodOptions

    @Option(name: .long, help: "The firm that objects, as the sheet names it.")
    var firm: String

    @Option(name: .long, help: "What it says.")
    var text: String

    @Option(name: .long, help: "What it is about: facility:NAME, a device's id, place:BUILDING or site.")
    var of = "facility:elevator"

    @Option(name: .long, help: "Who enters it (the id of a person of the site).")
    var by: String

    @OptionGroup var site: RecordsSiteOptions
    @OptionGroup var control: ControlOptions

    func run() throws {
        try ReportRemark.enter(.objection, span, of: of, performer: firm, text: text, by: by, site, control)
    }
}

/// What was found wrong with a figure: a new line with its reason, never another number in the old one's place.
struct ReportCorrect: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "correct",
        abstract: "Enter what was found wrong with a figure of a period, and why.")

    @OptionGroup var span: ReportPeriodOptions

    @Option(name: .long, help: "What it is about: facility:NAME, a device's id, place:BUILDING or site.")
    var of: String

    @Option(name: .long, help: "The figure, what it was and what it should be.")
    var text: String

    @Option(name: .long, help: "Why.")
    var reason: String

    @Option(name: .long, help: "Who found it: a firm, an office, a person.")
    var performer: String

    @Option(name: .long, help: "Who enters it (the id of a person of the site).")
    var by: String

    @OptionGroup var site: RecordsSiteOptions
    @OptionGroup var control: ControlOptions

    func run() throws {
        let zh = control.language.language == .zh
        try ReportRemark.enter(
            .correction, span, of: of, performer: performer,
            text: text + (zh ? "；原因：" : "; because ") + reason, by: by, site, control)
    }
}

/// How both are entered.
enum ReportRemark {
    static func enter(
        _ kind: RecordKind, _ span: ReportPeriodOptions, of subject: String, performer: String, text: String,
        by person: String, _ site: RecordsSiteOptions, _ control: ControlOptions
    ) throws {
        let period = try span.period(site.zone)
        guard let about = RecordSubject(subject) else { throw ValidationError("--of is empty") }
        let now = ClockReader().readOnce()
        // Of the period's last hour, and at another millisecond each: two objections of a firm are two.
        let apart = Interval.milliseconds(1 + now.milliseconds % 3_600_000)
        let record = UpkeepRecord(
            kind: kind, subject: about, performedAt: min(period.until - apart, now), performer: performer,
            note: text)
        guard record.isWithinLimits else { throw ValidationError("a text is empty or too long") }
        try RecordsCommand.enter([record], by: person, control)
    }
}
