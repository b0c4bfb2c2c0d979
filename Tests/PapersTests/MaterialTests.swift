import Facility
import Papers
import Testing

@Suite("The material of papers")
struct MaterialTests {
    private static let week = Period(.week, of: "2026-02-14", zone: Quarter.zone)!

    private func material(_ change: (inout PaperMaterial) -> Void) -> [DarkSpan.Kind: Interval] {
        var material = Quarter(incidents: 1).material
        material.cases = []
        material.spans = []
        change(&material)
        return Figures(Self.week, of: material).whole.dark
    }

    private func suppression(_ span: Suppression.Span, ended: Timestamp? = nil) -> Suppression {
        var works = Suppression(
            number: 1, reach: .device("smoke-a-0"), span: span, why: "", by: "li",
            at: Self.week.from - .days(30))
        works.ended = ended.map { Suppression.Ending(at: $0, by: nil) }
        return works
    }

    private func hours(_ span: Suppression.Span, ended: Timestamp? = nil) -> [DarkSpan.Kind: Interval] {
        material {
            $0.darken(
                Self.week, losses: [], suppressions: [suppression(span, ended: ended)], records: [])
        }
    }

    @Test("Weekly works count on their days alone, a night into the next day, and until their end")
    func weeklyWorks() {
        let last = Self.week.until + .days(90)
        // Tuesday and Thursday 08:00 to 10:00.
        #expect(hours(.weekly(days: 0b1010, from: 480, until: 600, last: last))[.suppressed] == .hours(4))
        // Sunday's night 22:00 to 02:00: two hours of the Sunday before, two of this week's own.
        let night = Suppression.Span.weekly(days: 0b100_0000, from: 1_320, until: 120, last: last)
        #expect(hours(night)[.suppressed] == .hours(4))
        #expect(hours(night, ended: Self.week.from + .hours(1))[.suppressed] == .hours(1))
        let past = Suppression.Span.weekly(days: 0b111_1111, from: 0, until: 60, last: Self.week.from)
        #expect(hours(past)[.suppressed] == .zero)
    }

    @Test("Works once and a device out of service count until they ended, not until they were due")
    func onceAndOut() {
        let once = Suppression.Span.once(from: Self.week.from + .hours(5), until: Self.week.from + .hours(9))
        #expect(hours(once)[.suppressed] == .hours(4))
        #expect(hours(once, ended: Self.week.from + .hours(6))[.suppressed] == .hours(1))
        let out = Suppression.Span.outOfService(due: Self.week.from + .hours(1))
        #expect(hours(out)[.disabled] == .hours(168))
        #expect(hours(out, ended: Self.week.from + .hours(30))[.disabled] == .hours(30))
    }

    @Test("Only blindness is a loss of sight; a corrected record of a disabled point counts no more")
    func lossesAndRecords() {
        let from = Self.week.from
        func record(_ number: Int64, hours: Int64, corrects: Int64? = nil) -> UpkeepRecord {
            var record = UpkeepRecord(
                kind: .disabled, subject: .device("smoke-a-0"), performedAt: from, performer: "迅达",
                due: from + .hours(hours))
            (record.number, record.corrects) = (number, corrects)
            return record
        }
        let dark = material {
            $0.darken(
                Self.week,
                losses: [
                    Loss(cause: .blind, subject: "x", count: 1, from: from, to: from + .minutes(30)),
                    Loss(cause: .rateLimit, subject: "y", count: 9, from: from, to: from + .hours(9)),
                ], suppressions: [], records: [record(1, hours: 100), record(2, hours: 3, corrects: 1)])
        }
        #expect(dark[.blind] == .minutes(30))
        #expect(dark[.disabled] == .hours(3))
    }

    @Test(
        "Before the store was begun and after the gateway's last sign it was blind, and that is no nil report"
    )
    func beforeAndAfter() throws {
        let (begun, last) = (Self.week.from + .hours(2), Self.week.until - .hours(3))
        let dark = material { $0.darken(begun: begun, lastSign: last) }
        #expect(dark[.blind] == .hours(5))
        var material = Quarter(incidents: 1).material
        (material.cases, material.spans) = ([], [])
        material.darken(begun: begun, lastSign: nil)
        let partly = try #require(Paper.make(.liftSafety, Self.week, of: material, .zh))
        #expect(partly.sentences.first?.hasPrefix("零报告") == true && partly.sentences.count == 2)
        material.darken(begun: Self.week.until, lastSign: nil)
        let never = try #require(Paper.make(.liftSafety, Self.week, of: material, .zh))
        #expect(never.sentences == ["本期未监测，不能作零报告。"])
        material.spans = []
        material.readAt = Self.week.from
        let early = try #require(Paper.make(.liftSafety, Self.week, of: material, .zh))
        #expect(!early.sentences.contains { $0.hasPrefix("零报告") })
    }

    @Test("A silent device is silent until it is heard again")
    func silence() throws {
        var found = try #require(Quarter(incidents: 40).material.cases.first { $0.incident.origin == .real })
        found.incident.shadow = nil
        found.incident.since = Self.week.from + .hours(1)
        found.incident.quietAt = nil
        found.incident.ended = nil
        let dark = material {
            $0.silences = [found.incident.hazard]
            $0.cases = [found]
            $0.darken(Self.week, losses: [], suppressions: [], records: [])
        }
        #expect(dark[.silent] == .hours(167))
        found.incident.quietAt = Self.week.from + .hours(3)
        let heard = material {
            $0.silences = [found.incident.hazard]
            $0.cases = [found]
            $0.darken(Self.week, losses: [], suppressions: [], records: [])
        }
        #expect(heard[.silent] == .hours(2))
    }

    @Test("An incident is needed when it reaches into the period or the thirty days before it")
    func needs() throws {
        var incident = try #require(Quarter(incidents: 1).material.cases.first).incident
        incident.ended = .quiet(at: Self.week.from - .days(1))
        incident.raisedAt = Self.week.from - .days(30)
        #expect(PaperMaterial.needs(incident, for: Self.week))
        incident.raisedAt = Self.week.from - .days(31)
        #expect(!PaperMaterial.needs(incident, for: Self.week))
        incident.ended = nil
        #expect(PaperMaterial.needs(incident, for: Self.week))
        incident.raisedAt = Self.week.until
        #expect(!PaperMaterial.needs(incident, for: Self.week))
    }

    @Test(
        "A store that has dropped incidents of the period says so on every paper",
        arguments: Paper.Kind.allCases)
    func keptSince(_ kind: Paper.Kind) throws {
        var material = Quarter(incidents: 40).material
        material.keptSince = Self.week.from + .hours(1)
        let paper = try #require(Paper.make(kind, Self.week, of: material, .zh))
        #expect(paper.sentences.first == "不完整：存储中已了结警情仅保留自 2026-02-09 01:00:00 起。")
    }
}
