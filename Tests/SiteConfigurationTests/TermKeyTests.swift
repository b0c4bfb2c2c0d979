import Facility
import Testing

@testable import SiteConfiguration

/// `terms` as an installer writes them.
@Suite("Terms in gengfu.yaml")
struct TermKeyTests {
    private func rules(_ entry: String) -> ([TermRule], [String]) {
        let log = DiagnosticLog()
        var rules: [TermRule] = []
        if let section = YAMLDocument.read(
            SourceFile(path: "gengfu.yaml", text: "terms:\n  - {\(entry)}\n"), into: log)
        {
            rules =
                section.optional("terms").map {
                    TermsReader.readRules($0, hazards: ["elevator.entrapment"], facilities: ["elevator"])
                } ?? []
            section.finish()
        }
        return (rules, log.diagnostics.map { $0.rendered(in: .en) })
    }

    @Test("A rule names a hazard, a facility, a severity, or none of them, and at least one term")
    func read() {
        let (found, mistakes) = rules("hazard: elevator.entrapment, arrive_within: 20m, report_within: 30s")
        #expect(mistakes == [])
        #expect(
            found == [
                TermRule(
                    hazard: "elevator.entrapment", terms: Terms(arrive: .minutes(20), report: .seconds(30)))
            ])
        #expect(rules("facility: elevator, severity: minor, close_within: 7d").0.first?.severity == .minor)
    }

    @Test(
        "A rule nobody could mean is an error where it stands",
        arguments: [
            ("hazard: elevator.entrapmnt, arrive_within: 20m", "did you mean `elevator.entrapment`"),
            ("facility: lift, arrive_within: 20m", "lift"), ("severity: bad, arrive_within: 20m", "bad"),
            ("hazard: elevator.entrapment", "says no term"),
            ("hazard: elevator.entrapment, arrive_within: 5s", "10s"),
            ("hazard: elevator.entrapment, arive_within: 5m", "arrive_within"),
        ])
    func mistakes(entry: String, sentence: String) {
        let mistakes = rules(entry).1
        #expect(mistakes.contains { $0.contains(sentence) && $0.contains("gengfu.yaml:2:") }, "\(mistakes)")
    }

    private func terms(_ text: String, _ destination: Destination) -> (DestinationTerms?, [String]) {
        let log = DiagnosticLog()
        var terms: DestinationTerms?
        if let section = YAMLDocument.read(
            SourceFile(path: "gengfu.yaml", text: "terms: {\(text)}"), into: log),
            let value = section.optional("terms")
        {
            terms = TermsReader.read(value, of: destination)
            let others = [
                destination, Destination(id: "street", name: destination.name, kind: destination.kind),
            ]
            TermsReader.check(value, of: destination.id, among: others)
            section.finish()
        }
        return (terms, log.diagnostics.map { $0.rendered(in: .en) })
    }

    @Test("A destination's terms need an answer that says how far a case is, and a next one that exists")
    func destinations() {
        let name = LocalizedText(en: "", zh: "")
        var grid = Destination(id: "grid", name: name, kind: .http(HTTPSettings(url: "")))
        let (found, mistakes) = terms("accept_within: 10m, close_within: 1d, next: street", grid)
        #expect(mistakes == [])
        #expect(found == DestinationTerms(accept: .minutes(10), close: .days(1), next: "street"))
        #expect(
            terms("accept_within: 10m, next: streat", grid).1.contains {
                $0.contains("did you mean `street`")
            })
        #expect(terms("accept_within: 10m, next: grid", grid).1.count == 1)
        grid.acknowledgement = .transport
        #expect(terms("accept_within: 10m", grid).1.contains { $0.contains("acknowledgement: business") })
        #expect(terms("report_within: 10m", grid).1 == [])
    }
}
