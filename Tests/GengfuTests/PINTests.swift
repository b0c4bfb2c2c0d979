import Facility
import Foundation
import Testing

@testable import gengfu

/// PINs of a shared desk: what the file holds, and what a guess costs.
@Suite("PINs")
struct PINTests {
    private let path = FileManager.default.temporaryDirectory.path + "/gengfu-pins-\(UUID().uuidString)"
    private let now = Timestamp(milliseconds: 1_773_000_000_000)

    @Test("The same PIN makes another hash each time, and each knows it again")
    func salted() throws {
        let (one, other) = (try #require(PINHash(of: "246810")), try #require(PINHash(of: "246810")))
        #expect(one != other)
        #expect(one.text.hasPrefix("$y$") && !one.text.contains("246810"))
        for hash in [one, other] {
            #expect(hash.matches("246810"))
            #expect(!hash.matches("246811") && !hash.matches("") && !hash.matches("2468101"))
        }
    }

    @Test(
        "What is too short, too long or no plain text is no PIN",
        arguments: ["", "123", "12 34", "１２３４", "\u{7}1234"])
    func refused(text: String) { #expect(PINHash(of: text) == nil) }

    @Test("The file holds a line each, for its owner alone; a PIN set or taken away leaves the others")
    func file() throws {
        defer { try? FileManager.default.removeItem(atPath: path) }
        let file = PINFile(path: path)
        try file.set(PINHash(of: "1111"), for: "zhang")
        try file.set(PINHash(of: "2222"), for: "li")
        try file.set(nil, for: "zhang")
        guard case .entries(let entries) = file.read() else {
            Issue.record("no entries")
            return
        }
        #expect(entries.keys.sorted() == ["li"] && entries["li"]?.matches("2222") ?? false)
        var status = stat()
        #expect(stat(path, &status) == 0 && status.st_mode & 0o777 == 0o600)
    }

    @Test("Three wrong ones wait, the right one too; who has none acts by name; a missing file stops nobody")
    func desk() throws {
        defer { try? FileManager.default.removeItem(atPath: path) }
        try PINFile(path: path).set(PINHash(of: "2468"), for: "zhang")
        var desk = PINDesk()
        #expect(desk.look("zhang", nil, file: path, at: now) == .required)
        #expect(desk.look("zhang", "2468", file: path, at: now) == .mayAct)
        #expect(desk.look("zhang", "1", file: path, at: now) == .wrong)
        #expect(desk.look("zhang", "2", file: path, at: now) == .wrong)
        let until = now + PINGate.firstWait
        #expect(desk.look("zhang", "3", file: path, at: now) == .wait(until: until))
        #expect(desk.look("zhang", "2468", file: path, at: now + .seconds(59)) == .wait(until: until))
        #expect(desk.look("zhang", "2468", file: path, at: until) == .mayAct)
        #expect(desk.look("li", nil, file: path, at: now) == .mayAct)
        #expect(desk.look("zhang", nil, file: path + ".none", at: now) == .mayAct)
        #expect(desk.look("zhang", nil, file: nil, at: now) == .mayAct)
    }
}
