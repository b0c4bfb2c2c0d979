import Facility
import Foundation
import Testing

@testable import Forward

/// The rules that every kind keeps; a new kind is one more case of `EveryKind`.
@Suite("Every kind keeps the rules of delivery", .timeLimit(.minutes(2)))
struct EveryKindTests {
    private func failure(_ conveyance: any Conveyance, _ delivery: Delivery) async -> Lane.Failure? {
        await dropFailure { () async throws(Lane.Failure) in _ = try await conveyance.send(delivery) }
    }

    @Test("A case's steps arrive in their order, each once", arguments: EveryKind.allCases)
    func order(kind: EveryKind) async throws {
        try await FarSide.run(kind) { side in
            let conveyance = try side.open()
            for delivery in [Delivery.sample(1), .sample(2, .update), .sample(3, .close)] {
                _ = try await conveyance.send(delivery)
            }
            #expect(try await side.taken().count == 3)
            await conveyance.shutDown()
        }
    }

    @Test(
        "The harmless call tells nobody of any case, and fails where nobody is", arguments: EveryKind.allCases
    )
    func harmless(kind: EveryKind) async throws {
        let agreed = HarmlessCall(site: "s", destination: "d", now: .wall(), every: .seconds(60))
        let none = HarmlessCall(site: "s", destination: "d", now: .wall(), every: nil)
        try await FarSide.run(kind) { side in
            let conveyance = try side.open()
            let isAsked = kind == .http || kind == .template
            let withSign = try await conveyance.prove(agreed)
            #expect(withSign == (isAsked || kind == .webhook ? .answer : .link))
            let without = try await conveyance.prove(none)
            #expect(without == (isAsked ? .answer : .link))
            _ = try await conveyance.send(.sample(1))
            let told = try await side.taken().filter { !$0.isEmpty && !$0.contains("-life-") }
            #expect(told.count == 1, "the case alone: \(told)")
            await conveyance.shutDown()
        }
        let conveyance = try FarSide.nobody(kind)
        for call in [agreed, none] {
            let failure = await dropFailure { () async throws(Lane.Failure) in
                _ = try await conveyance.prove(call)
            }
            guard case .unreachable? = failure else {
                Issue.record("\(String(describing: failure))")
                continue
            }
        }
        await conveyance.shutDown()
    }

    @Test("The same step again is the same step to the far side", arguments: EveryKind.identified)
    func resend(kind: EveryKind) async throws {
        try await FarSide.run(kind) { side in
            let conveyance = try side.open()
            for _ in 0..<3 { _ = try await conveyance.send(.sample(1)) }
            #expect(try await side.taken().count == 1)
            await conveyance.shutDown()
        }
    }

    @Test("A refusal is of one case; the next one is taken", arguments: EveryKind.answered)
    func refuse(kind: EveryKind) async throws {
        try await FarSide.run(kind) { side in
            let conveyance = try side.open()
            try await side.suffer(.refuse)
            guard case .refused(let reason)? = await failure(conveyance, .sample(1)) else {
                Issue.record("not refused")
                return
            }
            #expect(!reason.isEmpty)
            _ = try await conveyance.send(.sample(2, incident: 2))
            await conveyance.shutDown()
        }
    }

    @Test(
        "Too slow, or a link that breaks, leaves the outcome unknown; told again it is one step",
        arguments: EveryKind.answered, [EveryKind.Trouble.slow, .drop])
    func unknown(kind: EveryKind, trouble: EveryKind.Trouble) async throws {
        try await FarSide.run(kind, timeout: .milliseconds(700)) { side in
            let conveyance = try side.open()
            try await side.suffer(trouble)
            guard case .unknown? = await failure(conveyance, .sample(1)) else {
                Issue.record("not unknown")
                return
            }
            try await StandIn.wait(for: "the next try") {
                await failure(conveyance, .sample(1)) == nil
            }
            if EveryKind.identified.contains(kind) { #expect(try await side.taken().count == 1) }
            await conveyance.shutDown()
        }
    }

    @Test("Later is later, and for how long", arguments: EveryKind.answered)
    func later(kind: EveryKind) async throws {
        try await FarSide.run(kind) { side in
            let conveyance = try side.open()
            try await side.suffer(.later)
            guard case .busy(_, let after)? = await failure(conveyance, .sample(1)) else {
                Issue.record("not busy")
                return
            }
            #expect(after == .seconds(7))
            await conveyance.shutDown()
        }
    }

    @Test("A cancelled exchange ends at once and says so", arguments: EveryKind.answered)
    func cancel(kind: EveryKind) async throws {
        try await FarSide.run(kind, timeout: .seconds(60)) { side in
            let conveyance = try side.open()
            try await side.suffer(.slow)
            let begun = ContinuousClock.now
            let exchange = Task { await failure(conveyance, .sample(1)) }
            try await StandIn.wait(for: "the question to arrive") { try await side.isAsked() }
            exchange.cancel()
            #expect(await exchange.value == .cancelled)
            #expect(ContinuousClock.now - begun < .seconds(5))
            await conveyance.shutDown()
        }
    }

    @Test(
        "After a restart a case goes on where it stood: nothing is told twice, nothing overtakes",
        arguments: EveryKind.identified)
    func restart(kind: EveryKind) async throws {
        try await FarSide.run(kind) { side in
            let before = try side.open()
            _ = try await before.send(.sample(1))
            await before.shutDown()
            let after = try side.open()
            // What was under way when the power failed is sent once more.
            _ = try await after.send(.sample(1))
            _ = try await after.send(.sample(2, .close))
            let taken = try await side.taken()
            #expect(taken.count == 2)
            await after.shutDown()
            let last = try side.open()
            _ = try await last.send(.sample(3, incident: 2))
            #expect(try await side.taken().prefix(2) == taken[...])
            await last.shutDown()
        }
    }

    @Test(
        "Where the far side's clock counts, an hour between the clocks keeps no case back",
        arguments: EveryKind.timed)
    func skew(kind: EveryKind) async throws {
        let bench = try DropBench()
        let pushed: PushedKind = kind == .webhook ? .webhook : .dingTalk
        let ahead = Date().addingTimeInterval(3_600)
        let form = DateFormatter()
        form.locale = Locale(identifier: "en_US_POSIX")
        form.timeZone = TimeZone(identifier: "GMT")
        form.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
        let body = kind == .webhook ? "" : #"{"errcode":0}"#
        let answer = AnsweringServer.Answer.status(200, body, headers: ["Date: \(form.string(from: ahead))"])
        try await AnsweringServer.run([answer]) { server, address in
            let conveyance = try pushed.make(address, bench: bench, clock: .platform)
            _ = try await conveyance.send(.sample(1))
            _ = try await conveyance.send(.sample(2, .update))
            let times = (0..<2).compactMap { number -> Double? in
                if let time = server.header("webhook-timestamp", of: number) { return Double(time) }
                let query = server.line(of: number).firstMatch(of: /timestamp=([0-9]+)/)
                return query.flatMap { Double($0.1) }.map { $0 / 1_000 }
            }
            #expect(times.count == 2)
            #expect(abs(times[0] - Date().timeIntervalSince1970) < 60, "nothing is known of it yet")
            #expect(abs(times[1] - ahead.timeIntervalSince1970) < 60)
            await conveyance.shutDown()
        }
    }

    @Test(
        "A half-open link is given up in time, outcome unknown; one that is not there is unreachable",
        arguments: EveryKind.answered)
    func halfOpen(kind: EveryKind) async throws {
        let bench = try DropBench()
        func make(_ address: String) throws -> any Conveyance {
            // Half of it is for connecting, also on a machine that is busy with other tests.
            let timeout = Interval.seconds(1)
            if let pushed = PushedKind.allCases.first(where: { "\($0)" == "\(kind)" }) {
                return try pushed.make(address, bench: bench, timeout: timeout)
            }
            return try (kind == .http ? ConveyanceKind.http : .template).make(address, timeout: timeout)
        }
        let silent = try SilentListener()
        let half = try make(silent.address)
        let first = await failure(half, .sample(1))
        // First: a client that is let go without it ends the whole test.
        await half.shutDown()
        guard case .unknown? = first else {
            Issue.record("half-open is not unknown: \(String(describing: first))")
            return
        }
        silent.close()
        let gone = try make(silent.address)
        let second = await failure(gone, .sample(1))
        await gone.shutDown()
        guard case .unreachable? = second else {
            Issue.record("gone is not unreachable: \(String(describing: second))")
            return
        }
    }
}
