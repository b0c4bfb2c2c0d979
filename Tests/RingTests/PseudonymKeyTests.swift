import Facility
import GRDB
import Testing

@testable import Ring

@Suite("The key of the pseudonyms")
struct PseudonymKeyTests {
    private struct Counting: RandomNumberGenerator {
        var count: UInt64 = 0x8000_0000_0000_0001

        mutating func next() -> UInt64 {
            count &+= 0x9E37_79B9_7F4A_7C15
            return count
        }
    }

    @Test("It is drawn once, survives a kill, and is another one after its time")
    func life() throws {
        let room = try Room()
        var random = Counting()
        let writer = try room.open()
        let first = try writer.pseudonyms(at: .start, lasting: .hours(24), using: &random)
        let again = try writer.pseudonyms(at: .start + .hours(23), lasting: .hours(24), using: &random)
        #expect(first == again && first.since == .start)
        let restarted = try room.crashImage().open()
        let kept = try restarted.pseudonyms(at: .start + .hours(1), lasting: .hours(24), using: &random)
        #expect(kept == first)
        let next = try writer.pseudonyms(at: .start + .hours(24), lasting: .hours(24), using: &random)
        #expect(next != first && next.pseudonym(of: "622") != first.pseudonym(of: "622"))
        #expect(try writer.pseudonyms(at: .start + .hours(25), lasting: .hours(24), using: &random) == next)
    }

    @Test("The key that has served its time is in no row any more")
    func gone() throws {
        let room = try Room()
        var random = Counting()
        let writer = try room.open()
        let first = try writer.pseudonyms(at: .start, lasting: .hours(24), using: &random)
        _ = try writer.pseudonyms(at: .start + .hours(24), lasting: .hours(24), using: &random)
        writer.close()
        let queue = try DatabaseQueue(path: room.database)
        let values = try queue.read { try Int64.fetchAll($0, sql: "SELECT value FROM meta") }
        #expect(!values.contains(first.halves.low) && !values.contains(first.halves.high))
        #expect(values.count >= 7)
    }
}
