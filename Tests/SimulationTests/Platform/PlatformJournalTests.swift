import Facility
import Foundation
import Testing

@testable import Simulation

/// A stand-in that may be killed: what it answered it knows again.
@Suite("The stand-in platform's journal")
struct PlatformJournalTests {
    private let path = NSTemporaryDirectory() + "gengfu-book-\(UUID().uuidString)"

    private func word(
        _ action: Delivery.Action, _ key: String, transition: Int, step: String
    ) -> PlatformJournal.Word {
        PlatformJournal.Word(
            at: 1_773_022_530_000 + Int64(transition), action: action.rawValue,
            incident: action == .report ? nil : "longhu-3a9c04e7d1-1", key: key,
            body: PlatformBookTests.body(["step": .text(step)], transition: transition))
    }

    private func write(_ words: [PlatformJournal.Word], last: String = "") throws {
        var book = PlatformBook()
        let journal = try PlatformJournal(path: path, into: &book)
        for word in words { try journal.append(word) }
        let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        try handle.seekToEnd()
        try handle.write(contentsOf: Data(last.utf8))
    }

    @Test("Opened again it holds the same cases, steps, numbers and keys")
    func again() throws {
        defer { try? FileManager.default.removeItem(atPath: path) }
        let words = [
            word(.report, "k1", transition: 1, step: "raised"),
            word(.update, "k2", transition: 2, step: "acknowledged"),
        ]
        try write(words)
        var book = PlatformBook()
        _ = try PlatformJournal(path: path, into: &book)
        let held = try #require(book.cases["longhu-3a9c04e7d1-1"])
        #expect(held.caseNumber == "WG100001" && held.steps.map(\.key) == ["k1", "k2"])
        let told = book.take(
            .update, incident: words[1].incident, key: "k2", body: words[1].body,
            at: Timestamp(milliseconds: words[1].at + 9))
        #expect(throws: Never.self) { try told.get() }
        #expect(book.repeats == 1)
    }

    @Test("A word cut off by a kill goes, and what comes after stands on a line of its own")
    func cut() throws {
        defer { try? FileManager.default.removeItem(atPath: path) }
        try write([word(.report, "k1", transition: 1, step: "raised")], last: #"{"at":17730225"#)
        try write([word(.update, "k2", transition: 2, step: "acknowledged")])
        var book = PlatformBook()
        _ = try PlatformJournal(path: path, into: &book)
        #expect(book.cases["longhu-3a9c04e7d1-1"]?.steps.map(\.key) == ["k1", "k2"])
    }

    @Test("A file of something else is refused by its line")
    func foreign() throws {
        defer { try? FileManager.default.removeItem(atPath: path) }
        try write([word(.report, "k1", transition: 1, step: "raised")], last: "hello\n")
        var book = PlatformBook()
        let failure = #expect(throws: PlatformJournal.Failure.self) {
            _ = try PlatformJournal(path: path, into: &book)
        }
        #expect(failure?.description == "\(path): line 2 is no word of a stand-in's book")
    }
}
