import Expressions
import Testing

@testable import Facility

/// `mode: shadow`: a hazard that is tried is evaluated and recorded, and nobody hears of it.
@Suite struct ShadowTests {
    private func smoke(_ isShadow: Bool, confirm: Hazard.ConfirmationNeed = .none) -> Hazard {
        var hazard = Compound.hazard(
            when: "smoke", severity: .extreme, confirm: confirm, reportWithin: .seconds(10))
        hazard.isShadow = isShadow
        return hazard
    }

    private func site(_ hazards: [Hazard]) -> Site {
        Compound.site(hazards, destinations: [Compound.destination(), Compound.destination("all")])
    }

    @Test("It is recorded, marked, and told to no destination")
    func recorded() {
        var night = Night(site([smoke(true)]))
        night.hear("F1", #""smoke":true"#)
        night.wait(.minutes(1))
        #expect(night.steps == ["0.0 raised F1"])
        #expect(night.incident()?.isShadow == true)
        #expect(night.opened.isEmpty)
        #expect(night.engine.openIncidents.isEmpty)
        #expect(night.engine.shadowIncidents.map(\.id) == [night.id()])
        #expect(night.engine.status.openIncidents == 0)
        night.restart()
        #expect(night.opened.isEmpty)
        #expect(night.engine.shadowIncidents.count == 1)
    }

    @Test("It confirms nothing and counts for nothing but what is tried with it")
    func countsForNothing() {
        var count = Compound.hazard(
            "fire.zone", when: "sources('fire.smoke', duration('3m')) >= 2", scope: .zone)
        var trial = smoke(true, confirm: .secondTrigger)
        let real = Compound.hazard("fire.warm", when: "temperature > 50.0", confirm: .secondTrigger)
        var night = Night(site([trial, real, count]))
        night.hear("F1", #""smoke":true"#)
        night.hear("F2", #""smoke":true"#)
        night.hear("F3", #""temperature":60"#)
        #expect(night.engine.openIncidents.map(\.hazard) == ["fire.warm"])
        #expect(night.engine.openIncidents.allSatisfy { $0.confirmation == .unconfirmed })
        count.isShadow = true
        trial.isShadow = true
        night = Night(site([trial, real, count]))
        night.hear("F1", #""smoke":true"#)
        night.hear("F2", #""smoke":true"#)
        #expect(night.engine.shadowIncidents.map(\.hazard) == ["fire.smoke", "fire.smoke", "fire.zone"])
    }

    @Test("Put in earnest, what stands is raised and told; taken back to trial, its case is withdrawn")
    func turned() {
        var night = Night(site([smoke(true)]))
        night.hear("F1", #""smoke":true"#)
        night.reload(site([smoke(false)]))
        #expect(night.engine.shadowIncidents.isEmpty)
        #expect(night.engine.openIncidents.count == 1)
        #expect(night.opened.map(\.action) == [.report, .report])
        night.reload(site([smoke(true)]))
        #expect(night.engine.openIncidents.isEmpty)
        #expect(night.opened.map(\.action) == [.report, .report, .close, .close])
    }

    @Test("However many are tried, the others find room")
    func room() {
        var book = IncidentBook(epoch: 1, nextIncident: 1, nextDelivery: 1)
        for _ in 0..<IncidentBook.shadowLimit {
            var incident = Incident(
                id: book.nextID(site: "yard"), hazard: "fire.smoke", device: "F1", zone: nil,
                severity: .minor, origin: .real, isLatched: false, isLifeSafety: false, isWeak: false,
                isHistoric: false, since: Night.start, raisedAt: Night.start, evidence: [])
            incident.shadow = true
            book.file(incident, machine: -1)
        }
        #expect(!book.hasRoom(isLifeSafety: false, isShadow: true))
        #expect(book.hasRoom(isLifeSafety: false))
        #expect(book.openCount == 0)
    }
}
