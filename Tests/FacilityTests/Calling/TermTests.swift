import Testing

@testable import Facility

/// Terms of a site and of those it tells, over the hazards' own.
@Suite("Terms of sites and destinations")
struct TermTests {
    private static let name = LocalizedText(en: "", zh: "")

    private static func destination(_ id: String, _ terms: DestinationTerms? = nil) -> Destination {
        var destination = Destination(id: id, name: name, kind: .http(HTTPSettings(url: "")))
        destination.terms = terms
        return destination
    }

    private static func site(_ destinations: [Destination], rules: [TermRule] = []) -> Site {
        let smoke = Compound.hazard(when: "smoke", severity: .moderate, reportWithin: .seconds(60))
        var site = Compound.site(
            [smoke], destinations: destinations, people: [Person(id: "li", name: "Li")],
            routes: [Route(when: nil, destination: destinations[0].id)])
        site.termRules = rules
        site.calling = CallingPolicy()
        return site
    }

    private func overdue(_ night: Night) -> [String] {
        // Of the first incident: that nobody watches is a case of its own after a while.
        night.transitions.compactMap { transition in
            guard transition.incident == night.id(1), case .overdue(let destination) = transition.step else {
                return nil
            }
            let seconds = (transition.at - Night.start).milliseconds / 1_000
            return "\(seconds) \(destination) \(transition.note?.split(separator: " ").first ?? "report")"
        }
    }

    @Test("The closest rule counts: a hazard before a facility before a severity; each term by itself")
    func rules() {
        var site = Site(id: "yard", name: "")
        site.termRules = [
            TermRule(hazard: "lift.trap", terms: Terms(arrive: .minutes(20))),
            TermRule(facility: "lift", terms: Terms(arrive: .minutes(40), close: .hours(2))),
            TermRule(severity: .extreme, terms: Terms(acknowledge: .seconds(30), close: .hours(9))),
            TermRule(facility: "lift", severity: .minor, terms: Terms(close: .hours(3))),
            TermRule(facility: "lift", terms: Terms(report: .seconds(5))),
        ]
        let trap = site.terms(hazard: "lift.trap", facility: "lift", severity: .extreme)
        #expect(
            trap
                == Terms(
                    acknowledge: .seconds(30), arrive: .minutes(20), close: .hours(2), report: .seconds(5)))
        #expect(site.terms(hazard: "lift.door", facility: "lift", severity: .minor).close == .hours(3))
        #expect(site.terms(hazard: "fire.smoke", facility: "fire", severity: .minor) == Terms())
    }

    @Test("A site's term stands over the hazard's own; people are late by it")
    func site() {
        let rule = TermRule(hazard: "fire.smoke", terms: Terms(acknowledge: .seconds(20)))
        var night = Night(Self.site([Self.destination("grid")], rules: [rule]))
        night.hear("F1", #""smoke":true"#)
        night.wait(.seconds(19))
        #expect(!night.transitions.contains { $0.step == .late(.acknowledge) })
        night.wait(.seconds(1))
        #expect(night.transitions.contains { $0.step == .late(.acknowledge) })
    }

    @Test("So does its term for closing, though somebody has answered")
    func closing() {
        let rule = TermRule(facility: "fire", terms: Terms(close: .minutes(10)))
        var night = Night(Self.site([Self.destination("grid")], rules: [rule]))
        night.hear("F1", #""smoke":true"#)
        night.say(.acknowledge(night.id(1), by: "li"))
        night.wait(.minutes(9))
        #expect(!night.transitions.contains { $0.step == .late(.close) })
        night.wait(.minutes(2))
        #expect(night.transitions.count { $0.step == .late(.close) } == 1)
    }

    @Test("When a destination lets a term pass, people are called again although somebody has found it real")
    func callsAgain() {
        var site = Self.site([Self.destination("grid", DestinationTerms(report: .minutes(5)))])
        site.people = [Person(id: "li", name: "Li", role: .duty, phone: "1")]
        var night = Night(site)
        night.hear("F1", #""smoke":true"#)
        night.say(.confirm(night.id(1), by: "li", note: nil))
        night.wait(.seconds(299))
        #expect(night.calls.isEmpty)
        night.wait(.seconds(2))
        #expect(night.calls.map(\.callee.id) == ["li"])
    }

    @Test("A first report is overdue by the destination's word before the site's before the hazard's")
    func report() {
        let rule = TermRule(terms: Terms(report: .seconds(40)))
        var night = Night(Self.site([Self.destination("grid")], rules: [rule]))
        night.hear("F1", #""smoke":true"#)
        night.wait(.minutes(5))
        #expect(overdue(night) == ["40 grid report"])
        var own = Night(
            Self.site([Self.destination("grid", DestinationTerms(report: .seconds(10)))], rules: [rule]))
        own.hear("F1", #""smoke":true"#)
        own.wait(.minutes(5))
        #expect(overdue(own) == ["10 grid report"])
    }

    @Test(
        "Acceptance, arrival and closing pass each once, by the case's handling; a restart forgets none of them"
    )
    func steps() {
        let terms = DestinationTerms(accept: .minutes(2), arrive: .minutes(10), close: .hours(1))
        var night = Night(Self.site([Self.destination("grid", terms)]))
        night.hear("F1", #""smoke":true"#)
        _ = night.say(.feedback(night.id(1), destination: "grid", .accepted))
        night.wait(.minutes(9))
        #expect(overdue(night) == [], "accepted in time")
        night.restart(after: .minutes(2))
        night.wait(.seconds(1))
        #expect(overdue(night) == ["660 grid arrival"])
        _ = night.say(.feedback(night.id(1), destination: "grid", .handling))
        night.restart()
        night.wait(.hours(2))
        #expect(overdue(night) == ["660 grid arrival", "3600 grid closing"])
        #expect(night.incident(1)?.overdueDestinations == ["grid"])
    }

    @Test("Once a case is accepted its arrival and its closing still pass, without a restart in between")
    func afterAcceptance() {
        let terms = DestinationTerms(accept: .minutes(2), arrive: .minutes(10), close: .hours(1))
        var night = Night(Self.site([Self.destination("grid", terms)]))
        night.hear("F1", #""smoke":true"#)
        _ = night.say(.feedback(night.id(1), destination: "grid", .accepted))
        night.wait(.minutes(20))
        #expect(overdue(night) == ["600 grid arrival"])
        _ = night.say(.feedback(night.id(1), destination: "grid", .handling))
        night.wait(.hours(2))
        #expect(overdue(night) == ["600 grid arrival", "3600 grid closing"])
    }

    @Test(
        "What a destination lets pass is told to the next one, whatever the routes say, and people are called again"
    )
    func next() {
        let terms = DestinationTerms(accept: .minutes(1), next: "street")
        var night = Night(Self.site([Self.destination("grid", terms), Self.destination("street")]))
        night.hear("F1", #""smoke":true"#)
        #expect(night.opened.map(\.destination) == ["grid"])
        night.wait(.minutes(2))
        #expect(night.opened.map(\.destination).sorted() == ["grid", "street"])
        let site = night.engine.site
        night.reload(site)
        night.restart()
        night.hear("F1", #""smoke":false"#)
        night.wait(.minutes(1))
        let closed = night.opened.filter { $0.action == .close }.map(\.destination)
        #expect(closed.sorted() == ["grid", "street"], "it hears of the end too")
        #expect(night.opened.filter { $0.destination == "street" && $0.action == .report }.count == 1)
    }

    @Test("A case that was rejected or put off is waited for no longer; one that is over never passes")
    func beside() {
        let terms = DestinationTerms(report: .seconds(30), accept: .minutes(1), close: .hours(1))
        for handling in [Handling.rejected, .suspended] {
            var night = Night(Self.site([Self.destination("grid", terms)]))
            night.hear("F1", #""smoke":true"#)
            _ = night.say(.feedback(night.id(1), destination: "grid", handling))
            night.wait(.hours(3))
            #expect(overdue(night) == [], "\(handling)")
        }
        var over = Night(Self.site([Self.destination("grid", terms)]))
        over.hear("F1", #""smoke":true"#)
        over.hear("F1", #""smoke":false"#)
        over.wait(.hours(3))
        #expect(overdue(over) == [])
    }
}
