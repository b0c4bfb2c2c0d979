import Facility
import Foundation
import Testing

@testable import Forward

@Suite("Answers to a CAP message", .timeLimit(.minutes(1)))
struct CAPAnswerTests {
    private let message = CAPTests.message(.sample(1))

    private func outcome(
        _ body: String, status: Int = 200, _ acknowledgement: Destination.Acknowledgement = .business
    ) -> String {
        do throws(Lane.Failure) {
            let number = try CAPAnswer.judge(
                status: status, body: Array(body.utf8), retryAfter: nil, message: message,
                acknowledgement: acknowledgement)
            return "taken \(number ?? "-")"
        } catch {
            switch error {
            case .unreachable: return "unreachable"
            case .unknown(let text): return "unknown: \(text)"
            case .busy: return "busy"
            case .refused(let text): return "refused: \(text)"
            case .lockedOut: return "locked out"
            case .cancelled: return "cancelled"
            }
        }
    }

    private func answer(_ type: String, references: String? = nil, note: String = "") -> String {
        let named = references ?? "\(message.settings.sender),\(message.identifier),\(message.sent)"
        return """
            <?xml version="1.0"?><c:alert xmlns:c="urn:oasis:names:tc:emergency:cap:1.2">
            <c:identifier>ACK-7</c:identifier><c:sender>hub</c:sender><c:sent>2026-03-09T10:15:31+08:00</c:sent>
            <c:status>Actual</c:status><c:msgType>\(type)</c:msgType><c:scope>Private</c:scope>
            <c:addresses>a</c:addresses><c:note>\(note)</c:note><c:references>\(named)</c:references></c:alert>
            """
    }

    @Test("An Ack that names the message is its receipt, an Error its refusal with the note")
    func business() {
        #expect(outcome(answer("Ack")) == "taken ACK-7")
        #expect(outcome(answer("Error", note: "地址\n不符")) == "refused: CAP Error: 地址 不符")
        #expect(outcome(answer("Ack", references: "a,b,2026-03-09T10:15:31+08:00")).hasPrefix("unknown"))
        #expect(outcome(answer("Alert")).hasPrefix("unknown"))
        #expect(outcome("ok").hasPrefix("unknown"))
        #expect(outcome("ok", .transport) == "taken -")
    }

    @Test(
        "The status decides where there is one to decide",
        arguments: [
            (302, "locked out"), (401, "locked out"), (404, "locked out"), (422, "refused: answered 422"),
            (429, "busy"), (503, "busy"), (500, "unknown: answered 500"),
        ])
    func status(status: Int, expected: String) {
        #expect(outcome(answer("Ack"), status: status) == expected)
    }

    @Test(
        "A hostile answer is an unknown outcome in an instant: bombs of entities, files of the box, deep nesting, 64 KiB",
        arguments: [
            #"<!DOCTYPE a [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]><a>&c;</a>"#,
            #"<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>"#,
            #"<a xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="file:///etc/passwd"/></a>"#,
            String(repeating: "<a>", count: 21_000), "<a>" + String(repeating: "x", count: 1 << 20),
            "<a " + String(repeating: "b='' ", count: 10_000),
            "<a>" + String(repeating: "&amp;", count: 13_000),
            "<!--" + String(repeating: "-", count: 60_000),
            "<![CDATA[" + String(repeating: "]", count: 60_000),
            "\u{0}", "", "{", String(repeating: "[", count: 64_000),
        ])
    func hostile(body: String) {
        let start = ContinuousClock.now
        #expect(outcome(body).hasPrefix("unknown"))
        #expect(ContinuousClock.now - start < .seconds(2))
    }

    @Test(
        "CAP's own attack sample is refused before anything is resolved",
        .enabled(if: CAPSamples.folder != nil))
    func attack() {
        #expect(
            outcome(String(decoding: CAPSamples.bytes("google-xee.xml"), as: UTF8.self)).contains(
                "document type"))
    }
}

@Suite("CAP messages go out in order, each with all that went before it", .timeLimit(.minutes(1)))
struct CAPOutboxTests {
    private func outbox(_ bench: DropBench) -> CAPOutbox {
        CAPOutbox(
            CAPTests.message(.sample(1)).settings, destination: "county", state: bench.root + "/store")
    }

    @Test("Alert, update and end of a case over restarts, resent messages unchanged")
    func course() async throws {
        let bench = try DropBench()
        let first = try await outbox(bench).message(.sample(1))
        #expect(first.type == .alert && first.references == [])
        let second = try await outbox(bench).message(.sample(2, .update))
        #expect(second.type == .update && second.references.map(\.identifier) == [first.identifier])
        let again = try await outbox(bench).message(.sample(1))
        #expect(again.xml() == first.xml())
        let end = try await outbox(bench).message(.sample(3, .close))
        #expect(end.references.map(\.identifier) == [first.identifier, second.identifier])
        await outbox(bench).settle(.sample(3, .close), isTaken: true)
        #expect(try await outbox(bench).message(.sample(4, .update)).references == [])
    }

    @Test("A refused update is named by nobody")
    func refused() async throws {
        let bench = try DropBench()
        let first = try await outbox(bench).message(.sample(1))
        _ = try await outbox(bench).message(.sample(2, .update))
        await outbox(bench).settle(.sample(2, .update), isTaken: false)
        #expect(
            try await outbox(bench).message(.sample(3, .update)).references.map(\.identifier) == [
                first.identifier
            ])
    }

    @Test("In a folder each message is a file under its identifier, the same file again when it is resent")
    func folder() async throws {
        let bench = try DropBench()
        let folder = CAPFolder(path: bench.out, destination: "county", site: "longhu")
        let message = try await outbox(bench).message(.sample(1))
        try await folder.leave(message)
        try await folder.leave(message)
        #expect(bench.names() == ["\(message.identifier).xml"])
        #expect(CAPRules.broken(bench.bytes(bench.names()[0])) == [])
    }
}
