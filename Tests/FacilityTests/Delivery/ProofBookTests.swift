import Testing

@testable import Facility

/// The way of an alarm is proven without a case: what goes out, what must come back, and what is said when it does not.
@Suite struct ProofBookTests {
    private var random = SeededGenerator(seed: 3)
    private let start = Timestamp(milliseconds: 1_773_000_000_000)
    private var now: Timestamp
    private var book: ProofBook

    init() {
        now = start
        book = ProofBook(Self.site(), proofs: [], now: start, using: &random)
    }

    private static func site(
        brokers: [String] = ["main", "yard"], _ ids: [String] = ["grid", "fire"]
    ) -> Site {
        var site = Site(id: "s", name: "")
        site.brokers = brokers.map { Broker(id: $0, host: "h", port: 1, clientID: "c-\($0)") }
        site.destinations = ids.map { Compound.destination($0) }
        return site
    }

    private mutating func wait(_ interval: Interval) -> [ProofBook.Action] {
        now = now + interval
        return book.advance(to: now, using: &random)
    }

    /// Begins a round.
    /// - Returns: its marks.
    private mutating func begin() -> [ProofMark] {
        book.ask(now: now)
        guard case .publish(let marks)? = wait(.zero).first else { return [] }
        return marks
    }

    private mutating func answer(_ destination: String, _ answer: ProofAnswer) -> DestinationProof? {
        book.answered(destination, answer, now: now).proof
    }

    @Test("Every broker must bring its mark back before anybody is called, and then each destination counts")
    mutating func whole() {
        #expect(wait(.seconds(59)) == [], "the brokers are being connected")
        guard case .publish(let marks)? = wait(.seconds(122)).first else {
            Issue.record("no round within three minutes of the start")
            return
        }
        #expect(marks.map(\.broker) == [0, 1])
        #expect(marks[0].round == marks[1].round)
        #expect(book.heard(marks[0], now: now) == [])
        #expect(book.heard(marks[0], now: now) == [], "one that comes twice stands in for no other")
        #expect(book.heard(marks[1], now: now) == [.call])
        #expect(answer("grid", .proven(.answer))?.at == now)
        #expect(answer("grid", .proven(.link)) == nil, "it is said once")
        #expect(answer("elsewhere", .proven(.link)) == nil)
        #expect(!book.isResting)
        #expect(answer("fire", .proven(.link))?.means == .link)
        #expect(book.isResting && book.troubles.isEmpty)
        #expect(wait(.minutes(24 * 60 - 1)) == [])
        #expect(wait(.minutes(1)).count == 1, "a sound round is repeated after a day, not earlier")
    }

    @Test("A mark of another round, or one that never went out, proves nothing")
    mutating func strange() {
        let old = begin()
        #expect(wait(.seconds(60)).count == 2)
        let marks = begin()
        #expect(marks.count == 2 && marks[0].round != old[0].round)
        for mark in old { #expect(book.heard(mark, now: now) == []) }
        #expect(book.heard(marks[1], now: now) == [])
        #expect(book.heard(ProofMark(broker: 0, round: marks[0].round + 1), now: now) == [])
        #expect(book.heard(marks[0], now: now) == [.call])
        #expect(book.heard(marks[0], now: now) == [], "nobody is called twice")
    }

    @Test("A broker that brings nothing back proves nothing, is named, and is tried again after an hour")
    mutating func lost() {
        let marks = begin()
        _ = book.heard(marks[0], now: now)
        #expect(wait(.seconds(59)) == [])
        guard case .note(let line)? = wait(.seconds(1)).first else {
            Issue.record("nothing is said")
            return
        }
        #expect(line.subject == "yard" && line.action == "path_not_proven")
        #expect(book.troubles["grid"] == .readingLost(["yard"]))
        #expect(book.troubles["fire"] == .readingLost(["yard"]))
        #expect(book.heard(marks[1], now: now) == [], "too late")
        #expect(answer("grid", .proven(.answer)) == nil)
        #expect(wait(.minutes(58)) == [])
        #expect(wait(.minutes(1)).count == 1)
    }

    @Test("A destination that fails or whose lane is silent keeps its old proof and says why")
    mutating func failed() {
        let early = begin()
        for mark in early { _ = book.heard(mark, now: now) }
        let first = answer("grid", .proven(.answer))
        _ = answer("fire", .proven(.answer))
        now = now + .hours(3)
        for mark in begin() { _ = book.heard(mark, now: now) }
        #expect(answer("grid", .failed("401")) == nil)
        #expect(book.troubles["grid"] == .failed("401") && book.proofs["grid"] == first)
        #expect(wait(.seconds(239)) == [])
        #expect(wait(.seconds(1)).count == 1)
        #expect(book.troubles["fire"] == .unanswered)
        #expect(wait(.minutes(56)).count == 1, "an hour after it began")
    }

    @Test(
        "Older than the site allows is overdue; what was never proven counts from the start",
        arguments: [(48, false), (49, false), (50, true)])
    mutating func overdue(hours: Int64, isOverdue: Bool) {
        #expect(book.isOverdue("grid", at: start + .hours(hours)) == isOverdue)
        let proof = DestinationProof(destination: "grid", at: start - .hours(40), means: .answer)
        book = ProofBook(Self.site(), proofs: [proof], now: start, using: &random)
        #expect(book.isOverdue("grid", at: start + .hours(hours)))
        #expect(!book.isOverdue("grid", at: start + .hours(9)))
    }

    @Test("After a reload nobody waits for a destination that has left, and a site without any has no rounds")
    mutating func reload() {
        for mark in begin() { _ = book.heard(mark, now: now) }
        _ = answer("grid", .failed("x"))
        book.follow(Self.site(["fire"]))
        #expect(book.troubles.isEmpty)
        _ = answer("fire", .proven(.answer))
        #expect(book.isResting)
        book.follow(Self.site(brokers: ["main"], []))
        #expect(wait(.days(9)) == [])
    }
}
