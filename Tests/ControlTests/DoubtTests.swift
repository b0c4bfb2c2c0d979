import Testing

@testable import Control
@testable import Facility

@Suite("What makes it doubtful who speaks")
struct DoubtTests {
    private func doubts(_ rejections: [RejectionCount], resting: Int? = nil) -> [StatusReport.Degradation] {
        var status = StatusReport(
            site: "s", siteName: "S", program: "0", configuration: "c", started: .distantPast,
            now: .distantPast,
            devices: DeviceCounts(total: 1, heard: 1, silent: 0, never: 0),
            coverage: CoverageCounts(decidable: 1, weak: 0, undecidable: 0), incidents: IncidentCounts(),
            ring: RingReport(bytes: 0, limitBytes: 1))
        status.rejections = rejections
        status.restingCodecs = resting
        return status.doubts
    }

    @Test("Messages in another's name are a warning with their number and profiles; other refusals are none")
    func identity() throws {
        #expect(doubts([RejectionCount(profile: "fire.x", reason: "malformed", count: 9)], resting: 0) == [])
        let found = doubts([
            RejectionCount(profile: "fire.x", reason: "identity", count: 2),
            RejectionCount(profile: "elevator.y", reason: "identity", count: 3),
        ])
        #expect(found.map(\.code) == ["identity_contradicted"])
        let text = try #require(found.first?.text)
        for part in ["5", "fire.x, elevator.y"] { #expect(text.en.contains(part) && text.zh.contains(part)) }
    }

    @Test("A codec that rests is a warning")
    func resting() {
        #expect(doubts([], resting: 2).map(\.code) == ["codecs_resting"])
    }

    @Test("Devices of which nothing is learned for want of room are told once, with their number")
    func learningFull() {
        var status = Fixture.status
        let before = status.doubts
        status.unlearnedDevices = 0
        #expect(status.doubts == before)
        status.unlearnedDevices = 904
        let found = status.doubts.filter { $0.code == "learning_full" }
        #expect(found.count == 1)
        #expect(found.first?.text.en.contains("904 devices") == true)
        #expect(found.first?.text.zh.contains("904 台设备") == true)
    }
}
