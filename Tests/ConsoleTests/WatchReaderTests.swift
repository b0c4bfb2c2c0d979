import Logging
import Testing

@testable import Console
@testable import Control
@testable import Facility

@Suite struct WatchReaderTests {
    private func reader(_ core: FakeCore) -> WatchReader {
        WatchReader(core: core, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }) { core.now }
    }

    @Test("Ten pages at once cost the core one reading, the next second another")
    func shared() async {
        let core = FakeCore()
        let reader = reader(core)
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<10 { group.addTask { _ = await reader.sight() } }
        }
        #expect(core.asked.count { $0.ask == .status } == 1)
        core.pass(.milliseconds(1_000))
        _ = await reader.sight()
        #expect(core.asked.count { $0.ask == .status } == 2)
        #expect(core.asked.count { $0.ask.word == .devices } == 1, "the devices' list serves longer")
    }

    @Test("A silent core is unseen since it was last seen, and seen again when it answers")
    func silent() async {
        let core = FakeCore()
        let reader = reader(core)
        _ = await reader.sight()
        let lastSeen = core.now
        for _ in 0..<3 {
            core.pass(.seconds(20))
            core.fallSilent(.timedOut)
            guard case .unseen(let since, .timedOut, let last) = await reader.sight() else {
                Issue.record("seen")
                return
            }
            #expect(since == lastSeen)
            #expect(last?.incidents.count == 2)
        }
        core.fallSilent(nil)
        core.pass(.seconds(20))
        guard case .seen = await reader.sight() else { Issue.record("unseen"); return }
    }

    @Test("All devices are read page by page")
    func pages() async {
        let core = FakeCore()
        core.change { watch in watch.devices = (0..<434).map { Compound.device("S\($0)", .heard) } }
        guard case .seen(let watch, _) = await reader(core).sight() else { Issue.record("unseen"); return }
        #expect(watch.devices.map(\.id) == (0..<434).map { "S\($0)" })
        #expect(core.asked.count { $0.ask.word == .devices } == 3)
    }

    @Test("A page lists at most 2,000 devices and says how many it leaves out")
    func limit() async {
        let core = FakeCore()
        core.change { watch in watch.devices = (0..<2_345).map { Compound.device("S\($0)", .heard) } }
        let sight = await reader(core).sight()
        let context = PageContext(language: .en, token: "", nonce: "", now: core.now)
        #expect(StatusPage(context: context).document(sight).text.contains("… and 345 more devices"))
    }
}
