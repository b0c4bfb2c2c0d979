import Facility
import Glibc
import Testing

@testable import MQTT

/// TLS records that hold many packets: bytes `poll` cannot see.
extension BrokerTests {
    @Test("Coalesced TLS records do not stall: 10,000 of 10,000, in order", arguments: [4_096, 37])
    func coalesced(limit: Int) throws {
        let broker = try Self.broker()
        let proxy = try CoalescingProxy(folder: broker.folder, brokerPort: broker.port)
        var settings = broker.settings("gate", filters: ["t"])
        SessionPump.introduce(settings)
        broker.publish((0..<10_000).map { ("t", Array("\($0)".utf8) + [UInt8](repeating: 0x20, count: 295)) })

        settings.port = proxy.port
        settings.security = .init(authorityFile: proxy.certificates.authority)
        // a small batch cannot take a record of fifty messages at once
        let pump = SessionPump(settings: settings, batch: MessageBatch(capacity: 2 << 20, limit: limit))
        let start = MonotonicClock.milliseconds
        // patient turns: a stall is a turn that sleeps although decrypted messages wait
        var received: [SessionPump.Received] = []
        while received.count < 10_000, MonotonicClock.milliseconds - start < 10_000 {
            received += pump.turn(within: 5_000).received
        }
        let numbers = received.map { String(decoding: $0.payload.prefix { $0 != 0x20 }, as: UTF8.self) }
        #expect(numbers == (0..<10_000).map(String.init))
        #expect(MonotonicClock.milliseconds - start < 4_500)
        #expect(pump.session.counters.connections == 1)
        // the test is void if records were not coalesced: libmosquitto reads whole records only until its wake-up
        // pipe is full, after 277 messages
        if limit == 37 { #expect(pump.session.counters.spilled > 200) }
    }

    @Test(
        "What had been read beyond the batch when the connection broke is still handed over",
        arguments: [false, true])
    func spilledAndLost(byUs: Bool) throws {
        let broker = try Self.broker()
        let proxy = try CoalescingProxy(folder: broker.folder, brokerPort: broker.port)
        var settings = broker.settings("gate", filters: ["t"])
        SessionPump.introduce(settings)
        broker.publish((0..<200).map { ("t", Array("\($0)".utf8)) })
        settings.port = proxy.port
        settings.security = .init(authorityFile: proxy.certificates.authority)
        let pump = SessionPump(settings: settings, batch: MessageBatch(capacity: 2 << 20, limit: 10))
        var first: [SessionPump.Received] = []
        #expect(
            pump.run(within: 5_000) { received, _ in
                first += received
                return !first.isEmpty
            })
        #expect(pump.session.hasBacklog && !pump.session.canWrite)
        if byUs { pump.session.abandon() } else { broker.kill9() }
        let rest = pump.receive(190, within: 2_000)
        let numbers = (first + rest).map { String(decoding: $0.payload, as: UTF8.self) }
        #expect(numbers.count > 10)
        #expect(numbers == (0..<numbers.count).map(String.init))
        #expect(UInt64(numbers.count) == pump.session.counters.received)
        #expect(pump.session.canWrite)
    }

    @Test("Records that were read ahead do not wait for the next word of the broker, however small the batch")
    func ahead() throws {
        let broker = try Self.broker { $0.usesTLS = true }
        let settings = broker.settings("gate", filters: ["t"])
        SessionPump.introduce(settings)
        broker.publish((0..<200).map { ("t", Array("\($0)".utf8)) })
        let pump = SessionPump(settings: settings, batch: MessageBatch(capacity: 2 << 20, limit: 1))
        let start = MonotonicClock.milliseconds
        // A stall is a turn that sleeps although messages lie in OpenSSL's buffer.
        var received: [SessionPump.Received] = []
        while received.count < 200, MonotonicClock.milliseconds - start < 20_000 {
            received += pump.turn(within: 10_000).received
        }
        #expect(received.map { String(decoding: $0.payload, as: UTF8.self) } == (0..<200).map(String.init))
        #expect(MonotonicClock.milliseconds - start < 9_500)
    }

    @Test("The half of a record leaves the loop at rest; with its other half the message is there")
    func half() throws {
        let broker = try Self.broker { $0.usesTLS = true }
        let relay = try HaltingRelay(to: broker.port)
        defer { relay.stop() }
        var settings = broker.settings("gate", filters: ["t"])
        settings.port = relay.port
        let pump = SessionPump(settings: settings)
        #expect(pump.run(within: 5_000) { _, _ in pump.session.isSubscribed })
        // One record for each message: the first arrives, and of the second the head and a part of the body.
        relay.halt(after: 600)
        let wide = [UInt8](repeating: 0x20, count: 395)
        broker.publish([("t", Array("1".utf8) + wide), ("t", Array("2".utf8) + wide)])
        #expect(pump.receive(1, within: 5_000).map { $0.payload[0] } == [UInt8(ascii: "1")])
        #expect(Self.wait { relay.held > 0 })
        _ = pump.turn(within: 20)
        #expect(!pump.session.hasBacklog, "a loop that is told so never sleeps")
        relay.release()
        #expect(pump.receive(1, within: 5_000).map { $0.payload[0] } == [UInt8(ascii: "2")])
        #expect(pump.session.counters.connections == 1)
    }

    private static func wait(_ isSo: () -> Bool) -> Bool {
        let deadline = MonotonicClock.milliseconds + 5_000
        while !isSo(), MonotonicClock.milliseconds < deadline { usleep(2_000) }
        return isSo()
    }
}
