import Facility
import Foundation
import Testing

@testable import MQTT

/// Promise 1 at the wire: a PUBACK leaves after the commit and not before.
extension BrokerTests {
    @Test("What was read but not committed is all redelivered, what was written is not", arguments: versions)
    func redelivery(version: SessionSettings.ProtocolVersion) throws {
        let broker = try Self.broker()
        let settings = broker.settings("gate", filters: ["t/#"], version: version)
        SessionPump.introduce(settings)
        broker.publish((0..<30).map { ("t/\($0)", Array("ON".utf8)) })

        let crashing = SessionPump(settings: settings)
        let first = crashing.receive(30, acknowledging: false)
        #expect(first.count == 30)
        crashing.session.abandon()

        let again = SessionPump(settings: settings)
        let second = again.receive(30, acknowledging: true)
        #expect(second.map(\.mid) == first.map(\.mid), "same packet identifiers, same order")
        #expect(second.map(\.topic) == first.map(\.topic))
        again.session.abandon()

        #expect(SessionPump(settings: settings).receive(0).isEmpty)
    }

    @Test("A ping that is due does not take the PUBACKs along")
    func pingKeepsBack() throws {
        let broker = try Self.broker()
        var settings = broker.settings("gate", filters: ["t/#"])
        settings.keepAlive = 5
        SessionPump.introduce(settings)
        broker.publish((0..<30).map { ("t/\($0)", []) })
        let pump = SessionPump(settings: settings)
        #expect(pump.receive(30, acknowledging: false).count == 30)
        // beyond the keep-alive time `keepAlive` has queued its ping; below 7.5 s the broker still waits
        _ = pump.run(within: 6_500, acknowledging: false) { _, _ in false }
        #expect(pump.session.isConnected && pump.session.wantsWrite)
        pump.session.abandon()
        #expect(SessionPump(settings: settings).receive(30).count == 30)
    }

    @Test("Writing while something is uncommitted stops the process")
    func precondition() async throws {
        // A release build stops without the sentence; that it stops is the promise.
        await #expect(processExitsWith: .failure) {
            let broker = try BrokerTests.broker()
            let settings = broker.settings("gate", filters: ["t"])
            SessionPump.introduce(settings)
            broker.publish("t", "ON")
            let pump = SessionPump(settings: settings)
            guard pump.receive(1, acknowledging: false).count == 1 else { return }
            // the broker would outlive us otherwise
            broker.kill9()
            try? FileManager.default.removeItem(atPath: broker.folder)
            pump.session.write()
        }
    }

    @Test("Of 30 stored messages 20 are recognised when only those were committed", arguments: versions)
    func matching(version: SessionSettings.ProtocolVersion) throws {
        let broker = try Self.broker()
        let settings = broker.settings("gate", filters: ["t/#"], version: version)
        SessionPump.introduce(settings)
        broker.publish((0..<30).map { _ in ("t/switch", Array("ON".utf8)) })
        let crashing = SessionPump(settings: settings)
        let read = crashing.receive(30, acknowledging: false)
        crashing.session.abandon()
        // A broker killed with its file written keeps the packet identifiers too
        broker.save()
        broker.kill9()
        try broker.restart()

        var matcher = RedeliveryMatcher(
            stored: read.prefix(20).map { RedeliveryMatcher.Entry(mid: $0.mid, hash32: $0.hash32) })
        let back = SessionPump(settings: settings)
        var fresh = 0
        var old = 0
        for message in back.receive(30) {
            if matcher.isRedelivered(.init(mid: message.mid, hash32: message.hash32)) {
                old += 1
            } else {
                fresh += 1
            }
        }
        #expect(old == 20)
        #expect(fresh == 10)
    }

    @Test("A batch too small for what waits loses nothing and keeps the order", arguments: [false, true])
    func smallBatch(tls: Bool) throws {
        let broker = try Self.broker { $0.usesTLS = tls }
        var settings = broker.settings("gate", filters: ["t"])
        settings.maximumPacketSize = 2_048
        SessionPump.introduce(settings)
        broker.publish((0..<2_000).map { ("t", Array("\($0)".utf8) + [UInt8](repeating: 0x20, count: 500)) })
        let pump = SessionPump(settings: settings, batch: MessageBatch(capacity: 6_000, limit: 7))
        let received = pump.receive(2_000)
        let numbers = received.map { String(decoding: $0.payload.prefix { $0 != 0x20 }, as: UTF8.self) }
        #expect(numbers == (0..<2_000).map(String.init))
        #expect(pump.session.counters.received == 2_000)
    }

    @Test("A message larger than the largest packet is counted and never crashes", arguments: versions)
    func oversized(version: SessionSettings.ProtocolVersion) throws {
        let broker = try Self.broker()
        var settings = broker.settings("gate", filters: ["t"], version: version)
        settings.maximumPacketSize = 4_096
        SessionPump.introduce(settings)
        broker.publish([("t", [UInt8](repeating: 0x61, count: 100_000)), ("t", [0x62])])
        let pump = SessionPump(settings: settings)
        #expect(pump.receive(1).map(\.payload) == [[0x62]])
        // MQTT 5 lets us tell the broker; 3.1.1 sends it all the same
        #expect(pump.session.counters.oversized == (version == .v5 ? 0 : 1))
    }

    @Test("Publishes of our own are acknowledged, bounded, and refused without a connection")
    func publishing() throws {
        let broker = try Self.broker()
        var settings = broker.settings("speaker", filters: ["t"])
        settings.publishLimit = 2
        let pump = SessionPump(settings: settings)
        #expect(pump.session.publish(topic: "t", payload: []) == .notConnected)
        #expect(pump.isSubscribed)
        guard case .queued(let mid) = pump.session.publish(topic: "t", payload: [0x31]) else {
            Issue.record("not queued")
            return
        }
        _ = pump.session.publish(topic: "t", payload: [0x32], atLeastOnce: false)
        #expect(pump.session.publish(topic: "t", payload: [0x33]) == .full)
        #expect(pump.wait { $0 == .acknowledged(mid: mid, reason: 0) } != nil)
        guard case .invalid = pump.session.publish(topic: "t/#", payload: []) else {
            Issue.record("a filter is no topic")
            return
        }
    }
}
