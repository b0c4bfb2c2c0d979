import Foundation
import Testing

@testable import MQTT

/// The devices of a test: one connection to a broker that publishes in their names, a batch at a time.
final class DeviceCrowd {
    struct Message {
        var topic: String
        var payload: [UInt8]

        /// Telemetry of a device of the profile `fire.plain`.
        static func state(of device: String, _ json: String) -> Message {
            Message(topic: "gengfu/fire/\(device)/state", payload: Array(json.utf8))
        }

        /// An urgent message of a device of the profile `fire.plain`.
        static func alarm(of device: String, _ json: String) -> Message {
            Message(topic: "gengfu/fire/\(device)/alarm", payload: Array(json.utf8))
        }
    }

    private let pump: SessionPump

    /// - Parameter change: of the connection's settings, such as its user.
    init(on broker: PrivateBroker, _ change: (inout SessionSettings) -> Void = { _ in }) throws {
        var settings = SessionSettings(
            clientID: "devices-\(UUID().uuidString.prefix(8))", host: "127.0.0.1", port: broker.port,
            filters: [])
        settings.isPersistent = false
        if let certificates = broker.certificates {
            settings.security = .init(authorityFile: certificates.authority)
        }
        change(&settings)
        let pump = SessionPump(settings: settings)
        self.pump = pump
        let isConnected = pump.run(within: 10_000) { _, _ in pump.session.isConnected }
        try #require(isConnected, "\(broker.log.suffix(2_000))")
    }

    deinit { pump.session.close() }

    /// Publishes at QoS 1 and waits until the broker has answered for all of them.
    func say(_ messages: [Message], retained: Bool = false) {
        var waiting = 0
        func turn(_ milliseconds: Int) {
            for case .acknowledged(_, _) in pump.turn(within: milliseconds).changes { waiting -= 1 }
        }
        let deadline = Patience.milliseconds + 60_000
        for message in messages {
            while pump.session.publish(
                topic: message.topic, payload: message.payload, atLeastOnce: true, retain: retained) == .full,
                Patience.milliseconds < deadline
            { turn(100) }
            waiting += 1
        }
        while waiting > 0, Patience.milliseconds < deadline { turn(100) }
        #expect(waiting == 0, "the broker left publishes unanswered")
    }
}
