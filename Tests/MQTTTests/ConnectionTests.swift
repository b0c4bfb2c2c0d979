import Facility
import Testing

@testable import MQTT

/// Connecting: never on the loop's thread, each failure with its reason, no broker in another's way.
extension BrokerTests {
    @Test("Silent hosts and a dead name beside a good broker do not delay it")
    func deadBrokers() throws {
        let broker = try Self.broker()
        let mute = SilentHost(.neverAnswersConnect)
        let swallowing = SilentHost(.swallowsSYN)
        let bell = Doorbell()
        let dead = [
            ("127.0.0.1", mute.port), ("127.0.0.1", swallowing.port), ("no-such-host.invalid", 1_883),
        ]
        .enumerated().map { index, place in
            var settings = SessionSettings(
                clientID: "dead-\(index)", host: place.0, port: place.1, filters: ["#"])
            settings.connectTimeout = 1_000
            return Session(settings: settings, bell: bell, seed: UInt64(index))
        }
        for session in dead { session.open() }
        let start = MonotonicClock.milliseconds
        let pump = SessionPump(settings: broker.settings("good", filters: ["fire"]))
        #expect(pump.isSubscribed)
        // each dead one takes a second to be given up
        #expect(MonotonicClock.milliseconds - start < 700)
        var slowest = 0
        for _ in 0..<20 {
            let sent = MonotonicClock.milliseconds
            broker.publish("fire", "ON")
            #expect(pump.receive(1).count == 1)
            // 200 ms of it is `receive` making sure that nothing else comes
            slowest = max(slowest, MonotonicClock.milliseconds - sent - 200)
            for session in dead { session.collect() }
        }
        #expect(slowest < 500)
        let failures = dead.map { session in
            session.takeChanges().compactMap {
                if case .refused(let failure, _) = $0 { failure.shortDescription } else { nil }
            }.first
        }
        #expect(failures == ["silent", "silent", "unknown-host"])
        let closing = MonotonicClock.milliseconds
        for session in dead { session.close() }
        #expect(MonotonicClock.milliseconds - closing < 100, "shutting down waits for no dead host")
    }

    @Test("A port nobody listens on is called refused")
    func refusedPort() throws {
        let port = try FreePort.next()
        let settings = SessionSettings(clientID: "gate", host: "localhost", port: port, filters: [])
        #expect(SessionPump(settings: settings).refusal() == .portRefused(host: "localhost", port: port))
    }

    @Test("A wrong password is called that, a right one works", arguments: versions)
    func wrongPassword(version: SessionSettings.ProtocolVersion) throws {
        let broker = try Self.broker { $0.users = ["gengfu": "right"] }
        var settings = broker.settings("gate", filters: ["t"], version: version)
        settings.user = "gengfu"
        settings.password = "wrong"
        #expect(SessionPump(settings: settings).refusal()?.shortDescription == "credentials")
        settings.password = "right"
        #expect(SessionPump(settings: settings).isSubscribed)
        #expect(!"\(settings)".contains("right"))
    }

    @Test("TLS works with the right authority and client certificate, and says what is wrong otherwise")
    func security() throws {
        let broker = try Self.broker {
            $0.usesTLS = true
            $0.demandsClientCertificate = true
        }
        let files = try #require(broker.certificates)
        let other = try Self.broker { $0.usesTLS = true }
        var settings = broker.settings("gate", filters: ["t"])
        settings.connectTimeout = 2_000

        #expect(SessionPump(settings: settings).refusal()?.shortDescription == "security", "no certificate")
        settings.security?.certificateFile = files.clientCertificate
        settings.security?.keyFile = files.clientKey
        #expect(SessionPump(settings: settings).isSubscribed)

        settings.security?.authorityFile = try #require(other.certificates).authority
        guard case .security(let detail) = SessionPump(settings: settings).refusal() else {
            Issue.record("a broker signed by a stranger was let in")
            return
        }
        #expect(detail.contains("certificate verify failed"))

        settings.security?.authorityFile = "/nowhere/ca.crt"
        #expect(
            SessionPump(settings: settings).refusal()
                == .settings(detail: "/nowhere/ca.crt: No such file or directory"))
    }

    @Test("A certificate for another host name is refused unless told otherwise")
    func hostName() throws {
        let broker = try Self.broker { $0.usesTLS = true }
        var settings = broker.settings("gate", filters: ["t"])
        // an old spelling of 127.0.0.1 that the certificate does not bear
        settings.host = "127.1"
        #expect(SessionPump(settings: settings).refusal()?.shortDescription == "security")
        settings.security?.insecure = true
        #expect(SessionPump(settings: settings).isSubscribed)
    }

    @Test("TLS towards a port without it, and a plain session towards TLS, end with a reason")
    func mixedUp() throws {
        let plain = try Self.broker()
        let secure = try Self.broker { $0.usesTLS = true }
        var settings = plain.settings("gate")
        settings.connectTimeout = 1_500
        settings.security = secure.settings("x").security
        #expect(SessionPump(settings: settings).refusal() != nil)
        settings = secure.settings("gate")
        settings.connectTimeout = 1_500
        settings.security = nil
        #expect(SessionPump(settings: settings).refusal() != nil)
    }

    @Test("A broker killed and started again gets its session back by itself", arguments: versions)
    func brokerKilled(version: SessionSettings.ProtocolVersion) throws {
        let broker = try Self.broker()
        let pump = SessionPump(settings: broker.settings("gate", filters: ["t"], version: version))
        #expect(pump.isSubscribed)
        broker.publish("t", "before")
        #expect(pump.receive(1).count == 1)
        broker.save()
        broker.kill9()
        let gone = pump.wait { if case .disconnected = $0 { true } else { false } }
        #expect(gone != nil)
        #expect(pump.session.publish(topic: "t", payload: []) == .notConnected)
        #expect(pump.refusal()?.shortDescription == "port-refused")
        try broker.restart()
        #expect(pump.wait(within: 20_000) { $0 == .connected(sessionPresent: true) } != nil)
        broker.publish("t", "after")
        #expect(pump.receive(1).map(\.payload) == [Array("after".utf8)])
    }

    @Test("SESSION PRESENT tells a kept session from a new one", arguments: versions)
    func sessionPresent(version: SessionSettings.ProtocolVersion) throws {
        let broker = try Self.broker()
        let settings = broker.settings("gate", filters: ["t"], version: version)
        for expected in [false, true] {
            let pump = SessionPump(settings: settings)
            let connected = pump.wait { if case .connected = $0 { true } else { false } }
            #expect(connected == .connected(sessionPresent: expected))
            #expect(pump.isSubscribed)
            pump.session.close()
        }
    }

    @Test("A session another client takes over says so and comes back slowly")
    func takenOver() throws {
        let host = SilentHost(.takesOver)
        let settings = SessionSettings(clientID: "gate", host: "127.0.0.1", port: host.port, filters: ["t"])
        let pump = SessionPump(settings: settings)
        #expect(pump.wait { $0 == .takenOver } != nil)
        #expect(!pump.run(within: 1_500) { _, changes in !changes.isEmpty })
    }

    @Test("Two gateways under one name do not fight in a tight loop")
    func rivals() throws {
        let broker = try Self.broker()
        let rivals = (0..<2).map { SessionPump(settings: broker.settings("gate", filters: ["t"]), seed: $0) }
        let start = MonotonicClock.milliseconds
        while MonotonicClock.milliseconds - start < 4_000 {
            for rival in rivals { _ = rival.turn(within: 10) }
        }
        #expect(rivals.map(\.session.counters.connections).reduce(0, +) < 15)
    }

    @Test("A connection is not taken over while something of the last one is uncommitted")
    func collectWaits() throws {
        let broker = try Self.broker()
        let settings = broker.settings("gate", filters: ["t"])
        SessionPump.introduce(settings)
        broker.publish((0..<5).map { ("t", [UInt8($0)]) })
        let pump = SessionPump(settings: settings)
        let first = pump.receive(5, acknowledging: false)
        broker.save()
        broker.kill9()
        try broker.restart()
        #expect(!pump.run(within: 1_500, acknowledging: false) { _, _ in pump.session.isConnected })
        let second = pump.receive(5)
        #expect(second.map(\.mid) == first.map(\.mid))
    }
}
