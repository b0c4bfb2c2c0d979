import Facility
import Testing

@testable import SiteConfiguration

/// The cases beside the rules we ship, and the proof that they would notice.
@Suite("The cases of the hazards we ship", .serialized)
struct ShippedHazardCasesTests {
    static let loaded = HazardSuite.load(directory: Repository.profiles)
    static let hazards = loaded.suite?.library.hazards.map(\.id) ?? []

    /// Of one hazard: how many of its cases come out otherwise in a library.
    private static func failures(of hazard: String, in library: ProfileLibrary) throws -> Int {
        let suite = try #require(loaded.suite)
        let batch = HazardCaseRun.makeBatch()
        return suite.cases.filter { $0.hazard == hazard }
            .count { !HazardCaseRun($0, in: library, batch: batch).failures.isEmpty }
    }

    @Test("All cases load without a word and every hazard has some")
    func loads() throws {
        #expect(Self.loaded.diagnostics.map { $0.rendered(in: .en) } == [])
        let suite = try #require(Self.loaded.suite)
        #expect(suite.unproven == [])
        #expect(suite.cases.count >= 150)
    }

    @Test("Every case comes out as written", arguments: hazards)
    func comesOut(hazard: String) throws {
        let suite = try #require(Self.loaded.suite)
        let batch = HazardCaseRun.makeBatch()
        for test in suite.cases where test.hazard == hazard {
            let run = HazardCaseRun(test, in: suite.library, batch: batch)
            #expect(run.diagnostics.map { $0.rendered(in: .en) } == [])
        }
    }

    @Test(
        "Every hazard has cases in which it raises, in which it does not yet, and in which it is over",
        arguments: hazards)
    func complete(id: String) throws {
        let suite = try #require(Self.loaded.suite)
        let hazard = try #require(suite.library.hazards.first { $0.id == id })
        let checks = suite.cases.filter { $0.hazard == id }.flatMap(\.checks)
        let standings = Set(checks.flatMap(\.expected).filter { $0.hazard == id }.map(\.standing))
        #expect(standings.contains(.active))
        #expect(checks.contains { check in !check.expected.contains { $0.hazard == id } })
        #expect(standings.contains(hazard.isLatched ? .quiet : .ended))
        if hazard.isLatched { #expect(standings.contains(.cleared)) }
        let lasting = hazard.evidence.contains { $0.holdsFor > .zero } && !hazard.scope.isPlace
        let isSilent = suite.cases.contains { test in
            test.hazard == id && !test.inputs.isEmpty && test.checks.allSatisfy { $0.expected.isEmpty }
        }
        #expect(!lasting || isSilent, "no case in which it stays away although something comes near it")
    }

    /// A hazard with one thing wrong.
    struct Mutant: Sendable, CustomTestStringConvertible {
        var name: String
        var hazard: Hazard
        var testDescription: String { "\(hazard.id): \(name)" }
    }

    static let mutants: [Mutant] = (loaded.suite?.library.hazards ?? []).flatMap { hazard -> [Mutant] in
        var mutants: [Mutant] = []
        func add(_ name: String, _ change: (inout Hazard) -> Void) {
            var mutant = hazard
            change(&mutant)
            mutants.append(Mutant(name: name, hazard: mutant))
        }
        add("latch turned over") { $0.severity = $0.isLatched ? .severe : .extreme }
        add("quiet 2 s longer") { $0.quietFor = $0.quietFor + .seconds(2) }
        if hazard.quietFor > .seconds(2) {
            add("quiet 2 s shorter") { $0.quietFor = $0.quietFor + -.seconds(2) }
        }
        if hazard.unless != nil { add("never suppressed") { $0.unless = nil } }
        for (position, evidence) in hazard.evidence.enumerated() where isReachable(hazard, position) {
            add("evidence \(position) must hold 2 s longer") {
                $0.evidence[position] = slower(evidence, by: .seconds(2))
            }
            if evidence.holdsFor >= .seconds(2) {
                add("evidence \(position) may hold 2 s less") {
                    $0.evidence[position].holdsFor = evidence.holdsFor + -.seconds(2)
                }
            }
            if !evidence.isWeak, hazard.evidence.contains(where: \.isWeak) {
                add("evidence \(position) weak") { $0.evidence[position].isWeak = true }
            }
        }
        return mutants
    }

    private static func slower(_ evidence: Evidence, by interval: Interval) -> Evidence {
        var evidence = evidence
        switch evidence.sign {
        case .condition: evidence.holdsFor = evidence.holdsFor + interval
        case .silence(let length): evidence.sign = .silence(length + interval)
        }
        return evidence
    }

    /// Whether some shipped profile is decided by the evidence, or told by it beside what decides; a zone is
    /// decided by its first.
    private static func isReachable(_ hazard: Hazard, _ position: Int) -> Bool {
        guard let library = loaded.suite?.library else { return false }
        if hazard.scope.isPlace { return position == 0 }
        // An ES1500 has a mode, but no word in it for emergency power.
        if hazard.id == "elevator.power_lost", position == 2 { return false }
        return library.profiles.contains { profile in
            guard profile.facility == hazard.facility else { return false }
            let given = Set(profile.points)
            let decidable = hazard.evidence.map { isDecidable($0, by: given) }
            return hazard.evidence[position].isBeside
                ? decidable[position] : decidable.firstIndex(of: true) == position
        }
    }

    private static func isDecidable(_ evidence: Evidence, by given: Set<PointIndex>) -> Bool {
        guard case .condition(let condition) = evidence.sign else { return true }
        let read = condition.program.variables + condition.program.windows.compactMap(\.point)
        return condition.program.needed.allSatisfy { given.contains(condition.points[$0]) }
            && (read.isEmpty || read.contains { given.contains(condition.points[$0]) })
    }

    @Test("A hazard that is a little wrong makes one of its cases fail", arguments: mutants)
    func notices(mutant: Mutant) throws {
        var library = try #require(Self.loaded.suite).library
        let position = try #require(library.hazards.firstIndex { $0.id == mutant.hazard.id })
        library.hazards[position] = mutant.hazard
        #expect(try Self.failures(of: mutant.hazard.id, in: library) > 0)
    }
}
