import Facility
import Foundation
import Testing

@testable import MQTT

extension GatewayTests {
    /// A broker as it should be set up: TLS, certificates on both sides, and a password.
    @Suite struct BrokerSecurityTests {
        private let broker: PrivateBroker
        private let folder: TestFolder

        init() throws {
            var options = PrivateBroker.Options()
            options.usesTLS = true
            options.demandsClientCertificate = true
            options.users = ["gengfu": "correct horse"]
            broker = try PrivateBroker(configuration: GatewayProgram.brokerConfiguration, options: options)
            folder = try TestFolder()
        }

        @Test("Over TLS with a client certificate and a password nothing is lost and a fire is told")
        func everythingInPlace() throws {
            let gateway = try gateway(password: "correct horse", withCertificate: true)
            try gateway.start()
            let devices = try crowd()
            try gateway.waitUntilHeard("probe", by: devices)
            devices.say(Burst().messages)
            try Burst.expectAll(in: gateway, devices: devices)
        }

        @Test(
            "Refused for a wrong password or without its certificate, it goes on and says so",
            arguments: [true, false])
        func refused(withCertificate: Bool) throws {
            let gateway = try gateway(
                password: withCertificate ? "wrong" : "correct horse", withCertificate: withCertificate)
            try gateway.start()
            let isSaid = Patience.wait {
                gateway.status.map { status in
                    status.sessions.allSatisfy { $0.problem != nil }
                        && status.degraded.contains { $0.code == "broker_not_connected" }
                } ?? false
            }
            #expect(isSaid, "\(String(describing: gateway.status?.sessions))")
            #expect(gateway.status?.sessions.allSatisfy { $0.state == .connecting } == true)
            #expect(gateway.stop())
        }

        private func gateway(password: String, withCertificate: Bool) throws -> GatewayProcess {
            let files = try #require(broker.certificates)
            try folder.write("\(password)\n", to: "password")
            var site = SiteFolder(broker: broker.port, devices: Burst.devices)
            var tls = "authority_file: \(files.authority)"
            if withCertificate {
                tls += ", certificate_file: \(files.clientCertificate), key_file: \(files.clientKey)"
            }
            site.brokers[0].settings = [
                "user: gengfu", "password_file: \(folder["password"])", "tls: {\(tls)}",
            ]
            return try GatewayProcess(site, in: folder)
        }

        private func crowd() throws -> DeviceCrowd {
            let files = try #require(broker.certificates)
            return try DeviceCrowd(on: broker) { settings in
                settings.user = "gengfu"
                settings.password = "correct horse"
                settings.security = .init(
                    authorityFile: files.authority, certificateFile: files.clientCertificate,
                    keyFile: files.clientKey)
            }
        }
    }
}
