import ArgumentParser
import Control
import Facility
import Foundation
import Papers
import Ring
import SiteConfiguration

/// The papers of a day, a week, a month or a quarter, and what is said against their figures.
struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract:
            "Print figures, duty log, lift-safety sheet or notice of a period; object to a figure or correct it.",
        subcommands: [ReportPrint.self, ReportObject.self, ReportCorrect.self],
        defaultSubcommand: ReportPrint.self)
}

/// Writes the papers out of the store alone: the gateway need not run.
struct ReportPrint: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "print",
        abstract: "Print one paper, sealed with a hash. `gengfu report --quarter …` is the same.",
        discussion: """
            Reads the store and writes one paper on standard output. The period is the one that the date lies in, by the \
            site's clocks. --page lift-safety is Order 74's sheet: 日管控 of a day, 周排查 of a week, 月调度 of a month; \
            without a finding it is a nil report. The SHA-256 at the foot is of every byte before the foot.
            """)

    @OptionGroup var span: ReportPeriodOptions

    @Option(name: .long, help: "duty, figures, lift-safety or notice.")
    var page: Paper.Kind = .figures

    @Option(name: .long, help: "html to print, csv for a table program, json for programs.")
    var format: Paper.Format = .html

    @Option(name: .long, help: "Folder of the store.")
    var store = "/var/lib/gengfu"

    @OptionGroup var configuration: ConfigurationOptions

    func validate() throws {
        guard page != .liftSafety || span.quarter == nil else {
            throw ValidationError("--page lift-safety is of a day, a week or a month")
        }
    }

    func run() throws {
        let site = try configuration.load()
        let period = try span.period(site.zoneRules)
        let language = configuration.language.language
        do {
            let reader = try RingReader(directory: store)
            guard let paper = Paper.make(page, period, of: try material(reader, site, period), language)
            else { throw ExitCode.failure }
            let text = paper.written(format)
            let sealed = text.sealed(AuditHead.hex(SHA256.hash(Array(text.content.utf8))))
            try FileHandle.standardOutput.write(contentsOf: Data(sealed.utf8))
        } catch let failure as Ring.ReadFailure {
            StandardError.write(VisibleText.of(failure.detail))
            throw ExitCode.failure
        } catch let failure as OpenFailure {
            StandardError.write(failure.text[language])
            throw ExitCode.failure
        } catch let failure as CocoaError {
            // Half a paper is none: a full disk below `>` must not look like success.
            StandardError.write(failure.localizedDescription)
            throw ExitCode.failure
        }
    }

    /// All that the store holds of the period, in many short reads so that the writer is never held up.
    private func material(_ reader: RingReader, _ site: Site, _ period: Period) throws -> PaperMaterial {
        let version = Gengfu.configuration.version
        var material = PaperMaterial(
            site, readAt: ClockReader().readOnce(), edition: "gengfu \(version) · \(site.version.prefix(12))")
        var every = RingReader.IncidentFilter()
        every.limit = .max
        let all = try reader.incidents(every)
        let ended = all.filter { $0.ended != nil }
        // More than so many ended ones are not kept: whatever was before the oldest may be gone.
        if ended.count >= RingLimits().endedIncidents { material.keptSince = ended.last?.raisedAt }
        material.cases = try all.filter { PaperMaterial.needs($0, for: period) }.map {
            PaperCase($0, try reader.transitions(of: $0.id))
        }
        var filter = RingReader.RecordFilter()
        filter.limit = RingLimits().records
        let records = try reader.records(filter).rows
        if page == .duty { material.notes = try notes(reader, period) }
        material.darken(
            period, losses: try reader.losses(limit: RingLimits().losses),
            suppressions: try reader.suppressions(), records: records)
        material.take(
            records: records,
            days: try reader.dayTimes(period.days).map {
                PaperDay(
                    device: $0.device, point: $0.point, day: Int($0.times.day), inside: $0.times.inside,
                    outside: $0.times.outside)
            }, heard: try reader.heardDevices())
        let watched = try reader.watchedTime()
        let sign = watched.stopped ?? watched.lastCommit
        let isStill = sign.map { material.readAt - $0 > Self.longestStillness } ?? false
        material.darken(begun: watched.begun, lastSign: watched.stopped ?? (isStill ? sign : nil))
        return material
    }

    /// What the audit log says of the shift itself, in many short reads.
    private func notes(_ reader: RingReader, _ period: Period) throws -> [DutyNote] {
        var notes: [DutyNote] = []
        var before = Int64.max
        while true {
            let entries = try reader.auditEntries(before: before, limit: 1_000)
            notes += entries.map(\.line).filter { period.contains($0.at) }.compactMap(DutyNote.init)
            guard let last = entries.last, last.line.at >= period.from else { return notes }
            before = last.number
        }
    }

    /// A gateway that has written nothing for so long is taken for one that does not run; it is rather said to have
    /// seen nothing than nothing to have been.
    private static let longestStillness = Interval.minutes(30)
}

extension Paper.Kind: ExpressibleByArgument {}
extension Paper.Format: ExpressibleByArgument {}
