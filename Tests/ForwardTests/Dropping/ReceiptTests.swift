import Facility
import Foundation
import Testing

@testable import Forward

@Suite("Receipts move a delivery; whatever else lies there is kept aside", .timeLimit(.minutes(1)))
struct ReceiptTests {
    /// A bench with one step sent, and the stream it was sent in.
    private func sent() async throws -> (DropBench, FileConveyance, String) {
        let bench = try DropBench()
        let conveyance = bench.conveyance(receipts: true)
        _ = try await conveyance.send(.ofPolice)
        return (bench, conveyance, String(bench.names()[0].split(separator: "-")[2]))
    }

    private func receipt(
        _ stream: String, sequence: Int = 1, key: String = Delivery.ofPolice.idempotencyKey,
        _ rest: String = #""result":"accepted""#
    ) -> String {
        #"{"format":"gengfu-receipt/1","stream":"\#(stream)","sequence":\#(sequence),"key":"\#(key)",\#(rest)}"#
    }

    @Test("Accepted, with a case number and how far it is")
    func accepted() async throws {
        let (bench, conveyance, stream) = try await sent()
        let rest = #""result":"accepted","handling":"dispatched","case_number":"沪-7""#
        try bench.receipt(receipt(stream, rest))
        await conveyance.look()
        let id = Delivery.sample(1).incident
        #expect(bench.words.withLock { $0 } == [.feedback(id, destination: "police", .dispatched)])
        #expect(bench.audited.contains { $0.contains("accepted; dispatched; case 沪-7") })
        // It stays until the word is in the store, and is not heard twice.
        #expect(bench.names("in") == ["r1.json"])
        await conveyance.look()
        #expect(bench.names("in") == [])
        #expect(bench.words.withLock { $0.count } == 1)
        await conveyance.shutDown()
    }

    @Test("Refused for cause, in XML")
    func refused() async throws {
        let (bench, conveyance, stream) = try await sent()
        let key = Delivery.ofPolice.idempotencyKey
        try bench.receipt(
            """
            <?xml version="1.0"?><receipt><format>gengfu-receipt/1</format><stream>\(stream)</stream>
            <sequence>1</sequence><key>\(key)</key><result>refused</result><reason>无此网格</reason></receipt>
            """, "r.xml")
        await conveyance.look()
        let id = Delivery.sample(1).incident
        #expect(bench.words.withLock { $0 } == [.feedback(id, destination: "police", .rejected)])
        #expect(bench.audited.contains { $0.contains("refused; 无此网格") })
    }

    @Test("A receipt read before a crash is read again, and its handling is the same")
    func crash() async throws {
        let (bench, conveyance, stream) = try await sent()
        try bench.receipt(receipt(stream))
        await conveyance.look()
        #expect(bench.names("in") == ["r1.json"])
        let word = bench.words.withLock { $0 }
        _ = conveyance
        let next = bench.conveyance(receipts: true)
        await next.look()
        #expect(bench.words.withLock { $0 }.count <= 2)
        #expect(bench.words.withLock { $0 }.allSatisfy { word.contains($0) })
    }

    @Test(
        "A second one, one of another stream, of a number never sent, of another key: aside, with a line each"
    )
    func strange() async throws {
        let (bench, conveyance, stream) = try await sent()
        try bench.receipt(receipt(stream), "a.json")
        try bench.receipt(receipt(stream), "b.json")
        try bench.receipt(receipt("0123456789"), "c.json")
        try bench.receipt(receipt(stream, sequence: 9), "d.json")
        try bench.receipt(receipt(stream, key: "longhu-3a9c04e7d1-9-1-police"), "e.json")
        await conveyance.look()
        #expect(bench.words.withLock { $0.count } == 1)
        let aside = bench.names("in/aside")
        #expect(aside.map { $0.dropFirst(11) } == ["b.json", "c.json", "d.json", "e.json"])
        let why = bench.audited.filter { $0.hasPrefix("receipt_put_aside") }.map {
            String($0.dropFirst(18).prefix { $0 != ":" })
        }
        #expect(why == ["doubled", "unknown", "unknown", "unknown"])
    }

    @Test("A receipt for a step older than those remembered is late")
    func late() {
        var ledger = DropLedger(stream: "s")
        for number in 1...(DropLedger.entryLimit + 5) { _ = ledger.number(for: "k\(number)") }
        #expect(ledger.receive(stream: "s", sequence: 3, key: "k3") == .late)
        #expect(ledger.receive(stream: "s", sequence: 6, key: "k6") == .expected)
    }

    @Test(
        "Hostile and broken files harm nobody: looked at, put aside, the next receipt is read",
        arguments: [
            String(repeating: "[", count: 60_000), String(repeating: "<a>", count: 20_000),
            #"<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><receipt>&b;</receipt>"#,
            #"<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><receipt><key>&x;</key></receipt>"#,
            "", "{}", "null", "<receipt/>", "\u{0}\u{1}\u{2}",
            #"{"format":"gengfu-receipt/1","sequence":1e99}"#,
            String(repeating: "x", count: 70_000),
        ])
    func hostile(text: String) async throws {
        let (bench, conveyance, stream) = try await sent()
        try bench.receipt(text, "a.json")
        try bench.receipt(receipt(stream), "b.json")
        for _ in 1...3 { await conveyance.look() }
        #expect(bench.words.withLock { $0.count } == 1)
        #expect(bench.names("in/aside").map { $0.dropFirst(11) } == ["a.json"])
    }

    @Test("Pipes, links and folders among the receipts are left alone")
    func oddFiles() async throws {
        let (bench, conveyance, stream) = try await sent()
        mkfifo(bench.back + "/pipe.json", 0o600)
        symlink("/etc/passwd", bench.back + "/link.json")
        mkdir(bench.back + "/folder.json", 0o700)
        try bench.receipt(receipt(stream))
        for _ in 1...4 { await conveyance.look() }
        #expect(bench.words.withLock { $0.count } == 1)
        #expect(bench.names("in") == ["folder.json", "link.json", "pipe.json"])
    }
}

extension Delivery {
    fileprivate static var ofPolice: Delivery { .sample(1, destination: "police") }
}
