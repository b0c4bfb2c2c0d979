import Facility
import Foundation
import Testing

@testable import Forward

/// The shipped eGova file against a platform written from the domain page alone.
@Suite("The eGova shape", .timeLimit(.minutes(1)))
struct EGovaTests {
    private static let settings = [
        "sender_code": "mssq", "rec_type_id": "23", "rec_type_name": "市一体化平台", "event_source_id": "104",
        "event_source_name": "智慧物业", "agent": "gengfu", "district_id": "310104", "district_name": "徐汇区",
    ]

    private func conveyance(
        _ address: String, token: String = "T1", _ changed: [String: String] = [:], path: String = "/v22"
    ) throws -> TemplateConveyance {
        var settings = HTTPSettings(url: address + path)
        settings.signing = SigningSettings([
            .bearer(token: Secret(token), at: TokenPlace(.query("egova_openapi_token")))
        ])
        let template = try Repository.template("egova", settings: Self.settings.merging(changed) { $1 })
        return try TemplateConveyance(
            template, settings: settings, acknowledgement: .business, site: "longhu")
    }

    private func check(
        _ body: @Sendable (EGovaPlatform, String) async throws -> Void
    ) async throws {
        let platform = EGovaPlatform()
        try await PlainServer.run({ platform.answer($0) }) { try await body(platform, $0) }
    }

    private func failure(_ call: () async throws(Lane.Failure) -> Void) async -> Lane.Failure? {
        do { try await call() } catch { return error }
        return nil
    }

    @Test("A case is reported, added to and closed under the platform's own number")
    func order() async throws {
        try await check { platform, address in
            let city = try conveyance(address)
            let answer = try await city.send(.sample(1))
            #expect(answer == Lane.Answer(caseNumber: "T202603091", handling: .accepted))
            _ = try await city.send(.sample(2, .update))
            _ = try await city.send(.sample(3, .close))
            #expect(platform.state.withLock { $0.remarks.values.map { $0 } } == [2])
            #expect(platform.state.withLock { $0.requests } == ["REPORT", "NOTIFY", "NOTIFY"])
            await city.shutDown()
        }
    }

    @Test("The same report again is one uid, which the platform calls a duplicate: its number is asked for")
    func duplicate() async throws {
        try await check { platform, address in
            let city = try conveyance(address)
            let first = try await city.send(.sample(1))
            let second = try await city.send(.sample(1))
            #expect(first == second)
            #expect(platform.state.withLock { $0.requests } == ["REPORT", "REPORT", "GET_REC_PROCESS_INFO"])
            #expect(platform.state.withLock { $0.cases.count } == 1)
            await city.shutDown()
        }
    }

    @Test("A link dropped after the report is unknown; the query finds the case and, before it, nothing")
    func unknownOutcome() async throws {
        try await check { platform, address in
            let city = try conveyance(address)
            #expect(try await city.query(.sample(1)) == .absent)
            platform.state.withLock { $0.dropsNext = true }
            let result = await failure { () async throws(Lane.Failure) in _ = try await city.send(.sample(1))
            }
            guard case .unknown = result else {
                Issue.record("got \(String(describing: result))")
                return
            }
            #expect(
                try await city.query(.sample(1))
                    == .present(Lane.Answer(caseNumber: "T202603091", handling: .accepted)))
            await city.shutDown()
        }
    }

    @Test(
        "What its guides list as going wrong is told apart: what the case is, what the configuration is",
        arguments: [
            (["rec_type_id": "24"], "refused code 400: 案件类型或来源不在字典中"),
            (["event_source_id": "1"], "refused code 400: 案件类型或来源不在字典中"),
            (["district_id": ""], "lockedOut code 500: no handler found"),
            (["sender_code": "nobody"], "refused code 400: 报文格式错误"),
        ])
    func refusals(changed: [String: String], expected: String) async throws {
        try await check { _, address in
            let city = try conveyance(address, changed)
            let result = await failure { () async throws(Lane.Failure) in _ = try await city.send(.sample(1))
            }
            #expect(result.map(word) == expected)
            await city.shutDown()
        }
    }

    @Test("`v22-api/` left in the address, and a token that ran out, stop the lane and lose no case")
    func lockedOut() async throws {
        try await check { _, address in
            let wrongPath = try conveyance(address, path: "/v22-api/v22")
            let first = await failure { () async throws(Lane.Failure) in
                _ = try await wrongPath.send(.sample(1))
            }
            #expect(first.map(word) == "lockedOut 404 no reason given")
            await wrongPath.shutDown()
            let old = try conveyance(address, token: "open-sesame-2")
            let second = await failure { () async throws(Lane.Failure) in _ = try await old.send(.sample(1)) }
            #expect(second.map(word) == "lockedOut code 401: token 已失效")
            await old.shutDown()
        }
    }

    @Test("Notices move the case once, are signed, and what nobody knows is kept as it was said")
    func notices() async throws {
        try await check { platform, address in
            let city = try conveyance(address)
            let id = Delivery.sample(1).incident.description
            platform.state.withLock { state in
                state.notices = [
                    ["noticeId": "1", "caseId": id, "actionName": "任务派遣", "itemContent": "已派物业"],
                    ["noticeId": "2", "caseId": id, "actionName": "督办", "itemContent": "请尽快"],
                    ["noticeId": "3", "caseId": "20240731104001", "actionName": "结案"],
                    ["noticeId": "4", "caseId": id, "actionName": "移送归档"],
                ]
            }
            var desk = FeedbackDesk(destination: "district")
            let words = try await city.feedback(since: .distantPast)
            let (commands, lines) = desk.take(words, at: .distantPast)
            let incident = Delivery.sample(1).incident
            #expect(
                commands == [
                    .feedback(incident, destination: "district", .dispatched),
                    .follow(incident, destination: "district", .supervised, note: "请尽快"),
                ])
            #expect(
                lines.map(\.detail) == [
                    "\"任务派遣\", \"已派物业\": dispatched", "\"督办\", \"请尽快\": supervised",
                    "\"结案\": no case of ours", "\"移送归档\": nothing known",
                ])
            let again = desk.take(try await city.feedback(since: .distantPast), at: .distantPast)
            #expect(again.commands.isEmpty && again.lines.isEmpty)
            try await city.receipt(for: words)
            #expect(platform.state.withLock { $0.signed } == ["1", "2", "3", "4"])
            #expect(try await city.feedback(since: .distantPast) == [])
            await city.shutDown()
        }
    }

    private func word(_ failure: Lane.Failure) -> String {
        switch failure {
        case .unreachable(let text): "unreachable \(text)"
        case .unknown(let text): "unknown \(text)"
        case .busy(let text, _): "busy \(text)"
        case .refused(let text): "refused \(text)"
        case .lockedOut(let text): "lockedOut \(text)"
        case .cancelled: "cancelled"
        }
    }
}
