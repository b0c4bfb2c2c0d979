import Control
import Facility
import Testing

@testable import gengfu

@Suite("Which held devices are taken in together")
struct HeldChoiceTests {
    private func row(_ profile: String?, topic: String?) -> RegistryReport {
        var entry = RegistryEntry(
            id: "x", broker: "main", standing: .held, at: Timestamp(milliseconds: 1_773_022_530_000))
        entry.profile = profile
        entry.sample = topic.map { RegistryEntry.Sample(topic: $0, payload: "{}", bytes: 2) }
        return RegistryReport(entry)
    }

    @Test("Those that some profile reads; of a topic; of a profile; never by a profile that another outdoes")
    func chosen() {
        let plain = row("fire.plain", topic: "gengfu/fire/x/alarm")
        let unread = row(nil, topic: "acme/x/up")
        let other = row("fire.other", topic: "acme/x/up")
        func chosen(_ profile: String?, _ topic: String?) -> [String?] {
            [plain, unread, other].map { HeldChoice(profile: profile, topic: topic).profile(for: $0) }
        }
        #expect(chosen(nil, nil) == ["fire.plain", nil, "fire.other"])
        #expect(chosen(nil, "acme/+/up") == [nil, nil, "fire.other"])
        #expect(chosen("fire.plain", nil) == ["fire.plain", nil, nil])
        #expect(chosen("fire.acme", nil) == [nil, nil, nil])
        #expect(chosen("fire.acme", "acme/#") == [nil, "fire.acme", nil])
        #expect(HeldChoice(topic: "#").profile(for: row("fire.plain", topic: nil)) == nil)
    }
}
