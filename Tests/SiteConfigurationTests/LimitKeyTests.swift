import Facility
import Testing

@testable import SiteConfiguration

/// The limits of history as an installer writes them.
@Suite("Limits")
struct LimitKeyTests {
    private func limits(_ text: String) -> (Site.Limits?, [String]) {
        let log = DiagnosticLog()
        var limits: Site.Limits?
        if let section = YAMLDocument.read(
            SourceFile(path: "gengfu.yaml", text: "limits: \(text)"), into: log)
        {
            limits = section.optional("limits")?.section().map(LimitsReader.read)
            section.finish()
        }
        return (limits, log.diagnostics.map { $0.rendered(in: .en) })
    }

    @Test("History has a size, an age, or what the disk decides; left out there is none")
    func history() {
        let (sized, mistakes) = limits("{history: 8GiB, history_age: 400d}")
        #expect(mistakes == [])
        #expect(
            sized?.historyBytes == 8 << 30 && sized?.historyAge == .days(400) && sized?.keepsHistory == true)
        let (none, _) = limits("{history: none}")
        #expect(none?.keepsHistory == false)
        let (free, _) = limits("{journal: 64MiB}")
        #expect(free?.keepsHistory == false && free?.historyBytes == nil && free?.historyAge == nil)
        let (auto, _) = limits("{history: auto}")
        #expect(auto?.keepsHistory == true && auto?.historyBytes == nil)
    }

    @Test(
        "A size or an age nobody could mean is an error where it stands",
        arguments: [
            "history: 1MiB", "history: much", "history: 99999999GiB", "history_age: long", "history_age: 0s",
        ])
    func mistakes(_ entry: String) {
        let (_, mistakes) = limits("{\(entry)}")
        #expect(mistakes.count == 1 && mistakes.first?.contains("gengfu.yaml:1:") ?? false, "\(mistakes)")
    }
}
