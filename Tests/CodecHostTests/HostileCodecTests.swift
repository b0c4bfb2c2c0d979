import CodecWire
import Foundation
import Glibc
import Testing

@testable import CodecHost

/// Files that would take the gateway with them, if it were theirs to take.
@Suite(
    "A poisonous codec costs its own device one message", .serialized,
    .enabled(if: Child.path != nil, Child.absence))
struct HostileCodecTests {
    static let poisons = [
        "while (true);",
        "var s = 'ab'; while (s.length < 3e8) s += s + 'x'; return {data: s.charCodeAt(5e7)};",
        "var a = new Uint8Array(3e8).fill(1); return {data: a[5]};",
        "var a = []; while (true) a.push(new Array(100000).fill(1.5));",
        "return {data: /^(a+)+$/.test('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!')};",
        "Object.prototype.toJSON = function () { while (true); }; return {data: {a: 1}};",
        "Object.defineProperty(Array.prototype, 'concat', {get: function () { while (true); }}); return {data: 1};",
    ]

    @Test("A call that takes too much ends, and the next one is answered", arguments: poisons)
    func poison(body: String) throws {
        let child = try Child()
        #expect(try child.run(.sum).json == #"{"sum":3}"#)
        let poison = CodecScript(
            "function decodeUplink(input) { if (input.bytes[0] === 1) { \(body) } return {data: 7} }")
        let result = try child.run(poison)
        #expect([.overran, .hungry].contains(result.outcome), "\(result)")
        #expect(try child.run(poison, payload: [2]).json == "7")
        #expect(try child.run(.sum).json == #"{"sum":3}"#)
    }

    @Test(
        "Other devices wait no longer than 100 ms for a codec that never ends",
        arguments: [poisons[0], poisons[2], poisons[4]])
    func otherDevices(body: String) throws {
        let child = try Child()
        _ = try child.results(child.offer(Array(repeating: .sum, count: 10)))
        // Both children have to be warm, as they are a moment after the gateway's start.
        #expect(Child.waitForTwo())
        let poison = CodecScript("function decodeUplink(input) { \(body) return {data: 7} }")
        var worst: Int64 = 0
        for round in 0..<60 {
            if round == 10 || round == 12 { child.offer([poison]) }
            let began = Child.milliseconds
            let id = child.offer([.sum])
            let result = try child.results(id)[0]
            #expect(result.json == #"{"sum":3}"#)
            worst = max(worst, (child.time(of: id[0]) ?? .max) - began)
        }
        #expect(worst <= 100 + Child.strain, "another device waited \(worst) ms")
    }

    @Test(
        "A codec that never ends rests after the fifth time; what it still has to do waits, and others go on")
    func rest() throws {
        let child = try Child()
        let offered = child.offer(Array(repeating: .loop, count: 9))
        let results = try child.results(Array(offered.prefix(5)))
        #expect(results.allSatisfy { $0.outcome == .overran })
        #expect(try child.run(.sum).outcome == .decoded)
        #expect(offered.suffix(4).allSatisfy { child.time(of: $0) == nil })
    }

    @Test("Killed in mid-stream, no uplink is lost, none is answered twice, and each codec's order stands")
    func killed() throws {
        let child = try Child()
        let scripts = (0..<4).map {
            CodecScript("function decodeUplink(i) { for (var n = 0; n < 300; n++); return {data: \($0)} }")
        }
        var offered: [[Int64]] = [[], [], [], []]
        for round in 0..<100 {
            for _ in 0..<20 {
                for (position, script) in scripts.enumerated() { offered[position] += child.offer([script]) }
            }
            if round % 10 == 5 { for pid in Child.pids { kill(pid, SIGKILL) } }
            usleep(1_000)
        }
        let results = try child.results(offered.flatMap(\.self), within: 60)
        #expect(results.allSatisfy { $0.outcome == .decoded })
        #expect(child.repeated == 0)
        let order = child.order
        for ids in offered {
            let own = Set(ids)
            #expect(order.filter(own.contains) == ids)
        }
    }

    @Test(
        "Without a program every uplink waits, the operator hears of it once, and a program that comes is used"
    )
    func absentProgram() throws {
        let real = try #require(Child.path)
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("codec-\(getpid())").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let program = folder + "/gengfu-codec"
        let child = try Child(program: .executable(path: program))
        let ids = child.offer([.sum])
        let deadline = Child.milliseconds + 20_000
        while child.notices.isEmpty, Child.milliseconds < deadline { usleep(5_000) }
        #expect(child.order.isEmpty)
        try FileManager.default.createSymbolicLink(atPath: program, withDestinationPath: real)
        #expect(try child.results(ids, within: 60).map(\.outcome) == [.decoded])
        #expect(child.notices.count == 1)
    }
}

extension Child {
    /// Milliseconds added on a machine that has more to do than cores to do it with.
    static var strain: Int64 {
        var loads = [0.0, 0.0, 0.0]
        getloadavg(&loads, 3)
        let cores = Double(sysconf(Int32(_SC_NPROCESSORS_ONLN)))
        return loads[0] > cores ? Int64(100 * (loads[0] / cores)) : 0
    }

    /// Waits until both children have started and are idle: asleep each time they are looked at, sixty times.
    static func waitForTwo() -> Bool {
        let deadline = milliseconds + 20_000
        var quiet = 0
        while milliseconds < deadline, quiet < 60 {
            let pids = pids
            quiet = pids.count >= 2 && pids.allSatisfy(isAsleep) ? quiet + 1 : 0
            usleep(5_000)
        }
        return quiet == 60
    }

    private static func isAsleep(_ pid: pid_t) -> Bool {
        let state = (try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8))?
            .split(separator: ")").last?.first { $0 != " " }
        return state == "S"
    }
}
