import Facility
import Testing

/// The matcher against drawn sessions: one letter is one content, its number the packet identifier.
@Suite struct RedeliveryMatcherTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let promise: String
        let stored: String
        let arrives: String
        /// `=` redelivered, `!` new.
        let verdicts: String
        var testDescription: String { promise }
    }

    static let cases = [
        Case(
            promise: "All of the window comes again", stored: "A1 B2 C3", arrives: "A1 B2 C3 D4",
            verdicts: "===!"),
        Case(
            promise: "The broker saw a prefix of our PUBACKs", stored: "A1 B2 C3 D4", arrives: "C3 D4 E5",
            verdicts: "==!"),
        Case(promise: "The broker saw all our PUBACKs", stored: "A1 B2", arrives: "C3 D4", verdicts: "!!"),
        Case(
            promise: "Eight identical messages after the window all survive",
            stored: "O1 O2 O3 O4 O5 O6 O7 O8", arrives: "O9 O10 O11 O12 O13 O14 O15 O16", verdicts: "!!!!!!!!"
        ),
        Case(
            promise: "Of eight identical messages only the unacknowledged come again",
            stored: "O1 O2 O3 O4 O5 O6 O7 O8", arrives: "O6 O7 O8 O9 O10 O11", verdicts: "===!!!"),
        Case(
            promise: "A packet identifier used anew with other content is new", stored: "A1 B2 C3",
            arrives: "X2 C3", verdicts: "!!"),
        Case(
            promise: "The first mismatch ends the matching", stored: "A1 B2 C3 D4", arrives: "A1 X2 C3 D4",
            verdicts: "=!!!"),
        Case(promise: "A gap ends the matching", stored: "A1 B2 C3 D4", arrives: "A1 C3 D4", verdicts: "=!!"),
        Case(
            promise: "After the window's end an old packet identifier is new", stored: "A1 B2",
            arrives: "B2 A1 B2", verdicts: "=!!"),
        Case(
            promise: "A message of QoS 0 is new and does not end the run", stored: "A1 Q0 B2 C3",
            arrives: "B2 Q0 C3 D4", verdicts: "=!=!"),
        Case(
            promise: "A packet identifier that stands twice is resolved by what follows",
            stored: "A1 B2 A1 C3", arrives: "A1 C3 D4", verdicts: "==!"),
        Case(promise: "An empty window matches nothing", stored: "", arrives: "A1", verdicts: "!"),
        Case(
            promise: "What came again last time and was stored again matches again", stored: "A1 B2 C3 D4",
            arrives: "D4 E5", verdicts: "=!"),
        Case(
            promise: "Packet identifiers wrap from 65535 to 1", stored: "A65534 B65535 C1",
            arrives: "B65535 C1 D2",
            verdicts: "==!"),
    ]

    @Test("After SESSION PRESENT = 1 exactly the stored tail is recognised", arguments: cases)
    func table(_ drawn: Case) {
        var matcher = RedeliveryMatcher(stored: entries(drawn.stored))
        let verdicts = entries(drawn.arrives).map { matcher.isRedelivered($0) ? "=" : "!" }.joined()
        #expect(verdicts == drawn.verdicts)
    }

    @Test("After SESSION PRESENT = 0 nothing is matched, whatever the packet identifiers")
    func noSession() {
        var matcher = RedeliveryMatcher()
        #expect(matcher.isFinished)
        let isOld = matcher.isRedelivered(.init(mid: 1, hash32: 65))
        #expect(!isOld)
    }

    @Test("A matcher is finished after the first mismatch and after the window's end")
    func finishing() {
        var mismatched = RedeliveryMatcher(stored: entries("A1 B2"))
        #expect(!mismatched.isFinished)
        _ = mismatched.isRedelivered(.init(mid: 9, hash32: 0))
        #expect(mismatched.isFinished)
        var complete = RedeliveryMatcher(stored: entries("A1"))
        _ = complete.isRedelivered(entries("A1")[0])
        #expect(complete.isFinished)
    }

    private func entries(_ drawing: String) -> [RedeliveryMatcher.Entry] {
        drawing.split(separator: " ").map { word in
            .init(mid: UInt16(word.dropFirst()) ?? 0, hash32: UInt32(word.utf8.first ?? 0))
        }
    }
}
