import Facility
import Foundation
import Testing

@testable import SiteConfiguration

/// Who is there, when, and how they are called, as an installer writes it.
@Suite("People and organisations")
struct PeopleTests {
    private static let text = """
        organisations:
          - {id: kone, name: 通力维保, role: 电梯维保单位, phone: "400-1"}
          - {id: street, name: 花园街道, role: street}
        people:
          - {id: zhang, name: 张师傅, role: 值班员, phone: "138"}
          - {id: wu, name: 吴工, role: engineer, phone: "139", organisation: kone}
          - {id: someone, name: 某人}
        shifts:
          - {id: day, name: 白班, hours: {from: "08:00", to: "20:00"}, people: [zhang]}
          - id: night
            hours: {from: "20:00", to: "08:00"}
            people: [zhang]
            rota: {2026-11-21: [wu], 2026-11-22: wu}
        pin_file: pins
        no_duty_room: {call: [wu, kone]}
        calling: {routes: [sms, call], ring_for: 20s, pause: 2m, unwatched_after: 4m, screen_within: 10m}
        """

    private func read(_ text: String) -> (Site, [String]) {
        let log = DiagnosticLog()
        var site = Site(id: "yard", name: "Yard")
        if let section = YAMLDocument.read(SourceFile(path: "gengfu.yaml", text: text), into: log) {
            PeopleReader(surroundings: Surroundings(folder: "/etc/gengfu", environment: [:]))
                .read(section, into: &site)
            section.finish()
        }
        return (site, log.diagnostics.map { $0.rendered(in: .en) })
    }

    @Test("Everything that can be written is read, in Chinese words and English ones")
    func everything() {
        let (site, mistakes) = read(Self.text)
        #expect(mistakes == [])
        #expect(site.organisations.map(\.role) == [.liftFirm, .street])
        #expect(site.people.map(\.role) == [.duty, .engineer, nil])
        #expect(site.people[1].organisation == "kone")
        #expect(site.shifts.map(\.name) == ["白班", "night"])
        // 2026-11-21 is day 20778 since 1970.
        #expect(site.shifts[1].rota == [20_778: ["wu"], 20_779: ["wu"]])
        #expect(site.pinFile == "/etc/gengfu/pins")
        let policy = site.calling
        #expect(policy?.routes == [.sms, .call] && policy?.noDutyRoom == ["wu", "kone"])
        #expect(policy?.ringFor == .seconds(20) && policy?.pause == .minutes(2))
        #expect(policy?.unwatchedAfter == .minutes(4) && policy?.screenWithin == .minutes(10))
    }

    @Test("A site that says nothing of it calls by the page")
    func nothing() {
        let (site, mistakes) = read("people: [{id: zhang, name: 张}]\n")
        #expect(mistakes == [])
        #expect(site.calling == CallingPolicy())
        #expect(site.calling?.routes == [.page])
    }

    @Test(
        "Every mistake is said where it is written",
        arguments: [
            ("people: [{id: z, name: Z, role: gurd}]", "gurd"),
            ("people: [{id: z, name: Z}]\nno_duty_room: {call: [wang]}", "wang"),
            ("people: [{id: z, name: Z, organisation: kone}]", "kone"),
            ("people: [{id: z, name: Z}]\nshifts: [{id: day, hours: {from: \"08:00\"}}]", "day"),
            (
                "people: [{id: z, name: Z}]\nshifts: [{id: d, hours: {}, rota: {2026-13-01: [z]}}]",
                "2026-13-01"
            ),
            ("calling: {routes: [pigeon]}", "pigeon"),
            ("organisations: [{id: k, name: K}]", "role"),
            (
                "people: [{id: k, name: A}]\norganisations: [{id: k, name: K, role: street}]",
                "already declared"
            ),
        ])
    func mistakes(text: String, word: String) {
        let (_, mistakes) = read(text + "\n")
        #expect(mistakes.count == 1 && mistakes[0].contains(word), "\(mistakes)")
    }
}
