import Facility
import Testing

@testable import MQTT

/// Topics that a reload changes while a session is away, or before the broker has answered.
extension BrokerTests {
    @Test("Topics changed while the broker is away are subscribed to when it is back", arguments: versions)
    func changedWhileAway(version: SessionSettings.ProtocolVersion) throws {
        let broker = try Self.broker()
        let pump = SessionPump(settings: broker.settings("gate", filters: ["a", "b"], version: version))
        #expect(pump.isSubscribed)
        broker.stop()
        #expect(pump.wait { if case .disconnected = $0 { true } else { false } } != nil)
        #expect(pump.session.isSubscribed)
        pump.session.resubscribe(to: ["b", "c"], excluding: [])
        #expect(!pump.session.isSubscribed)
        try broker.restart()
        #expect(pump.run(within: 20_000) { _, _ in pump.session.isSubscribed })
        broker.publish([("a", []), ("b", []), ("c", [])])
        #expect(pump.receive(2).map(\.topic) == ["b", "c"])
    }

    @Test("A topic whose subscription the connection's end swallowed is asked for again", arguments: versions)
    func changedAtTheEnd(version: SessionSettings.ProtocolVersion) throws {
        let broker = try Self.broker()
        let pump = SessionPump(settings: broker.settings("gate", filters: ["a"], version: version))
        #expect(pump.isSubscribed)
        pump.session.resubscribe(to: ["a", "b"], excluding: [])
        #expect(!pump.session.isSubscribed)
        broker.stop()
        #expect(pump.wait { if case .disconnected = $0 { true } else { false } } != nil)
        try broker.restart()
        #expect(pump.run(within: 20_000) { _, _ in pump.session.isSubscribed })
        broker.publish([("a", []), ("b", [])])
        #expect(pump.receive(2).map(\.topic) == ["a", "b"])
    }
}
