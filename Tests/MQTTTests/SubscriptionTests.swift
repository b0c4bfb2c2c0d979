import Facility
import Testing

@testable import MQTT

/// Subscriptions: retained messages, overlaps, refusals, and the two sessions per broker.
extension BrokerTests {
    @Test(
        "A retained message comes once, marked, and not again on reconnect or resubscribe",
        arguments: versions)
    func retained(version: SessionSettings.ProtocolVersion) throws {
        let broker = try Self.broker()
        broker.publish("t/alarm", "ON", retain: true)
        let settings = broker.settings("gate", filters: ["t/#"], version: version)
        let pump = SessionPump(settings: settings)
        let first = pump.receive(1)
        #expect(first.map(\.retained) == [true])
        // reconnect within the process
        broker.stop()
        #expect(pump.wait { if case .disconnected = $0 { true } else { false } } != nil)
        try broker.restart()
        #expect(pump.wait(within: 20_000) { $0 == .connected(sessionPresent: true) } != nil)
        #expect(pump.receive(0).isEmpty)
        // a live one is no state
        broker.publish("t/alarm", "OFF", retain: true)
        #expect(pump.receive(1).map(\.retained) == [false])
        pump.session.close()
        // a new process subscribes again: 3.1.1 has no way to ask for no retained messages
        let again = SessionPump(settings: settings).receive(0, within: 1_000)
        #expect(again.map(\.retained) == (version == .v5 ? [] : [true]))
    }

    @Test(
        "A queue full of telemetry neither loses nor delays the urgent session's message", arguments: versions
    )
    func urgentFirst(version: SessionSettings.ProtocolVersion) throws {
        let broker = try Self.broker { $0.lines = ["max_queued_messages 2000"] }
        let plain = broker.settings("gate", filters: ["telemetry/#", "fire/#"], version: version)
        var urgent = broker.settings("gate-urgent", filters: ["fire/#"], version: version)
        urgent.isUrgent = true
        SessionPump.introduce(plain)
        SessionPump.introduce(urgent)
        broker.publish((0..<6_000).map { ("telemetry/\($0)", [UInt8](repeating: 0x30, count: 200)) })
        broker.publish("fire/1", "ON")

        let start = MonotonicClock.milliseconds
        let fire = SessionPump(settings: urgent)
        #expect(fire.run(within: 5_000) { received, _ in received.contains { $0.topic == "fire/1" } })
        #expect(MonotonicClock.milliseconds - start < 500)
        // and the one session would have lost it: that is why there are two
        let telemetry = SessionPump(settings: plain).receive(2_000)
        #expect(telemetry.count < 6_000)
        #expect(!telemetry.contains { $0.topic == "fire/1" })
    }

    @Test("Filters that overlap within a session or between two count a message once")
    func overlapping() throws {
        let broker = try Self.broker()
        var plain = broker.settings("gate", filters: ["lift/#", "lift/+/state", "lift/+/+"])
        plain.excludedFilters = ["lift/+/alarm"]
        let urgent = broker.settings("gate-urgent", filters: ["lift/+/alarm"])
        let both = [SessionPump(settings: plain), SessionPump(settings: urgent)]
        for pump in both { #expect(pump.isSubscribed) }
        broker.publish([("lift/1/state", []), ("lift/1/alarm", [])])
        #expect(both[0].receive(1).map(\.topic) == ["lift/1/state"])
        #expect(both[1].receive(1).map(\.topic) == ["lift/1/alarm"])
        #expect(both[0].session.counters.excluded == 1)
    }

    @Test("A filter that moved to the other session is given up by the first")
    func movedFilter() throws {
        let broker = try Self.broker()
        var settings = broker.settings("gate", filters: ["a", "b"])
        SessionPump.introduce(settings)
        settings.filters = ["a"]
        settings.formerFilters = ["b"]
        let pump = SessionPump(settings: settings)
        #expect(pump.isSubscribed)
        broker.publish([("b", []), ("a", [])])
        #expect(pump.receive(1).map(\.topic) == ["a"])
    }

    @Test("Filters the broker or the protocol refuses are named, the others work", arguments: versions)
    func refusedFilters(version: SessionSettings.ProtocolVersion) throws {
        let broker = try Self.broker { $0.lines = ["max_queued_messages 10"] }
        let filters = ["ok/1", "bad/#/filter"] + (0..<250).map { "many/\($0)" }
        let pump = SessionPump(settings: broker.settings("gate", filters: filters, version: version))
        let answer = pump.wait { if case .subscribed = $0 { true } else { false } }
        #expect(answer == .subscribed(refused: ["bad/#/filter"], downgraded: []))
        broker.publish([("ok/1", []), ("many/0", []), ("many/249", [])])
        #expect(pump.receive(3).count == 3)
    }

    @Test("A 100 MB publish never arrives, and what follows does", arguments: [false, true])
    func hundredMegabytes(brokerRefuses: Bool) throws {
        // With the shipped limit the broker refuses it; without, MQTT 5's maximum packet size keeps it from us
        let broker = try Self.broker { if !brokerRefuses { $0.lines = ["message_size_limit 0"] } }
        let pump = SessionPump(settings: broker.settings("gate", filters: ["t"]))
        #expect(pump.isSubscribed)
        broker.publish([("t", [UInt8](repeating: 0x61, count: 100_000_000)), ("t", [0x62])])
        #expect(pump.receive(1).map(\.payload) == [[0x62]])
    }

    @Test("What sensors publish at QoS 0 while we are away is there afterwards, under a packet identifier")
    func upgradedQoS() throws {
        let broker = try Self.broker()
        let settings = broker.settings("gate", filters: ["zigbee2mqtt/#"])
        SessionPump.introduce(settings)
        broker.publish((0..<100).map { ("zigbee2mqtt/\($0)", []) }, atLeastOnce: false)
        let received = SessionPump(settings: settings).receive(100)
        #expect(received.count == 100)
        #expect(received.allSatisfy { $0.mid != 0 })
    }
}
