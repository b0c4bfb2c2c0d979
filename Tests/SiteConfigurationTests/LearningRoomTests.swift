import Facility
import Testing

@testable import SiteConfiguration

/// A site has room for 4,096 learners; what is beyond is not passed over in silence.
@Suite("Room to learn")
struct LearningRoomTests {
    private static let hazards = """
        hazards:
          - hazard: rig.odd
            name: {en: Odd, zh: 异常}
            when: zscore(rig.pressure) > 6.0
            severity: minor
            advice: {zh: [看], en: [Look]}
            basis: unverified
        """

    @Test("The devices of which nothing is learned are counted, and none is as long as there is room")
    func refused() throws {
        var site = try BacktestTests.site(Self.hazards)
        for number in 0..<4_096 { _ = site.device("d\(number)", saying: ["rig/rig.pressure"]) }
        #expect(Engine.unlearnedDevices(of: site.site) == 0)
        for number in 4_096..<4_100 { _ = site.device("d\(number)", saying: ["rig/rig.pressure"]) }
        #expect(Engine.unlearnedDevices(of: site.site) == 4)
    }

    @Test("A site that asks nothing of what was learned lacks nothing")
    func nothingAsked() throws {
        var site = try BacktestTests.site()
        for number in 0..<5_000 { _ = site.device("d\(number)", saying: ["rig/rig.pressure"]) }
        #expect(Engine.unlearnedDevices(of: site.site) == 0)
    }
}
