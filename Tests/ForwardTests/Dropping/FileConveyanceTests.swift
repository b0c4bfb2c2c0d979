import Facility
import Foundation
import Testing

@testable import Forward

@Suite("A drop folder holds what was told, in order, whole", .timeLimit(.minutes(1)))
struct FileConveyanceTests {
    @Test(
        "A report, an update and a close are three files, numbered in their order, with nothing half written")
    func order() async throws {
        let bench = try DropBench()
        let conveyance = bench.conveyance()
        let answer = try await conveyance.send(.sample(1))
        #expect(answer == Lane.Answer(caseNumber: nil, handling: .reported))
        _ = try await conveyance.send(.sample(2, .update))
        _ = try await conveyance.send(.sample(3, .close))
        let names = bench.names()
        #expect(bench.numbers == [1, 2, 3])
        #expect(names.allSatisfy { $0.hasPrefix("longhu-police-") && $0.hasSuffix(".json") }, "\(names)")
        let first = try bench.object(names[0])
        #expect(first["format"] as? String == "gengfu-drop/1")
        #expect(first["key"] as? String == Delivery.sample(1).idempotencyKey)
        #expect(try names.map { try bench.object($0)["action"] as? String } == ["report", "update", "close"])
        #expect((first["case"] as? [String: Any])?["incident"] as? String == "longhu-3a9c04e7d1-1")
        await conveyance.shutDown()
    }

    @Test("The same step again is the same file: after a failure, and after a restart")
    func resend() async throws {
        let bench = try DropBench()
        let first = bench.conveyance()
        _ = try await first.send(.sample(1))
        let written = bench.bytes(bench.names()[0])
        _ = try await first.send(.sample(1))
        #expect(bench.numbers == [1])
        // The ferry has been there; the box starts anew and does not know that its step was taken.
        try FileManager.default.removeItem(atPath: bench.out + "/" + bench.names()[0])
        let second = bench.conveyance()
        _ = try await second.send(.sample(1))
        #expect(bench.numbers == [1])
        #expect(bench.bytes(bench.names()[0]) == written)
        _ = try await second.send(.sample(2, .update))
        #expect(bench.numbers == [1, 2])
    }

    @Test("No number is given twice, over twenty restarts with the folder emptied in between")
    func numbersNeverRepeat() async throws {
        let bench = try DropBench()
        var seen: [String] = []
        for life in 0..<20 {
            let conveyance = bench.conveyance()
            for step in 1...3 {
                _ = try await conveyance.send(.sample(1, incident: Int64(life * 3 + step)))
            }
            if life.isMultiple(of: 4) {
                try await conveyance.heartbeat(at: DropBench.now, every: .minutes(10), audit: nil)
            }
            seen += bench.names()
            for name in bench.names() { try FileManager.default.removeItem(atPath: bench.out + "/" + name) }
        }
        #expect(seen.count == 65)
        #expect(Set(seen.map { $0.split(separator: "-")[3].prefix(10) }).count == 65)
        #expect(Set(seen.map { $0.split(separator: "-")[2] }).count == 1)
    }

    @Test(
        "Behind a snapshot a repeated step gets a new number, or it would be taken for what the snapshot holds"
    )
    func repeatedBehindSnapshot() async throws {
        let bench = try DropBench()
        let conveyance = bench.conveyance()
        _ = try await conveyance.send(.sample(1))
        try await conveyance.heartbeat(at: DropBench.now, every: .minutes(10), audit: nil)
        _ = try await conveyance.send(.sample(1))
        #expect(bench.numbers == [1, 2, 3])
    }

    @Test("Numbers that cannot be read begin a new stream and say so")
    func newStream() async throws {
        let bench = try DropBench()
        _ = try await bench.conveyance().send(.sample(1))
        try "{".write(toFile: bench.root + "/store/drop/police.json", atomically: true, encoding: .utf8)
        _ = try await bench.conveyance().send(.sample(2, .update))
        #expect(Set(bench.names().map { $0.split(separator: "-")[2] }).count == 2)
        #expect(bench.audited.filter { $0.hasPrefix("drop_stream_begun") }.count == 2)
    }

    @Test("A full folder says later and loses nothing; the last tenth is kept for what concerns life")
    func full() async throws {
        let bench = try DropBench()
        let conveyance = bench.conveyance(files: 20)
        for number: Int64 in 1...18 { _ = try await conveyance.send(.sample(1, incident: number)) }
        let ordinary = await dropFailure { () async throws(Lane.Failure) in
            _ = try await conveyance.send(.sample(1, incident: 19))
        }
        guard case .busy(let text, nil)? = ordinary else {
            Issue.record("got \(String(describing: ordinary))")
            return
        }
        #expect(text.contains("18 files"))
        #expect(bench.names().count == 18)
        for number: Int64 in 20...21 {
            _ = try await conveyance.send(.sample(1, incident: number, life: true))
        }
        let life = await dropFailure { () async throws(Lane.Failure) in
            _ = try await conveyance.send(.sample(1, incident: 22, life: true))
        }
        guard case .busy? = life else {
            Issue.record("got \(String(describing: life))")
            return
        }
        try FileManager.default.removeItem(atPath: bench.out + "/" + bench.names()[0])
        _ = try await conveyance.send(.sample(1, incident: 22, life: true))
        #expect(bench.numbers.last == 21)
    }

    @Test("A folder that is not there is unreachable, and the step is written when it is back")
    func missingFolder() async throws {
        let bench = try DropBench()
        let conveyance = bench.conveyance()
        try FileManager.default.removeItem(atPath: bench.out)
        let gone = await dropFailure { () async throws(Lane.Failure) in
            _ = try await conveyance.send(.sample(1))
        }
        guard case .unreachable? = gone else {
            Issue.record("got \(String(describing: gone))")
            return
        }
        try FileManager.default.createDirectory(atPath: bench.out, withIntermediateDirectories: true)
        _ = try await conveyance.send(.sample(1))
        #expect(bench.numbers == [1])
    }

    @Test("A snapshot holds the cases that were told and not ended, those from before the start included")
    func snapshot() async throws {
        let bench = try DropBench()
        let conveyance = bench.conveyance(standing: [.sample(4, incident: 7)])
        _ = try await conveyance.send(.sample(1))
        _ = try await conveyance.send(.sample(2, .close))
        _ = try await conveyance.send(.sample(1, incident: 2))
        let head = AuditHead(store: 1, number: 9, hash: [UInt8](repeating: 0xA5, count: 32))
        try await conveyance.heartbeat(at: DropBench.now, every: .minutes(10), audit: head)
        let name = try #require(bench.names().first { $0.hasSuffix("-snapshot.json") })
        let snapshot = try bench.object(name)
        let cases = try #require(snapshot["cases"] as? [[String: Any]])
        #expect(
            cases.compactMap { $0["incident"] as? String } == ["longhu-3a9c04e7d1-2", "longhu-3a9c04e7d1-7"])
        #expect(snapshot["complete"] as? Bool == true && snapshot["open"] as? Int == 2)
        #expect(snapshot["every_seconds"] as? Int == 600)
        #expect((snapshot["audit"] as? [String: Any])?["number"] as? Int == 9)
        for _ in 1...5 { try await conveyance.heartbeat(at: DropBench.now, every: .minutes(10), audit: nil) }
        #expect(bench.names().filter { $0.contains("snapshot") }.count == 3)
    }

    @Test("More open cases than a snapshot holds are counted, and it does not call itself complete")
    func largeSnapshot() {
        var open = OpenCases(limit: 2)
        for number: Int64 in 1...3 { open.take(.sample(1, incident: number)) }
        #expect(open.count == 3 && !open.isComplete && open.held.count == 2)
        open.take(.sample(2, incident: 3, .close))
        #expect(open.count == 2 && open.isComplete)
    }

    @Test(
        "In XML the same is said, and xmllint finds it well-formed",
        .enabled(if: Lint.isInstalled, "needs xmllint (libxml2-utils)"))
    func xml() async throws {
        let bench = try DropBench()
        let conveyance = bench.conveyance(format: .xml)
        var delivery = Delivery.sample(1)
        delivery.report.deviceName = "1号梯 <b>&\u{1}\""
        delivery.report.codes["国标 1"] = "x"
        _ = try await conveyance.send(delivery)
        try await conveyance.heartbeat(at: DropBench.now, every: .minutes(10), audit: nil)
        let root = try XMLReader.root(of: bench.bytes(bench.names()[0]))
        #expect(root.name == "drop" && root.namespace == "urn:gengfu:drop:1")
        #expect(root.value("sequence") == "1")
        #expect(root.child("case")?.child("device")?.value("name") == "1号梯 <b>&\u{FFFD}\"")
        #expect(root.child("case")?.child("codes")?.child("entry")?.value("value") == "x")
        let snapshot = try XMLReader.root(of: bench.bytes(bench.names()[1]))
        #expect(snapshot.child("cases")?.all("item").count == 1)
        for name in bench.names() { #expect(try Lint.accepts(bench.out + "/" + name)) }
    }

    @Test("A cancelled wait for a disk that never answers ends at once, and a limit ends it too")
    func hangingDisk() async {
        let never = FirstAnswer<Int>()
        let waiting = Task { await never.value(within: .seconds(3_600)) }
        waiting.cancel()
        #expect(await waiting.value == nil)
        #expect(await FirstAnswer<Int>().value(within: .milliseconds(1)) == nil)
        let early = FirstAnswer<Int>()
        early.give(7)
        early.give(8)
        #expect(await early.value(within: .seconds(3_600)) == 7)
    }
}
