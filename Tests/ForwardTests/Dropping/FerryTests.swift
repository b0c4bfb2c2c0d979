import Facility
import Foundation
import Testing

@testable import Forward

/// The far side of a one-way gate, written from `docs/drop-folder.md` alone.
struct FerryReceiver {
    private struct File: Decodable {
        var format: String
        var kind: String
        var stream: String
        var sequence: Int
        var action: String?
        var `case`: Case?
        var complete: Bool?
        var cases: [Case]?
    }

    private struct Case: Decodable {
        var incident: String
        var transition: Int
    }

    private struct Step {
        var incident: String
        var transition: Int
        var isOpen: Bool
    }

    private var stream = ""
    private var base = 0
    /// Steps above `base`, by number.
    private var steps: [Int: Step] = [:]
    private var cases: [String: Int] = [:]

    /// Cases that are open, as far as the files tell.
    var open: Set<String> { Set(replayed.filter(\.value.isOpen).keys) }

    mutating func take(_ bytes: Data) throws {
        let file = try JSONDecoder().decode(File.self, from: bytes)
        guard file.format == "gengfu-drop/1" else { return }
        if stream.isEmpty { stream = file.stream }
        guard file.stream == stream, file.sequence > base else { return }
        if file.kind == "snapshot" {
            let held = Dictionary(
                (file.cases ?? []).map { ($0.incident, $0.transition) }, uniquingKeysWith: max)
            guard file.complete == true else { return cases.merge(held, uniquingKeysWith: max) }
            cases = held
            base = file.sequence
            steps = steps.filter { $0.key > base }
        } else if let step = file.case, steps[file.sequence] == nil {
            steps[file.sequence] = Step(
                incident: step.incident, transition: step.transition, isOpen: file.action != "close")
        }
    }

    private var replayed: [String: Step] {
        var held = cases.reduce(into: [String: Step]()) {
            $0[$1.key] = Step(incident: $1.key, transition: $1.value, isOpen: true)
        }
        for (_, step) in steps.sorted(by: { $0.key < $1.key })
        where held[step.incident].map({ $0.transition <= step.transition }) ?? true {
            held[step.incident] = step
        }
        return held
    }
}

@Suite(
    "Across a ferry that loses, doubles and reorders, the open cases come out right", .timeLimit(.minutes(2)))
struct FerryTests {
    @Test(
        "Whatever the ferry does: once a snapshot comes through, both sides hold the same cases",
        arguments: 0..<12)
    func ferry(seed: UInt64) async throws {
        var random = Dice(seed: seed)
        let bench = try DropBench()
        var conveyance = bench.conveyance()
        var receiver = FerryReceiver()
        var life: [Int64: Int64] = [:]
        var held: [String] = []
        for round in 1...6 {
            for _ in 0..<12 {
                _ = try await conveyance.send(Self.step(&life, using: &random))
                guard Int.random(in: 0..<8, using: &random) == 0 else { continue }
                try await conveyance.heartbeat(at: DropBench.now, every: .minutes(10), audit: nil)
            }
            if round.isMultiple(of: 2) {
                // A restart: the engine knows what is open.
                conveyance = bench.conveyance(
                    standing: life.map { .sample($0.value, incident: $0.key, .update) })
            }
            held += try carry(from: bench, to: &receiver, using: &random, holding: held)
        }
        // What was on its way comes at last, in any order; the last snapshot is not lost.
        try await conveyance.heartbeat(at: DropBench.now, every: .minutes(10), audit: nil)
        let last = bench.names().filter { $0.contains("-snapshot") }.suffix(1)
        for text in held.shuffled(using: &random) { try receiver.take(Data(text.utf8)) }
        for name in last { try receiver.take(bench.bytes(name)) }
        for text in held.shuffled(using: &random) { try receiver.take(Data(text.utf8)) }
        let expected = Set(life.keys.map { Delivery.sample(1, incident: $0).incident.description })
        #expect(receiver.open == expected)
    }

    @Test("Without losses the receiver is right after every single file, snapshots or not")
    func faithful() async throws {
        var random = Dice(seed: 99)
        let bench = try DropBench()
        let conveyance = bench.conveyance()
        var receiver = FerryReceiver()
        var life: [Int64: Int64] = [:]
        for number in 1...60 {
            _ = try await conveyance.send(Self.step(&life, using: &random))
            if number.isMultiple(of: 17) {
                try await conveyance.heartbeat(at: DropBench.now, every: .minutes(10), audit: nil)
            }
            for name in bench.names() {
                try receiver.take(bench.bytes(name))
                try FileManager.default.removeItem(atPath: bench.out + "/" + name)
            }
            #expect(
                receiver.open == Set(life.keys.map { Delivery.sample(1, incident: $0).incident.description }))
        }
    }

    /// The next step of some case: a new one, or one further, or the end of an open one.
    private static func step(_ life: inout [Int64: Int64], using random: inout Dice) -> Delivery {
        let open = life.keys.sorted()
        guard !open.isEmpty, Int.random(in: 0..<3, using: &random) > 0,
            let incident = open.randomElement(using: &random), let before = life[incident]
        else {
            let incident = Int64.random(in: 1...1_000_000, using: &random)
            life[incident] = 1
            return .sample(1, incident: incident)
        }
        if Bool.random(using: &random) {
            life[incident] = before + 1
            return .sample(before + 1, incident: incident, .update)
        }
        life[incident] = nil
        return .sample(before + 1, incident: incident, .close)
    }

    /// Takes away what lies in the folder: a third is lost, some is doubled, some is held back, all is shuffled.
    /// - Returns: what is still on its way.
    private func carry(
        from bench: DropBench, to receiver: inout FerryReceiver, using random: inout Dice, holding: [String]
    ) throws -> [String] {
        var load: [Data] = holding.prefix(2).map { Data($0.utf8) }
        var held: [String] = []
        for name in bench.names() {
            let bytes = bench.bytes(name)
            try FileManager.default.removeItem(atPath: bench.out + "/" + name)
            switch Int.random(in: 0..<6, using: &random) {
            case 0, 1: break
            case 2: held.append(String(decoding: bytes, as: UTF8.self))
            case 3: load += [bytes, bytes]
            default: load.append(bytes)
            }
        }
        for bytes in load.shuffled(using: &random) { try receiver.take(bytes) }
        return held
    }

    /// A seeded generator, so that a failure is a number.
    struct Dice: RandomNumberGenerator {
        private var state: UInt64
        init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }
        mutating func next() -> UInt64 {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return state
        }
    }
}
