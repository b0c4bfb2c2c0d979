import Testing

@testable import Facility

/// What explains most is the cause, of equals the nearest; what it should have silenced and did not speaks against it.
struct StormChoiceTests {
    private func candidate(
        _ number: Int64, _ causes: [String: Int], began: Int64 = 0, window: Int64 = 120_000
    ) -> StormChoice.Candidate {
        StormChoice.Candidate(
            incident: number, device: Int32(number), began: began, window: window,
            causes: Dictionary(
                uniqueKeysWithValues: causes.compactMap { name, rank in StormCause(name).map { ($0, rank) } })
        )
    }

    private func groups(
        _ candidates: [StormChoice.Candidate], speaking: [String: Int] = [:]
    ) -> [String] {
        StormChoice(atLeast: 3) { cause, _ in speaking[cause.text] ?? 0 }.groups(of: candidates).map {
            $0.cause.text + " " + $0.incidents.map(String.init).joined(separator: ",")
        }
    }

    @Test("Of causes that explain the same the nearest; of others that which explains most")
    func nearest() {
        let near = (1...4).map { candidate($0, ["device:SW1": 1, "device:P": 2, "site": 103]) }
        #expect(groups(near) == ["device:SW1 1,2,3,4"])
        let others = (5...8).map { candidate($0, ["device:SW2": 1, "device:P": 2, "site": 103]) }
        #expect(groups(near + others) == ["device:P 1,2,3,4,5,6,7,8"])
        #expect(
            groups(near + others, speaking: ["device:P": 8, "site": 20])
                == ["device:SW1 1,2,3,4", "device:SW2 5,6,7,8"])
    }

    @Test("Two are no storm, and what lies too far apart belongs to none")
    func bounds() {
        #expect(groups([candidate(1, ["site": 103]), candidate(2, ["site": 103])]) == [])
        let apart = [0, 100_000, 200_000].enumerated().map {
            candidate(Int64($0.offset + 1), ["site": 103], began: Int64($0.element))
        }
        #expect(groups(apart) == [])
        #expect(groups(apart + [candidate(4, ["site": 103], began: 210_000)]) == ["site 2,3,4"])
    }

    @Test("A device that is gone twice over counts once")
    func oneDevice() {
        var twice = (1...3).map { candidate($0, ["site": 103]) }
        twice[2].device = twice[1].device
        #expect(groups(twice) == [])
    }

    @Test(
        "A cause is written as it is read",
        arguments: ["device:SW1", "building:3", "profile:a.b", "broker:m", "site"])
    func text(_ text: String) {
        #expect(StormCause(text)?.text == text)
        #expect(StormCause("device:") == nil && StormCause("moon") == nil)
    }
}
