import Facility
import Foundation
import Testing

@testable import MQTT
@testable import gengfu

@Suite("The connection over which the box publishes by itself", .timeLimit(.minutes(1)))
struct CasePublishingTests {
    private func failure(_ call: () async throws(Lane.Failure) -> Void) async -> Lane.Failure? {
        do throws(Lane.Failure) { try await call() } catch { return error }
        return nil
    }

    @Test(
        "A case is there when the call returns; retained only where that was asked; a dead broker is unreachable"
    )
    func publishes() async throws {
        let broker = try PrivateBroker(configuration: GatewayProgram.brokerConfiguration)
        let link = SirenLink(
            Broker(id: "bus", host: "127.0.0.1", port: Int(broker.port), clientID: "gengfu-test-bus"),
            suffix: "")
        defer { link.stop() }
        let end = ContinuousClock.now + .seconds(20)
        while !link.isConnected, ContinuousClock.now < end { try await Task.sleep(for: .milliseconds(10)) }
        try await link.publish("cases/1", Array("open".utf8), expiry: nil, isRetained: true)
        try await link.publish("cases/2", Array("once".utf8), expiry: nil, isRetained: false)
        #expect(heard(on: broker.port) == ["cases/1": "open"])
        try await link.publish("cases/1", [], expiry: nil, isRetained: true)
        #expect(heard(on: broker.port) == [:])
    }

    @Test("Without a broker the answer comes at once and says so; another connection is not held up by it")
    func deadBroker() async throws {
        let dead = SirenLink(
            Broker(id: "dead", host: "127.0.0.1", port: 1, clientID: "gengfu-test-dead"), suffix: "")
        defer { dead.stop() }
        let start = ContinuousClock.now
        let result = await failure { () async throws(Lane.Failure) in
            try await dead.publish("a", [], expiry: nil, isRetained: false)
        }
        #expect(result == .unreachable("no connection to the broker"))
        #expect(ContinuousClock.now - start < .seconds(2))
    }

    /// What a newcomer finds at the broker.
    private func heard(on port: UInt16) -> [String: String] {
        var settings = SessionSettings(
            clientID: "newcomer", host: "127.0.0.1", port: port, filters: ["cases/#"])
        settings.isPersistent = false
        let pump = SessionPump(settings: settings)
        var found: [String: String] = [:]
        var isSubscribed = false
        _ = pump.run(within: 5_000) { received, changes in
            for message in received {
                found[message.topic] = String(decoding: message.payload, as: UTF8.self)
            }
            // Retained messages follow the SUBACK at once.
            if isSubscribed, received.isEmpty { return true }
            for case .subscribed in changes { isSubscribed = true }
            return false
        }
        pump.session.close()
        return found
    }
}
