import Facility
import Testing

@testable import Ring

/// When each destination was last proven to be reached: known after every restart, and out of a damaged store.
@Suite struct ProofRowTests {
    private static let proof = DestinationProof(destination: "grid", at: .start, means: .answer)

    @Test("A proof is in the store from its commit, the newest of each destination")
    func kept() throws {
        let room = try Room()
        let writer = try room.open()
        let other = DestinationProof(destination: "fire", at: .start, means: .link)
        var effects = Effects()
        effects.proofs = [Self.proof, other]
        #expect(try room.crashImage().open().recovered().proofs.isEmpty)
        _ = try writer.commit(effects, at: .start)
        #expect(try room.crashImage().open().recovered().proofs == [other, Self.proof])
        var newer = Self.proof
        newer.at = .start + .hours(24)
        effects.proofs = [newer]
        _ = try writer.commit(effects, at: .start)
        #expect(try room.crashImage().open().recovered().proofs == [other, newer])
    }

    @Test("A proof comes along out of a damaged store")
    func salvaged() throws {
        let room = try Room()
        let writer = try room.open()
        var effects = Effects.messages(1)
        effects.proofs = [Self.proof]
        _ = try writer.commit(effects, at: .start)
        writer.close()
        let after = try room.open(epoch: 77, distrusted: "a commit found a page damaged").recovered()
        #expect(after.proofs == [Self.proof])
    }
}
