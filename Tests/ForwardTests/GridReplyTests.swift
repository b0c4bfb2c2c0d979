import Facility
import Foundation
import Testing

@testable import Forward

/// What answers mean, beyond those the stand-in can be made to give.
@Suite("A platform's answer")
struct GridReplyTests {
    private func outcome(
        _ status: Int, _ body: String, _ question: GridReply.Question = .report,
        _ acknowledgement: Destination.Acknowledgement = .business
    ) -> String {
        let reply = GridReply(status: status, retryAfter: nil, body: Data(body.utf8), question: question)
        do throws(Lane.Failure) {
            let answer = try reply.answer(acknowledgement: acknowledgement)
            return "\(answer.handling.rawValue) \(answer.caseNumber ?? "-")"
        } catch {
            switch error {
            case .unreachable: return "unreachable"
            case .unknown: return "unknown"
            case .busy: return "busy"
            case .refused(let reason): return "refused: \(reason)"
            case .lockedOut: return "locked out"
            case .cancelled: return "cancelled"
            }
        }
    }

    @Test(
        "The business answer decides, not the status",
        arguments: [
            (200, #"{"code":0,"case_number":"C1","handling":"dispatched"}"#, "dispatched C1"),
            (201, #"{"code":"0","case_number":"C1"}"#, "accepted C1"),
            (200, #"{"code":0,"case_number":""}"#, "unknown"), (200, "", "unknown"),
            (200, "<html>ok</html>", "unknown"), (204, "", "unknown"),
            (200, #"{"code":17,"message":"no handler found"}"#, "refused: code 17: no handler found"),
            (200, #"{"code":401,"message":"token expired"}"#, "locked out"),
            (200, #"{"code":"503","message":"later"}"#, "busy"),
            (200, #"{"code":500,"message":"oops"}"#, "unknown"),
            (200, #"{"type":"about:blank","title":"No","status":422,"detail":"bad"}"#, "refused: 422 bad"),
            (422, #"{"title":"No","detail":"line\nbreak"}"#, "refused: 422 line break"),
            (404, "", "locked out"), (302, "", "locked out"), (409, "", "busy"),
            (418, "", "refused: 418 no reason given"),
        ])
    func decides(status: Int, body: String, expected: String) {
        #expect(outcome(status, body) == expected)
    }

    @Test("A destination that acknowledges by transport alone is content with 2xx")
    func transport() {
        #expect(outcome(204, "", .report, .transport) == "reported -")
        #expect(outcome(500, "", .report, .transport) == "unknown")
    }

    @Test("404 to an update means that the case is not there; to a report, that the address is wrong")
    func notFound() {
        #expect(outcome(404, #"{"title":"No such case"}"#, .follow) == "refused: 404 No such case")
        #expect(outcome(404, #"{"title":"No such case"}"#, .report) == "locked out")
    }

    @Test("A reason is cut to what fits a line")
    func longReason() {
        let reason = outcome(422, #"{"detail":"\#(String(repeating: "x", count: 5_000))"}"#)
        #expect(reason.count < 320)
    }

    @Test("Retry-After is read as seconds and as a date")
    func retryAfter() {
        let now = Date(timeIntervalSince1970: 1_773_022_530)
        #expect(RetryAfter.interval("7", now: now) == .seconds(7))
        #expect(RetryAfter.interval("Mon, 09 Mar 2026 02:16:30 GMT", now: now) == .seconds(60))
        #expect(RetryAfter.interval("Mon, 09 Mar 2026 02:00:00 GMT", now: now) == .zero)
        #expect(RetryAfter.interval("99999999999", now: now) == .days(1))
        #expect(RetryAfter.interval("soon", now: now) == nil)
        #expect(RetryAfter.interval("-1", now: now) == nil)
    }

    @Test("A delivery is the same bytes on every attempt")
    func sameBytes() throws {
        let first = try GridCase(.sample(1)).body()
        for _ in 0..<20 { #expect(try GridCase(.sample(1)).body() == first) }
    }

    @Test(
        "Whom to call goes with the case: role, name in both languages, people; without any the field is absent"
    )
    func contacts() throws {
        let body = String(decoding: try GridCase(.sample(1)).body(), as: UTF8.self)
        let zh = #""name":{"en":"lift maintenance firm","zh":"电梯维保单位"},"people":[{"name":"赵","phone":"139"}]"#
        #expect(body.contains(#""contacts":[{"# + zh + #","role":"lift_firm"},{"name":"#), "\(body)")
        #expect(body.contains("请自行拨打 119"))
        var delivery = Delivery.sample(1)
        delivery.report.contacts = nil
        #expect(!String(decoding: try GridCase(delivery).body(), as: UTF8.self).contains("contacts"))
    }
}
