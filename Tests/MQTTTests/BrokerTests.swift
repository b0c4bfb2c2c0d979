import Facility
import Testing

@testable import MQTT

/// Everything that needs a real mosquitto, one test at a time: each blocks its thread, and some measure delays.
@Suite(.serialized) struct BrokerTests {
    static let versions: [SessionSettings.ProtocolVersion] = [.v5, .v3_1_1]

    /// `deploy/mosquitto/gengfu.conf` of this very tree.
    static let configuration =
        #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(separator: "/")
        + "/deploy/mosquitto/gengfu.conf"

    static func broker(_ change: (inout PrivateBroker.Options) -> Void = { _ in }) throws -> PrivateBroker {
        var options = PrivateBroker.Options()
        change(&options)
        return try PrivateBroker(configuration: configuration, options: options)
    }
}

extension PrivateBroker {
    func settings(
        _ clientID: String, filters: [String] = [], version: SessionSettings.ProtocolVersion = .v5
    ) -> SessionSettings {
        var settings = SessionSettings(clientID: clientID, host: "127.0.0.1", port: port, filters: filters)
        settings.version = version
        settings.connectTimeout = 3_000
        if let certificates { settings.security = .init(authorityFile: certificates.authority) }
        return settings
    }

    /// Publishes and waits until the broker (QoS 1) or the socket (QoS 0) has everything.
    func publish(
        _ messages: [(topic: String, payload: [UInt8])], atLeastOnce: Bool = true, retain: Bool = false
    ) {
        var settings = settings("publisher-\(MonotonicClock.milliseconds)-\(messages.count)")
        settings.isPersistent = false
        let pump = SessionPump(settings: settings)
        #expect(pump.run(within: 5_000) { _, _ in pump.session.isConnected })
        var waiting = 0
        func turn(_ milliseconds: Int) {
            for case .acknowledged(_, _) in pump.turn(within: milliseconds).changes { waiting -= 1 }
        }
        let deadline = MonotonicClock.milliseconds + 60_000
        for message in messages {
            var isQueued = false
            while !isQueued, MonotonicClock.milliseconds < deadline {
                let outcome = pump.session.publish(
                    topic: message.topic, payload: message.payload, atLeastOnce: atLeastOnce, retain: retain)
                isQueued = outcome != .full
                if isQueued { waiting += 1 } else { turn(100) }
            }
        }
        while waiting > 0, MonotonicClock.milliseconds < deadline { turn(100) }
        #expect(waiting == 0)
        pump.session.close()
    }

    func publish(_ topic: String, _ payload: String, atLeastOnce: Bool = true, retain: Bool = false) {
        publish([(topic, Array(payload.utf8))], atLeastOnce: atLeastOnce, retain: retain)
    }
}

extension SessionPump {
    var isSubscribed: Bool {
        run(within: 5_000) { _, changes in
            changes.contains { if case .subscribed(let refused, _) = $0 { refused.isEmpty } else { false } }
        }
    }

    /// Reads until so many messages are there, then until nothing more comes for a fifth of a second.
    func receive(_ count: Int, within milliseconds: Int = 10_000, acknowledging: Bool = true) -> [Received] {
        var all: [Received] = []
        if count > 0 {
            _ = run(within: milliseconds, acknowledging: acknowledging) { received, _ in
                all += received
                return all.count >= count
            }
        }
        _ = run(within: 200, acknowledging: acknowledging) { received, _ in
            all += received
            return false
        }
        return all
    }

    /// Waits for a change.
    func wait(within milliseconds: Int = 5_000, for isIt: (SessionChange) -> Bool) -> SessionChange? {
        var found: SessionChange?
        _ = run(within: milliseconds) { _, changes in
            found = changes.first(where: isIt)
            return found != nil
        }
        return found
    }

    /// Waits for the next refusal.
    func refusal(within milliseconds: Int = 8_000) -> ConnectFailure? {
        let change = wait(within: milliseconds) { if case .refused = $0 { true } else { false } }
        if case .refused(let failure, _) = change { return failure }
        return nil
    }

    /// Makes the broker keep the session, and leaves.
    static func introduce(_ settings: SessionSettings) {
        let pump = SessionPump(settings: settings)
        #expect(pump.isSubscribed)
        pump.session.close()
    }
}
