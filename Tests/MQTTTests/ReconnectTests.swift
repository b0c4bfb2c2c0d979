import Facility
import Testing

@testable import MQTT

/// A link that breaks again and again: what was stored comes again and is known, what was not is not lost.
extension BrokerTests {
    @Test(
        "A hundred connections broken without a word, stored or not, acknowledged or not: 1,000 messages, each once",
        arguments: versions)
    func reconnectStorm(version: SessionSettings.ProtocolVersion) throws {
        let broker = try Self.broker()
        let settings = broker.settings("gate", filters: ["t"], version: version)
        SessionPump.introduce(settings)
        var stored: [MessageIdentity] = []
        var taken: [String: Int] = [:]
        var redelivered = 0
        for round in 0..<100 {
            broker.publish((0..<10).map { ("t", Array("\(round * 10 + $0)".utf8)) })
            // By turns: stored and not acknowledged, stored and acknowledged, read and not stored.
            let (isStored, isAcknowledged) = (round % 3 != 2, round % 3 == 1)
            let last = Array("\(round * 10 + 9)".utf8)
            var window = SessionWindow(stored)
            let pump = SessionPump(settings: settings, seed: UInt64(round))
            let isRead = pump.run(within: 5_000, acknowledging: isAcknowledged) { received, changes in
                for case .connected(let isPresent) in changes { window.connected(sessionPresent: isPresent) }
                for message in received {
                    let identity = MessageIdentity(session: 1, mid: message.mid, hash32: message.hash32)
                    if window.isRedelivery(identity) {
                        redelivered += 1
                    } else if isStored {
                        window.stepped(identity)
                        stored.append(identity)
                        taken[String(decoding: message.payload, as: UTF8.self), default: 0] += 1
                    }
                }
                return received.contains { $0.payload == last }
            }
            #expect(isRead, "round \(round)")
            pump.session.abandon()
        }
        #expect(taken.count == 1_000)
        #expect(taken.values.allSatisfy { $0 == 1 })
        #expect(redelivered >= 33 * 20, "each third round sees again what the two before it left")
    }
}
