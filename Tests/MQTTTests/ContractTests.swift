import Foundation
import Testing

@testable import MQTT

/// The start-up contract test against the broker we ship and one that keeps nothing, and the private broker itself.
extension BrokerTests {
    @Test("The shipped broker keeps what is published while we are away", arguments: versions)
    func shippedBroker(version: SessionSettings.ProtocolVersion) throws {
        let broker = try Self.broker { $0.lines = ["sys_interval 1"] }
        let contract = try ContractTest(settings: broker.settings("gate", version: version), nonce: 1).run()
        #expect(contract.isSound)
        #expect(contract.dropped == 0)
        #expect(contract.retains == .yes)
        // MQTT 5 lets our receive maximum (2,000) replace the broker's own window
        #expect(contract.inflightWindow == (version == .v5 ? ContractTest.windowProbe : 1_000))
        let oversized = contract.refusesOversized
        #expect(version == .v5 ? oversized == .yes : oversized != .no)
        // a second run is not confused by the first one's remains
        #expect(try ContractTest(settings: broker.settings("gate", version: version), nonce: 2).run().isSound)
    }

    @Test("A broker with the defaults of the trade is found out")
    func poorBroker() throws {
        let broker = try Self.broker {
            $0.lines = [
                "upgrade_outgoing_qos false", "max_inflight_messages 20", "message_size_limit 0",
                "retain_available false",
            ]
        }
        let contract = try ContractTest(settings: broker.settings("gate"), nonce: 1).run()
        #expect(contract.keepsSession == .yes)
        #expect(contract.keepsQoS0 == .no)
        #expect(contract.keepsQoS1 == .yes)
        #expect(contract.retains != .yes)
        #expect(contract.refusesOversized == .no)
        #expect(!contract.isSound)
        let old = try ContractTest(settings: broker.settings("old", version: .v3_1_1), nonce: 2).run()
        #expect(old.inflightWindow == 20)
    }

    @Test("With the shipped rights the gateway hears all, and a device speaks only for itself")
    func shippedRights() throws {
        let rights = Self.configuration.replacing("gengfu.conf", with: "acl")
        let broker = try Self.broker {
            $0.users = ["gengfu": "g", "E01": "e"]
            $0.accessControl = rights
            $0.lines = ["sys_interval 1"]
        }
        var gateway = broker.settings("gate", filters: ["#"])
        gateway.user = "gengfu"
        gateway.password = "g"
        let contract = try ContractTest(settings: gateway, nonce: 1).run()
        #expect(contract.isSound && contract.retains == .yes && contract.dropped != nil)
        let pump = SessionPump(settings: gateway)
        #expect(pump.isSubscribed)

        var device = broker.settings("lift-1")
        device.user = "E01"
        device.password = "e"
        let lift = SessionPump(settings: device)
        #expect(lift.isSubscribed)
        for topic in ["TerminalData/E02/real_alarm", "gengfu/gate/canary", "TerminalData/E01/real_alarm"] {
            _ = lift.session.publish(topic: topic, payload: [])
        }
        #expect(lift.wait { if case .acknowledged(_, 0x87) = $0 { true } else { false } } != nil)
        #expect(pump.receive(1).map(\.topic) == ["TerminalData/E01/real_alarm"])
    }

    @Test("The shipped file is taken by mosquitto as it is, both listeners included")
    func shippedFile() throws {
        let home = try Self.broker { $0.users = ["gengfu": "g"] }
        let files = try CertificateSet(in: home.folder)
        let (plain, secure) = (try FreePort.next(), try FreePort.next())
        let shipped = try String(contentsOfFile: Self.configuration, encoding: .utf8)
        let rights = Self.configuration.replacing("gengfu.conf", with: "acl")
        try String(contentsOfFile: rights, encoding: .utf8)
            .write(toFile: "\(home.folder)/acl", atomically: true, encoding: .utf8)
        let moved =
            shipped.replacing("/etc/mosquitto/gengfu/", with: "\(home.folder)/")
            .replacing("listener 1883", with: "listener \(plain)")
            .replacing("listener 8883", with: "listener \(secure)")
            + "\npersistence_file moved.db\npersistence_location \(home.folder)/\nuser \(NSUserName())\n"
        let path = "\(home.folder)/moved.conf"
        try moved.write(toFile: path, atomically: true, encoding: .utf8)
        let program = try #require(ChildProcess.find("mosquitto"))
        let log = "\(home.folder)/moved.log"
        let process = try #require(ChildProcess(path: program, arguments: ["-c", path], log: log))
        defer { process.end(SIGTERM) }
        for (port, security) in [
            (plain, nil), (secure, SessionSettings.Security(authorityFile: files.authority)),
        ] {
            var settings = home.settings("gate-\(port)", filters: ["t"])
            settings.port = port
            settings.security = security
            settings.user = "gengfu"
            settings.password = "g"
            #expect(SessionPump(settings: settings).isSubscribed)
        }
    }

    @Test("A broker that cannot be reached fails the contract test with the reason")
    func absentBroker() throws {
        let port = try FreePort.next()
        let settings = SessionSettings(clientID: "gate", host: "127.0.0.1", port: port, filters: [])
        #expect(throws: ConnectFailure.portRefused(host: "127.0.0.1", port: port)) {
            _ = try ContractTest(settings: settings, nonce: 1).run()
        }
    }

    @Test("A private broker ends with its owner and says why it does not start")
    func privateBroker() throws {
        var broker: PrivateBroker? = try Self.broker()
        let pid = try #require(broker?.pid)
        #expect(kill(pid, 0) == 0)
        broker = nil
        #expect(kill(pid, 0) == -1)
        do {
            _ = try Self.broker { $0.lines = ["no_such_setting 1"] }
            Issue.record("a configuration with an unknown setting was taken")
        } catch PrivateBroker.Failure.didNotAnswer(let log) {
            #expect(log.contains("no_such_setting"))
        }
        #expect(throws: PrivateBroker.Failure.file(path: "/nowhere", detail: "No such file or directory")) {
            _ = try PrivateBroker(configuration: "/nowhere")
        }
    }
}
