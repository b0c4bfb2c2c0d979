import Facility
import Foundation
import SiteConfiguration
import Testing

@testable import Forward

/// What every kind of conveyance must do; a new kind is one more case here.
enum ConveyanceKind: CaseIterable {
    case http
    /// The same interface as a file describes it.
    case template

    func make(
        _ address: String, token: String? = nil, timeout: Interval = .seconds(10),
        acknowledgement: Destination.Acknowledgement = .business
    ) throws -> any Conveyance {
        var settings = HTTPSettings(url: address, token: token, timeout: timeout)
        if self == .template { settings.template = try Repository.template("reference") }
        return try Destination(
            id: "district", name: LocalizedText(en: "District", zh: "区平台"), kind: .http(settings),
            acknowledgement: acknowledgement
        ).conveyance(site: "longhu")
    }
}

/// The failure a call ends with, or nil.
private func failure(_ call: () async throws(Lane.Failure) -> Void) async -> Lane.Failure? {
    do { try await call() } catch { return error }
    return nil
}

extension Lane.Failure {
    /// The case's name.
    fileprivate var kind: String {
        switch self {
        case .unreachable: "unreachable"
        case .unknown: "unknown"
        case .busy: "busy"
        case .refused: "refused"
        case .lockedOut: "lockedOut"
        case .cancelled: "cancelled"
        }
    }
}

@Suite("A conveyance keeps to the interface", .timeLimit(.minutes(2)))
struct ConformanceTests {
    private func check(
        _ kind: ConveyanceKind, token: String? = nil, timeout: Interval = .seconds(10),
        _ body: @escaping @Sendable (StandIn, any Conveyance) async throws -> Void
    ) async throws {
        try await StandIn.run(token: token) { platform in
            let conveyance = try kind.make(platform.address, token: token, timeout: timeout)
            do { try await body(platform, conveyance) } catch {
                await conveyance.shutDown()
                throw error
            }
            await conveyance.shutDown()
        }
    }

    @Test("A report, an update and a close make one case, in their order", arguments: ConveyanceKind.allCases)
    func order(kind: ConveyanceKind) async throws {
        try await check(kind) { platform, conveyance in
            let answer = try await conveyance.send(.sample(1))
            #expect(answer.handling == .accepted)
            #expect(answer.caseNumber?.isEmpty == false)
            _ = try await conveyance.send(.sample(2, .update))
            let closed = try await conveyance.send(.sample(3, .close))
            #expect(closed.handling == .closed)
            let held = try await platform.held()
            #expect(held.cases.map { $0.transitions.map(\.action) } == [["report", "update", "close"]])
            #expect(held.cases.first?.case_number == answer.caseNumber)
            #expect(held.anomalies == [])
        }
    }

    @Test(
        "The same delivery again is the same request: one case, the same answer",
        arguments: ConveyanceKind.allCases)
    func resend(kind: ConveyanceKind) async throws {
        try await check(kind) { platform, conveyance in
            let first = try await conveyance.send(.sample(1))
            let second = try await conveyance.send(.sample(1))
            #expect(first == second)
            let held = try await platform.held()
            #expect(held.cases.count == 1)
            #expect(held.repeats == 1)
            #expect(held.anomalies == [])
        }
    }

    @Test("A refusal carries the far side's reason", arguments: ConveyanceKind.allCases)
    func refusal(kind: ConveyanceKind) async throws {
        try await check(kind) { platform, conveyance in
            let wrong = await failure { () async throws(Lane.Failure) in
                _ = try await conveyance.send(.sample(1, gridCode: "31-a"))
            }
            #expect(wrong?.kind == "refused")
            let reason = wrong?.reason ?? ""
            #expect(reason.contains("/place/grid_code"))
            let early = await failure { () async throws(Lane.Failure) in
                _ = try await conveyance.send(.sample(2, incident: 2, .close))
            }
            #expect(early?.kind == "refused")
            let anomalies = try await platform.held().anomalies
            #expect(anomalies.map(\.kind) == ["invalid_body", "close_before_report"])
        }
    }

    @Test("Slower than the timeout is an unknown outcome, not a failure", arguments: ConveyanceKind.allCases)
    func slow(kind: ConveyanceKind) async throws {
        try await check(kind, timeout: .milliseconds(300)) { platform, conveyance in
            try await platform.faults(#"{"slow_ms": 1500, "for": 1}"#)
            let result = await failure { () async throws(Lane.Failure) in
                _ = try await conveyance.send(.sample(1))
            }
            #expect(result?.kind == "unknown")
        }
    }

    @Test("A cancelled exchange ends at once and says so", arguments: ConveyanceKind.allCases)
    func cancel(kind: ConveyanceKind) async throws {
        try await check(kind, timeout: .seconds(60)) { platform, conveyance in
            try await platform.faults(#"{"slow_ms": 60000, "for": 1}"#)
            let exchange = Task {
                await failure { () async throws(Lane.Failure) in _ = try await conveyance.send(.sample(1)) }
            }
            try await StandIn.wait(for: "the request to arrive") {
                try await platform.requests()["report"] == 1
            }
            exchange.cancel()
            #expect(await exchange.value == .cancelled)
        }
    }

    @Test(
        "A link dropped after the case was taken is unknown, and the query finds it",
        arguments: ConveyanceKind.allCases)
    func unknownOutcome(kind: ConveyanceKind) async throws {
        try await check(kind) { platform, conveyance in
            try await platform.faults(#"{"drop_link": "after", "for": 1}"#)
            let result = await failure { () async throws(Lane.Failure) in
                _ = try await conveyance.send(.sample(1))
            }
            #expect(result?.kind == "unknown")
            guard case .present(let answer) = try await conveyance.query(.sample(1)) else {
                Issue.record("the platform has the case")
                return
            }
            #expect(answer.caseNumber?.isEmpty == false)
            #expect(try await conveyance.query(.sample(2, .update)) == .absent)
        }
    }

    @Test(
        "A link dropped before anything was taken is unknown, and the query does not find it",
        arguments: ConveyanceKind.allCases)
    func droppedLink(kind: ConveyanceKind) async throws {
        try await check(kind) { platform, conveyance in
            try await platform.faults(#"{"drop_link": "before", "for": 1}"#)
            let result = await failure { () async throws(Lane.Failure) in
                _ = try await conveyance.send(.sample(1))
            }
            #expect(result?.kind == "unknown")
            #expect(try await conveyance.query(.sample(1)) == .absent)
        }
    }

    @Test(
        "An answer that comes twice is one answer, and the next exchange is not confused by it",
        arguments: ConveyanceKind.allCases)
    func answeredTwice(kind: ConveyanceKind) async throws {
        try await check(kind) { platform, conveyance in
            try await platform.faults(#"{"answer_twice": true}"#)
            for number: Int64 in 1...5 {
                let answer = try await conveyance.send(.sample(number, incident: number))
                let held = try await platform.held().cases.first {
                    $0.incident == Delivery.sample(number, incident: number).incident.description
                }
                #expect(answer.caseNumber == held?.case_number)
            }
        }
    }

    @Test(
        "The second copy of an answer is never taken for the answer to the next case",
        arguments: ConveyanceKind.allCases)
    func stutter(kind: ConveyanceKind) async throws {
        let platform = try StutteringListener()
        defer { platform.close() }
        platform.start()
        let conveyance = try kind.make(platform.address)
        for number: Int64 in 1...5 {
            let answer = try await conveyance.send(.sample(number, incident: number))
            #expect(answer.caseNumber == "A\(number)")
        }
        await conveyance.shutDown()
    }

    @Test("200 with an error inside is no success", arguments: ConveyanceKind.allCases)
    func errorInside200(kind: ConveyanceKind) async throws {
        try await check(kind) { platform, conveyance in
            try await platform.faults(#"{"error_inside_200": true, "for": 1}"#)
            let result = await failure { () async throws(Lane.Failure) in
                _ = try await conveyance.send(.sample(1))
            }
            #expect(result?.kind == "refused")
            let reason = result?.reason ?? ""
            #expect(reason.contains("matter code not in dictionary"))
            #expect(try await platform.held().cases.isEmpty)
        }
    }

    @Test("503 and 429 say later, and for how long", arguments: ConveyanceKind.allCases, [429, 503])
    func later(kind: ConveyanceKind, status: Int) async throws {
        try await check(kind) { platform, conveyance in
            try await platform.faults(#"{"status": \#(status), "retry_after": 7, "for": 1}"#)
            let result = await failure { () async throws(Lane.Failure) in
                _ = try await conveyance.send(.sample(1))
            }
            guard case .busy(_, let after)? = result else {
                Issue.record("got \(String(describing: result))")
                return
            }
            #expect(after == .seconds(7))
        }
    }

    @Test("500, 502 and 504 leave the outcome unknown", arguments: ConveyanceKind.allCases, [500, 502, 504])
    func gateways(kind: ConveyanceKind, status: Int) async throws {
        try await check(kind) { platform, conveyance in
            try await platform.faults(#"{"status": \#(status), "for": 1}"#)
            let result = await failure { () async throws(Lane.Failure) in
                _ = try await conveyance.send(.sample(1))
            }
            #expect(result?.kind == "unknown")
        }
    }

    @Test("A wrong token locks out, and never appears in the failure", arguments: ConveyanceKind.allCases)
    func lockedOut(kind: ConveyanceKind) async throws {
        try await StandIn.run(token: "right") { platform in
            let conveyance = try kind.make(platform.address, token: "open-sesame")
            let result = await failure { () async throws(Lane.Failure) in
                _ = try await conveyance.send(.sample(1))
            }
            #expect(result?.kind == "lockedOut")
            let reason = result?.reason ?? ""
            #expect(!reason.contains("open-sesame"))
            let right = try kind.make(platform.address, token: "right")
            #expect(try await right.send(.sample(1)).handling == .accepted)
            await right.shutDown()
            await conveyance.shutDown()
        }
    }

    @Test("A redirect is not followed", arguments: ConveyanceKind.allCases)
    func redirect(kind: ConveyanceKind) async throws {
        try await check(kind) { platform, conveyance in
            try await platform.faults(#"{"status": 307, "for": 1}"#)
            let result = await failure { () async throws(Lane.Failure) in
                _ = try await conveyance.send(.sample(1))
            }
            #expect(result?.kind == "lockedOut")
        }
    }

    @Test(
        "A far side that accepts the link and never answers is given up in time, outcome unknown",
        arguments: ConveyanceKind.allCases)
    func halfOpen(kind: ConveyanceKind) async throws {
        let silent = try SilentListener()
        defer { silent.close() }
        let conveyance = try kind.make(silent.address, timeout: .milliseconds(300))
        let result = await failure { () async throws(Lane.Failure) in
            _ = try await conveyance.send(.sample(1))
        }
        #expect(result?.kind == "unknown")
        await conveyance.shutDown()
    }

    @Test(
        "A far side that is not there is unreachable: certainly nothing was sent",
        arguments: ConveyanceKind.allCases)
    func notThere(kind: ConveyanceKind) async throws {
        let gone = try SilentListener()
        gone.close()
        let conveyance = try kind.make(gone.address)
        let result = await failure { () async throws(Lane.Failure) in
            _ = try await conveyance.send(.sample(1))
        }
        #expect(result?.kind == "unreachable")
        await conveyance.shutDown()
    }

    @Test("A sign of life is seen", arguments: ConveyanceKind.allCases)
    func heartbeat(kind: ConveyanceKind) async throws {
        try await check(kind) { platform, conveyance in
            let now = Timestamp(milliseconds: 1_773_022_530_123)
            try await conveyance.heartbeat(at: now, every: .seconds(30), audit: nil)
            let seen = try await platform.held().heartbeats
            #expect(seen.map(\.site) == ["longhu"])
            #expect(seen.map(\.missing) == [false])
            #expect(seen.map(\.audit) == [nil])
            let head = AuditHead(
                store: 0x3A_9C04_E7D1, number: 1_204, hash: [UInt8](repeating: 0xA5, count: 32))
            try await conveyance.heartbeat(at: now, every: .seconds(30), audit: head)
            let held = try await platform.held().heartbeats
            #expect(held.map(\.audit) == ["1204:" + String(repeating: "a5", count: 32)])
        }
    }

    @Test(
        "An address that cannot work is said before anything runs",
        arguments: ["", "district", "ftp://district", "http://", "https://user:secret@district"])
    func badAddress(url: String) {
        #expect(throws: ConveyanceFault.notAnAddress(url)) { try ConveyanceKind.http.make(url) }
    }
}
