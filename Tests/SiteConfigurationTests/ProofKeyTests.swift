import Facility
import Testing

@testable import SiteConfiguration

/// How often the way to the destinations is proven, as an installer writes it.
@Suite("Proving the way")
struct ProofKeyTests {
    private func plan(_ text: String) -> (ProofPlan?, [String]) {
        let log = DiagnosticLog()
        var plan: ProofPlan?
        if let section = YAMLDocument.read(SourceFile(path: "gengfu.yaml", text: text), into: log) {
            plan = section.optional("proof")?.section().map(ProofReader.read)
            section.finish()
        }
        return (plan, log.diagnostics.map { $0.rendered(in: .en) })
    }

    @Test("Once a day unless the site says otherwise; two rounds and an hour are too old")
    func times() {
        #expect(ProofPlan().every == .hours(24) && ProofPlan().overdueAfter == .hours(49))
        let (hourly, mistakes) = plan("proof: {every: 1h}")
        #expect(mistakes == [] && hourly == ProofPlan(every: .hours(1)))
        #expect(hourly?.overdueAfter == .hours(3))
        #expect(plan("proof: {every: 12h, overdue_after: 1d}").0?.overdueAfter == .hours(24))
    }

    @Test(
        "A time nobody could mean is an error where it stands",
        arguments: [
            "every: 5m", "every: 8d", "every: soon", "overdue_after: 12h", "overdue_after: 31d", "evry: 1h",
        ])
    func mistakes(_ entry: String) {
        let (_, mistakes) = plan("proof: {\(entry)}")
        #expect(mistakes.count == 1 && mistakes.first?.contains("gengfu.yaml:1:") ?? false, "\(mistakes)")
    }

    @Test("A site's file has it, and its urgent sessions listen for the marked reading")
    func site() throws {
        var site = Site(id: "yard", name: "")
        site.brokers = [Broker(id: "a", host: "h", port: 1, clientID: "box/1")]
        #expect(SubscriptionPlan(site: site).filters == [[], []], "nobody is told, so nothing is proven")
        site.destinations = [
            Destination(
                id: "grid", name: LocalizedText(en: "", zh: ""), kind: .http(HTTPSettings(url: "http://x")))
        ]
        #expect(SubscriptionPlan(site: site).filters == [["gengfu/box_1/proof"], []])
    }
}
